package dev.gatehouse.cli;

import dev.gatehouse.member.Members;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "rekey",
    mixinStandardHelpOptions = true,
    description = {
      "Protects every template by a new secret, as after a backup was stolen. Nobody enrols again.",
      "The server must be stopped. Interrupted, it is finished at the next start."
    })
@SuppressWarnings("NullAway.Init")
final class RekeyCommand implements Callable<Integer> {
  private final Supplier<ConfigurableApplicationContext> context;

  @Mixin private Output output;

  RekeyCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    int renewed;
    try (var program = context.get()) {
      renewed = program.getBean(Members.class).renewTemplates();
    }
    // Opening once more reads all back from the disk and destroys the former secret.
    long problems;
    try (var program = context.get()) {
      problems =
          program.getBean(Members.class).list().stream()
              .filter(member -> member.problem().isPresent())
              .count();
    }
    output.print(
        Map.of("templates", renewed, "members-with-problems", problems),
        renewed
            + " templates are protected by a new secret"
            + (problems == 0
                ? "; the former one is destroyed"
                : ". "
                    + problems
                    + " members have templates that cannot be read; the former secret is kept for"
                    + " them"));
    return problems == 0 ? 0 : 1;
  }
}
