package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The commands. Each writes its result to standard output, as text or with {@code --json} as one
 * object, and everything else to standard error.
 */
@Command(
    name = "gatehouse",
    mixinStandardHelpOptions = true,
    version = "Gatehouse 0.1",
    description = {
      "A self-hosted camera platform that recognises only people who enrolled and agreed.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Without a command the server starts. Begin with:",
      "  gatehouse serve                                  the server and its page,"
          + " http://localhost:8080",
      "  gatehouse analyze photo.jpg --out boxes.png      what is seen in a picture",
      "  gatehouse enrol --name Ada --purpose DOOR a.jpg b.jpg",
      "  gatehouse COMMAND --help                         more about one command"
    },
    subcommands = {
      AnalyzeCommand.class,
      AuditCommand.class,
      BackupCommand.class,
      CardCommand.class,
      EnrolCommand.class,
      IdentifyCommand.class,
      ModelsCommand.class,
      PasswordCommand.class,
      RekeyCommand.class,
      ReportCommand.class,
      RestoreCommand.class,
      Cli.Evaluate.class,
      Cli.Bench.class,
      Cli.Serve.class,
      CommandLine.HelpCommand.class
    })
public final class Cli implements Callable<Integer> {
  /** Returned when the server was started: the process goes on. */
  public static final int KEEPS_RUNNING = -1;

  private final Consumer<String[]> server;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  private Cli(Consumer<String[]> server) {
    this.server = server;
  }

  /**
   * Runs a command.
   *
   * @param server starts the server with the arguments given
   * @param context opens the program's database and members, without the server
   * @return the exit code: 0 done, 1 failed, 2 wrong use; or {@link #KEEPS_RUNNING}
   */
  public static int run(
      String[] arguments,
      Consumer<String[]> server,
      Supplier<ConfigurableApplicationContext> context) {
    return run(
        arguments,
        server,
        context,
        _ -> {
          throw new IllegalStateException("No server can be started from here");
        });
  }

  /**
   * The same.
   *
   * @param measured starts a server with the arguments given, to be measured and closed
   */
  public static int run(
      String[] arguments,
      Consumer<String[]> server,
      Supplier<ConfigurableApplicationContext> context,
      Function<String[], ConfigurableApplicationContext> measured) {
    // Spring's own options (--server.port=...) go to the server untouched.
    if (arguments.length == 0 || arguments[0].matches("--[a-z]+\\..*")) {
      server.accept(arguments);
      return KEEPS_RUNNING;
    }
    var cli = new Cli(server);
    IFactory factory = factory(cli, context, measured);
    var line = new CommandLine(cli, factory);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Cli::explain);
    if (!arguments[0].equals("serve")) {
      logToStandardError();
    }
    return line.execute(arguments);
  }

  /** As the server logs, also before a command opens the program, or without its doing so. */
  private static void logToStandardError() {
    LoggingSystem logging = LoggingSystem.get(Cli.class.getClassLoader());
    logging.beforeInitialize();
    logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
  }

  private static IFactory factory(
      Cli cli,
      Supplier<ConfigurableApplicationContext> context,
      Function<String[], ConfigurableApplicationContext> measured) {
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        if (type == Serve.class) {
          return type.cast(new Serve(cli));
        }
        if (type == EnrolCommand.class) {
          return type.cast(new EnrolCommand(context));
        }
        if (type == IdentifyCommand.class) {
          return type.cast(new IdentifyCommand(context));
        }
        if (type == AuditCommand.Verify.class) {
          return type.cast(new AuditCommand.Verify(context));
        }
        if (type == AuditCommand.Export.class) {
          return type.cast(new AuditCommand.Export(context));
        }
        if (type == AuditCommand.Head.class) {
          return type.cast(new AuditCommand.Head(context));
        }
        if (type == PasswordCommand.class) {
          return type.cast(new PasswordCommand(context));
        }
        if (type == CardCommand.class) {
          return type.cast(new CardCommand(context));
        }
        if (type == BenchTrailCommand.class) {
          return type.cast(new BenchTrailCommand(measured));
        }
        if (type == BenchAuditCommand.class) {
          return type.cast(new BenchAuditCommand(context));
        }
        if (type == BackupCommand.class) {
          return type.cast(new BackupCommand(context));
        }
        if (type == RestoreCommand.class) {
          return type.cast(new RestoreCommand(context));
        }
        if (type == RekeyCommand.class) {
          return type.cast(new RekeyCommand(context));
        }
        if (type == ReportCommand.class) {
          return type.cast(new ReportCommand(context));
        }
        return CommandLine.defaultFactory().create(type);
      }
    };
  }

  /** Errors are for the person who reads them: the message, not the stack. */
  private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult result) {
    if (failure instanceof ParameterException wrong) {
      line.getErr().println(wrong.getMessage());
      return 2;
    }
    Throwable cause = failure;
    while (cause.getCause() != null
        && cause.getClass().getName().startsWith("org.springframework")) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("may be already in use")
        || message.contains("Locked by another process")) {
      message = "The server is running and holds the data folder. Use its page, or stop it first";
    }
    line.getErr().println("gatehouse: " + message);
    if (System.getenv("GATEHOUSE_DEBUG") != null) {
      failure.printStackTrace(line.getErr());
    } else if (cause instanceof NullPointerException || cause instanceof IllegalStateException) {
      line.getErr().println("This should not happen. GATEHOUSE_DEBUG=1 shows where it did");
    }
    return 1;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  /** Starts the server. */
  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Starts the server and its page, on http://localhost:8080 by default.",
      footer = {
        "",
        "Settings are read from ./gatehouse.yaml (docs/configuration.md), or given here:",
        "  gatehouse serve --server.port=9000 --server.address=0.0.0.0"
      })
  static final class Serve implements Callable<Integer> {
    private final Cli cli;

    @Parameters(arity = "0..*", paramLabel = "--setting=value", description = "a setting to change")
    private String[] settings = {};

    @CommandLine.Unmatched private String[] unmatched = {};

    Serve(Cli cli) {
      this.cli = cli;
    }

    @Override
    public Integer call() {
      String[] all = new String[settings.length + unmatched.length];
      System.arraycopy(settings, 0, all, 0, settings.length);
      System.arraycopy(unmatched, 0, all, settings.length, unmatched.length);
      cli.server.accept(all);
      return KEEPS_RUNNING;
    }
  }

  /** Groups the measurements of accuracy. */
  @Command(
      name = "evaluate",
      mixinStandardHelpOptions = true,
      description = "Measures the models on labelled data.",
      subcommands = {
        VerificationCommand.class,
        IdentificationCommand.class,
        ProtectionCommand.class,
        DetectionCommand.class,
        VehiclesCommand.class,
        PedestriansCommand.class,
        TrackingCommand.class,
        TrailCommand.class,
        PlatesCommand.class,
        LivenessCommand.class,
        MerchandiseCommand.class,
        AgeSexCommand.class,
        AppealCommand.class,
        LandmarksCommand.class
      })
  static final class Evaluate implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Evaluate() {}

    @Override
    public Integer call() {
      spec.commandLine().usage(spec.commandLine().getOut());
      return 0;
    }
  }

  /** Groups the measurements of speed. */
  @Command(
      name = "bench",
      mixinStandardHelpOptions = true,
      description = "Measures speed on this machine.",
      subcommands = {
        BenchGalleryCommand.class,
        BenchAuditCommand.class,
        BenchDoorCommand.class,
        BenchKioskCommand.class,
        BenchDetectorCommand.class,
        BenchPipelineCommand.class,
        BenchTrailCommand.class
      })
  static final class Bench implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Bench() {}

    @Override
    public Integer call() {
      spec.commandLine().usage(spec.commandLine().getOut());
      return 0;
    }
  }
}
