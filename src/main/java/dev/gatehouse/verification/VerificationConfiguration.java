package dev.gatehouse.verification;

import dev.gatehouse.card.Cards;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.member.FaceReader;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

  @Bean
  Verifier verifier(FaceReader faces, Gallery gallery, Cards cards) {
    return new Verifier(faces, gallery, cards, Clock.systemUTC());
  }
}
