package dev.gatehouse.web;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Buffers are not kept for the next request: they would hold names, passwords and pictures of the
 * last one for as long as the program runs.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class BufferConfiguration {
  @Bean
  JsonFactoryBuilderCustomizer freshJsonBuffers() {
    return factory -> factory.recyclerPool(JsonRecyclerPools.nonRecyclingPool());
  }

  /** Beside {@code server.tomcat.processor-cache} in application.yaml. */
  @Bean
  WebServerFactoryCustomizer<TomcatWebServerFactory> freshSocketBuffers() {
    return tomcat ->
        tomcat.addConnectorCustomizers(
            connector -> connector.setProperty("socket.bufferPool", "0"));
  }
}
