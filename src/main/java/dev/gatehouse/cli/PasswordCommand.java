package dev.gatehouse.cli;

import dev.gatehouse.account.Accounts;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "password",
    mixinStandardHelpOptions = true,
    description = "Gives an account a new password and prints it. The server must be stopped.")
@SuppressWarnings("NullAway.Init")
final class PasswordCommand implements Callable<Integer> {
  private final Supplier<ConfigurableApplicationContext> context;

  @Mixin private Output output;

  @Parameters(
      arity = "0..1",
      defaultValue = Accounts.ADMIN,
      paramLabel = "USER",
      description = "default ${DEFAULT-VALUE}")
  private String user;

  PasswordCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (var program = context.get()) {
      String password = program.getBean(Accounts.class).resetPassword(user);
      output.print(Map.of("user", user, "password", password), user + ": " + password);
    }
    return 0;
  }
}
