package dev.gatehouse.card;

import dev.gatehouse.member.FaceReader;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class CardConfiguration {

  @Bean
  Cards cards(@Value("${gatehouse.data}") String data, JdbcClient database, FaceReader faces) {
    return new Cards(
        Path.of(data, "keys", "card.key"), new CardStore(database), faces, Clock.systemUTC());
  }
}
