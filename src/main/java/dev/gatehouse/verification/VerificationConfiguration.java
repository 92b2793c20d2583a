package dev.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.gatehouse.card.Cards;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.liveness.LivenessMode;
import dev.gatehouse.liveness.PresentationAttackModels;
import dev.gatehouse.member.FaceReader;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** In the server only: commands compare photos by themselves. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class VerificationConfiguration {

  @Bean
  Challenges challenges(FaceReader faces, PresentationAttackModels models) {
    return new Challenges(
        new PhotoReader(faces),
        LivenessCheck.of(LivenessMode.ACTIVE, models),
        Clock.systemUTC(),
        Ticker.systemTicker());
  }

  @Bean
  Verifier verifier(FaceReader faces, Challenges challenges, Gallery gallery, Cards cards) {
    return new Verifier(new PhotoReader(faces), challenges, gallery, cards, Clock.systemUTC());
  }
}
