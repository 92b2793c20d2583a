package dev.gatehouse.account;

import dev.gatehouse.member.MemberSeal;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The accounts; also without a server, for the command that sets a password. */
@Configuration(proxyBeanMethods = false)
class AccountConfiguration {
  @Bean
  PasswordEncoder passwordEncoder() {
    return Passwords.encoder();
  }

  @Bean
  Accounts accounts(
      JdbcClient database,
      PlatformTransactionManager transactions,
      MemberSeal seal,
      PasswordEncoder encoder,
      ApplicationEventPublisher events) {
    return new Accounts(
        database, new TransactionTemplate(transactions), seal, encoder, events, Clock.systemUTC());
  }

  @Bean
  Tokens tokens(JdbcClient database, Accounts accounts) {
    return new Tokens(database, accounts, Clock.systemUTC());
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
