package dev.gatehouse.web;

import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The accounts; also without a server, for the command that sets a password. */
@Configuration(proxyBeanMethods = false)
class AccountConfiguration {
  @Bean
  PasswordEncoder passwordEncoder() {
    return PasswordEncoderFactories.createDelegatingPasswordEncoder();
  }

  @Bean
  Accounts accounts(JdbcClient database, PasswordEncoder encoder) {
    return new Accounts(database, encoder, Clock.systemUTC());
  }

  /**
   * The first password goes to the console and nowhere else: a log is kept, sent on and read by
   * many.
   */
  @Bean
  @ConditionalOnWebApplication
  ApplicationListener<ApplicationReadyEvent> firstAccount(Accounts accounts) {
    return _ -> accounts.createFirst().ifPresent(AccountConfiguration::print);
  }

  private static void print(String password) {
    System.out.printf(
        """

        ==============================================================
          Log in to Gatehouse as   %s
          with the password        %s

          It is shown this once. "./gatehouse password" makes a new one.
        ==============================================================

        """,
        Accounts.ADMIN, password);
  }
}
