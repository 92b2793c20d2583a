package dev.gatehouse.web;

import com.fasterxml.jackson.annotation.Nulls;
import jakarta.servlet.MultipartConfigElement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.servlet.autoconfigure.MultipartProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.CacheControl;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.module.SimpleModule;

@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@EnableConfigurationProperties(MultipartProperties.class)
class WebConfiguration implements WebMvcConfigurer {

  @Bean
  Uploads uploads(@Value("${gatehouse.data}") String data) {
    return new Uploads(Path.of(data, "uploads"));
  }

  /** As Spring Boot's, but in our folder, which only an absolute path can say. */
  @Bean
  MultipartConfigElement multipartConfig(MultipartProperties properties, Uploads uploads) {
    properties.setLocation(uploads.folder().toString());
    return properties.createMultipartConfig();
  }

  /** In JSON too, lists have no holes, and times and texts are such as every database can keep. */
  @Bean
  JsonMapperBuilderCustomizer strictJson() {
    return json ->
        json.changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .addModule(
                new SimpleModule("gatehouse")
                    .addDeserializer(Instant.class, new Times.OfJson())
                    .addDeserializer(String.class, new Texts.OfJson()));
  }

  /** Of parameters, with what Spring Security refuses anyway. */
  @Bean
  HttpFirewall firewall() {
    var firewall = new StrictHttpFirewall();
    firewall.setAllowedParameterValues(Texts::canBeKept);
    return firewall;
  }

  @Override
  public void addFormatters(FormatterRegistry registry) {
    registry.addFormatter(new Times.OfInstant());
    registry.addFormatter(new Times.OfDay());
  }

  /** The names of these files change with their content. */
  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/assets/**")
        .addResourceLocations("classpath:/static/assets/")
        .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
  }
}
