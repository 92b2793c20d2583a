package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Gatehouse;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountEvent;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;

class AuditingTest {
  private static final int CONNECTIONS = 4;

  @TempDir Path data;

  /** Each change waits for its entry within its transaction, and so holds its connection. */
  @Test
  void as_many_changes_at_once_as_there_are_connections_do_not_wait_for_each_other()
      throws Exception {
    try (ConfigurableApplicationContext program = start();
        var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      Accounts accounts = program.getBean(Accounts.class);
      for (int i = 0; i < CONNECTIONS; i++) {
        String link = accounts.invite(Role.OPERATOR, Set.of(), Optional.empty(), Accounts.ADMIN);
        accounts.accept(link, "operator-" + i, Optional.empty());
      }
      program.addApplicationListener(new AllAtOnce());
      List<Future<Account>> changes = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        String name = "operator-" + i;
        changes.add(
            threads.submit(() -> accounts.change(name, Role.AUDITOR, Set.of(), Accounts.ADMIN)));
      }
      for (Future<Account> change : changes) {
        assertThat(change.get(60, TimeUnit.SECONDS).role()).isEqualTo(Role.AUDITOR);
      }
      assertThat(program.getBean(AuditLog.class).find(AuditQuery.newest(CONNECTIONS)))
          .allMatch(entry -> entry.event().action() == AuditAction.ACCOUNT)
          .allMatch(entry -> entry.event().detail().orElse("").startsWith("changed"));
    }
  }

  private ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(Gatehouse.class)
        .web(WebApplicationType.NONE)
        .lazyInitialization(true)
        .run(
            "--gatehouse.data=" + data.toAbsolutePath(),
            "--spring.datasource.hikari.maximum-pool-size=" + CONNECTIONS,
            "--spring.datasource.hikari.connection-timeout=3000");
  }

  /** Lets an event through when all transactions have begun, before it is written down. */
  private static final class AllAtOnce implements GenericApplicationListener {
    private final CyclicBarrier all = new CyclicBarrier(CONNECTIONS);

    @Override
    public boolean supportsEventType(ResolvableType type) {
      return type.isAssignableFrom(
          ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class, AccountEvent.class));
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
      try {
        all.await(30, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new AssertionError("The transactions did not begin", e);
      }
    }

    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }
  }
}
