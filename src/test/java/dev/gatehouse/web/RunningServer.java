package dev.gatehouse.web;

import dev.gatehouse.Gatehouse;
import java.nio.file.Path;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole program on a free port, with a data folder of its own, without the demo. Its one door
 * has a camera that is not there.
 */
public final class RunningServer implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private RunningServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  public static RunningServer start(Path data) {
    return new RunningServer(
        new SpringApplicationBuilder(Gatehouse.class)
            .run(
                "--server.port=0",
                "--gatehouse.data=" + data.toAbsolutePath(),
                "--gatehouse.doors[0].id=front",
                "--gatehouse.doors[0].camera=" + data.resolve("no-such-film.mp4")));
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

  /** A browser in which the administrator is logged in. */
  public Browser administrator() throws Exception {
    Browser browser = browser();
    browser.logIn(Accounts.ADMIN, bean(Accounts.class).resetPassword(Accounts.ADMIN));
    return browser;
  }

  @Override
  public void close() {
    context.close();
  }
}
