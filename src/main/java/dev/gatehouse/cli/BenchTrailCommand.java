package dev.gatehouse.cli;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Members;
import dev.gatehouse.site.Sites;
import dev.gatehouse.trail.TrailBenchmark;
import dev.gatehouse.trail.VisitStore;
import java.io.IOException;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "trail",
    mixinStandardHelpOptions = true,
    description = {
      "How long the API takes for one member's day map, of so many visits of all members.",
      "Starts the server with a scratch database, fills it, logs in as the member, and asks for",
      "days over HTTP."
    },
    footer = {
      "",
      "  gatehouse bench trail --visits 1000000                      H2, in a temporary folder",
      "  gatehouse bench trail --visits 10000000 \\",
      "      --database jdbc:postgresql://localhost/scratch --user gatehouse --password secret",
      "",
      "On PostgreSQL it works in a schema of its own, which it deletes afterwards."
    })
@SuppressWarnings("NullAway.Init")
final class BenchTrailCommand implements Callable<Integer> {
  private static final String SCHEMA = "gatehouse_bench_trail";
  private static final int WARM_UP = 50;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Function<String[], ConfigurableApplicationContext> server;

  @Mixin private Output output;

  @Option(
      names = "--visits",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "of all members together; default ${DEFAULT-VALUE}")
  private long visits;

  @Option(
      names = "--requests",
      defaultValue = "300",
      paramLabel = "N",
      description = "that are measured; default ${DEFAULT-VALUE}")
  private int requests;

  @Option(names = "--database", paramLabel = "URL", description = "of a PostgreSQL; H2 without it")
  private @Nullable String database;

  @Option(names = "--user", defaultValue = "", description = "of that database")
  private String user;

  @Option(names = "--password", defaultValue = "", description = "of that database")
  private String password;

  BenchTrailCommand(Function<String[], ConfigurableApplicationContext> server) {
    this.server = server;
  }

  /**
   * What was measured.
   *
   * @param firstMs the first request of all, with everything cold in the program
   * @param p50Ms and {@code p95Ms}: from the request to the whole answer, over HTTP on this machine
   */
  record Result(
      String database,
      long visits,
      int stops,
      int requests,
      double firstMs,
      double p50Ms,
      double p95Ms,
      double fillSeconds,
      int processors) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gatehouse-bench-trail");
    try (var program = start(folder)) {
      try {
        Result result = measure(program, folder);
        output.print(
            result,
            String.format(
                Locale.ROOT,
                """
                visits    %,d on %s, written in %.0f s
                day map   p50 %.1f ms, p95 %.1f ms over HTTP; the very first %.0f ms
                measured  %d requests for random days, about %d stops each, %d processors
                """,
                result.visits(),
                result.database(),
                result.fillSeconds(),
                result.p50Ms(),
                result.p95Ms(),
                result.firstMs(),
                result.requests(),
                result.stops(),
                result.processors()));
      } finally {
        if (database != null) {
          program.getBean(JdbcClient.class).sql("drop schema " + SCHEMA + " cascade").update();
        }
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
    return 0;
  }

  /** Its one door has no camera, so that nothing is measured besides. */
  private ConfigurableApplicationContext start(Path folder) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--gatehouse.data=" + folder.resolve("data"),
                "--gatehouse.limits.requests-per-minute=1000000",
                "--gatehouse.retention.visits=400d",
                "--gatehouse.doors[0].id=front",
                "--gatehouse.doors[0].camera=" + folder.resolve("none.mp4"),
                "--logging.level.dev.gatehouse=error",
                "--spring.config.import="));
    if (database != null) {
      settings.add("--spring.datasource.url=" + database);
      settings.add("--spring.datasource.username=" + user);
      settings.add("--spring.datasource.password=" + password);
      settings.add("--spring.datasource.hikari.schema=" + SCHEMA);
      settings.add("--spring.flyway.schemas=" + SCHEMA);
    }
    PrintStream out = System.out;
    System.setOut(System.err); // where the administrator's password is told
    try {
      return server.apply(settings.toArray(new String[0]));
    } finally {
      System.setOut(out);
    }
  }

  private Result measure(ConfigurableApplicationContext program, Path folder)
      throws IOException, InterruptedException {
    UUID member = enrol(program.getBean(Members.class), folder);
    long start = System.nanoTime();
    List<LocalDate> days =
        TrailBenchmark.fill(
            program.getBean(JdbcClient.class),
            database != null,
            new TransactionTemplate(program.getBean(PlatformTransactionManager.class)),
            program.getBean(VisitStore.class),
            program.getBean(Sites.class),
            member,
            visits,
            new Progress("Visits"));
    double fill = (System.nanoTime() - start) / 1e9;
    long stored =
        program
            .getBean(JdbcClient.class)
            .sql("select count(*) from visit")
            .query(Long.class)
            .single();
    String home =
        "http://127.0.0.1:" + program.getEnvironment().getRequiredProperty("local.server.port");
    Accounts accounts = program.getBean(Accounts.class);
    String secret = UUID.randomUUID().toString();
    accounts.accept(
        accounts.invite(Role.MEMBER, Set.of(), Optional.of(member), Accounts.ADMIN),
        "benchmark",
        Optional.of(secret));
    HttpClient client = logIn(home, secret);
    var random = new Random(1);
    List<Double> times = new ArrayList<>();
    double first = 0;
    int stops = 0;
    for (int i = 0; i < WARM_UP + requests; i++) {
      LocalDate day = days.get(random.nextInt(days.size()));
      var request =
          HttpRequest.newBuilder(URI.create(home + "/api/me/trail?zone=UTC&day=" + day)).build();
      long begin = System.nanoTime();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      double ms = (System.nanoTime() - begin) / 1e6;
      if (answer.statusCode() != 200) {
        throw new IOException("The server answered " + answer.statusCode() + answer.body());
      }
      stops = JSON.readTree(answer.body()).path("stops").size();
      if (stops == 0) {
        throw new IOException("The day " + day + " is empty");
      }
      if (i == 0) {
        first = ms;
      } else if (i >= WARM_UP) {
        times.add(ms);
      }
    }
    Collections.sort(times);
    return new Result(
        database == null ? "H2" : "PostgreSQL",
        stored,
        stops,
        requests,
        first,
        times.get(times.size() / 2),
        times.get(Math.min(times.size() - 1, (int) (times.size() * 0.95))),
        fill,
        Runtime.getRuntime().availableProcessors());
  }

  private static UUID enrol(Members members, Path folder) throws IOException {
    Path film =
        Files.write(
            folder.resolve("enrolment.mp4"), ModelManifest.bundled().load("demo-enrolment"));
    var consent =
        new Consent(
            true,
            Purpose.TRAIL,
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            members.notices().current(Purpose.TRAIL).getFirst().version(),
            "command",
            "benchmark");
    return switch (members.enrol("Benchmark", consent, List.of(Material.of(film)))) {
      case Enrolment.Enrolled enrolled -> enrolled.member().id();
      case Enrolment.Refused refused -> throw new IOException(refused.reason());
    };
  }

  private static HttpClient logIn(String home, String secret)
      throws IOException, InterruptedException {
    var cookies = new CookieManager();
    HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
    client.send(
        HttpRequest.newBuilder(URI.create(home + "/api/session")).build(),
        HttpResponse.BodyHandlers.discarding());
    String csrf =
        cookies.getCookieStore().getCookies().stream()
            .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
            .findFirst()
            .map(HttpCookie::getValue)
            .orElse("");
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(home + "/api/session"))
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", csrf)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        JSON.writeValueAsString(
                            Map.of("username", "benchmark", "password", secret))))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("Logging in was answered with " + answer.statusCode() + answer.body());
    }
    return client;
  }
}
