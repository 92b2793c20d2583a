package dev.gatehouse;

import dev.gatehouse.cli.Cli;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.modulith.Modulithic;

/** The program: a server, and the commands beside it. */
@SpringBootApplication
@Modulithic(systemName = "Gatehouse")
public class Gatehouse {
  public static void main(String[] arguments) {
    int exit = Cli.run(arguments, Gatehouse::serve, Gatehouse::forCommand, Gatehouse::start);
    if (exit != Cli.KEEPS_RUNNING) {
      System.exit(exit);
    }
  }

  private static void serve(String[] arguments) {
    start(arguments);
  }

  private static ConfigurableApplicationContext start(String[] arguments) {
    return new SpringApplicationBuilder(Gatehouse.class).run(arguments);
  }

  /**
   * The same program without its server, its doors and its demo; what a command does not ask for is
   * not loaded.
   */
  private static ConfigurableApplicationContext forCommand() {
    return new SpringApplicationBuilder(Gatehouse.class)
        .web(WebApplicationType.NONE)
        .lazyInitialization(true)
        .logStartupInfo(false)
        .run();
  }
}
