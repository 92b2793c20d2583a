package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.Gatehouse;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole program on a free port, with a data folder of its own, without the demo. Its one door
 * has a camera that is not there.
 */
public final class RunningServer implements AutoCloseable {
  /** Of those who are made by {@link #as}. */
  static final String PASSWORD = "four random words, not guessed";

  private final ConfigurableApplicationContext context;
  private Optional<String> password = Optional.empty();

  private RunningServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * @param settings more of them, as on the command line
   */
  public static RunningServer start(Path data, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--gatehouse.data=" + data.toAbsolutePath(),
                "--gatehouse.limits.requests-per-minute=1000000",
                "--gatehouse.limits.anonymous-requests-per-minute=1000000",
                "--gatehouse.limits.verifications-per-minute=1000000",
                "--gatehouse.doors[0].id=front",
                "--gatehouse.doors[0].camera=" + data.resolve("no-such-film.mp4")));
    for (String setting : settings) {
      all.removeIf(one -> one.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
      all.add(setting);
    }
    return new RunningServer(
        new SpringApplicationBuilder(Gatehouse.class).run(all.toArray(new String[0])));
  }

  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  /** A browser that has not been here yet. */
  public Browser browser() {
    return new Browser(port());
  }

  /** A browser in which the administrator is logged in; others where they are go on. */
  public Browser administrator() throws Exception {
    if (password.isEmpty()) {
      password = Optional.of(bean(Accounts.class).resetPassword(Accounts.ADMIN));
    }
    Browser browser = browser();
    if (browser.logIn(Accounts.ADMIN, password.get()).status() != 200) { // reset elsewhere
      password = Optional.empty();
      return administrator();
    }
    return browser;
  }

  /** A browser in which somebody of that role is logged in, restricted to places if any. */
  public Browser as(Role role, String... places) throws Exception {
    Accounts accounts = bean(Accounts.class);
    Optional<UUID> member = role == Role.MEMBER ? Optional.of(memberRow()) : Optional.empty();
    String link = accounts.invite(role, Set.of(places), member, Accounts.ADMIN);
    String name = role.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
    accounts.accept(link, name, Optional.of(PASSWORD));
    Browser browser = browser();
    assertThat(browser.logIn(name, PASSWORD).status()).isEqualTo(200);
    return browser;
  }

  /** A member without pictures, name or grants. */
  private UUID memberRow() {
    UUID id = UUID.randomUUID();
    bean(JdbcClient.class)
        .sql("insert into member (id, name, enrolled_at) values (?, ?, ?)")
        .params(id, new byte[] {0}, Timestamp.from(Instant.now()))
        .update();
    return id;
  }

  @Override
  public void close() {
    context.close();
  }
}
