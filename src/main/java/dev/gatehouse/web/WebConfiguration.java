package dev.gatehouse.web;

import jakarta.servlet.MultipartConfigElement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.servlet.autoconfigure.MultipartProperties;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

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

  /** What fails outside of a controller is told in the same form as the rest. */
  @Bean
  DefaultErrorAttributes errorAttributes() {
    return new DefaultErrorAttributes() {
      @Override
      public Map<String, Object> getErrorAttributes(
          WebRequest request, ErrorAttributeOptions options) {
        Map<String, Object> attributes = super.getErrorAttributes(request, options);
        return Map.of(
            "status",
            attributes.getOrDefault("status", 500),
            "title",
            attributes.getOrDefault("error", "Error"),
            "detail",
            "The server could not answer this request");
      }
    };
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
