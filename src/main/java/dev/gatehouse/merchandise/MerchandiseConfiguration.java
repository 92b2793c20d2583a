package dev.gatehouse.merchandise;

import dev.gatehouse.member.MemberSeal;
import dev.gatehouse.member.Members;
import dev.gatehouse.retention.Kept;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class MerchandiseConfiguration {

  @Bean
  MerchandiseStore merchandiseStore(JdbcClient database, PlatformTransactionManager transactions) {
    return new MerchandiseStore(database, new TransactionTemplate(transactions));
  }

  @Bean
  MemberHistory merchandiseHistory(JdbcClient database, MemberSeal seal) {
    return new MemberHistory(database, seal);
  }

  @Bean
  Merchandise merchandise(
      MerchandiseStore store,
      MemberHistory history,
      Members members,
      @Value("${gatehouse.merchandise.exploration:0.1}") double exploration,
      @Value("${gatehouse.merchandise.currency:EUR}") String currency) {
    return new Merchandise(
        store,
        history,
        members,
        exploration,
        Price.currency(currency),
        new Random(new SecureRandom().nextLong()),
        Clock.systemDefaultZone());
  }

  @Bean
  Kept merchandiseCounts(
      Merchandise merchandise, @Value("${gatehouse.retention.merchandise:400d}") Duration time) {
    return new Kept(
        "merchandise",
        "How often goods were shown and touched at a kiosk, by hour, age band and sex; about"
            + " nobody",
        time,
        merchandise::forget);
  }

  @Bean
  Kept merchandiseHistories(
      MemberHistory history,
      Members members,
      @Value("${gatehouse.retention.merchandise-history:400d}") Duration time) {
    return new Kept(
        "merchandise-history",
        "What a member was shown and touched at a kiosk, sealed with the member's own key; only"
            + " while the member agrees to be known there, and so long after the last time",
        time,
        before ->
            history.deleteBefore(before) + history.deleteUngranted(members::find, Instant.now()));
  }
}
