package dev.gatehouse.cli;

import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.MemberException;
import dev.gatehouse.member.Members;
import dev.gatehouse.member.PhotoVerdict;
import java.io.Console;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "enrol",
    mixinStandardHelpOptions = true,
    description = {
      "Enrols a member who agreed, from photos or a video.",
      "Two photos or more are best: one alone makes four times as many wrong refusals."
    },
    footer = {
      "",
      "The notice that the member must have been shown is printed and asked for, unless --agreed"
          + " is",
      "given. The server must be stopped, or use its page.",
      "",
      "  gatehouse enrol --name \"Ada Lovelace\" --purpose DOOR --place entrance ada1.jpg ada2.jpg"
    })
@SuppressWarnings("NullAway.Init")
final class EnrolCommand implements Callable<Integer> {
  private final Supplier<ConfigurableApplicationContext> context;

  @Mixin private Output output;

  @Option(names = "--name", required = true, description = "of the member")
  private String name;

  @Option(
      names = "--purpose",
      required = true,
      description = "what the member agreed to: ${COMPLETION-CANDIDATES}")
  private Purpose purpose;

  @Option(names = "--place", description = "where; may be repeated; everywhere without it")
  private Set<String> places = Set.of();

  @Option(names = "--until", paramLabel = "INSTANT", description = "such as 2027-12-31T00:00:00Z")
  private Optional<Instant> until = Optional.empty();

  @Option(
      names = "--agreed",
      description = "The member was shown the present notice and agreed: do not ask.")
  private boolean agreed;

  @Option(
      names = "--language",
      defaultValue = "en",
      description = "of the notice, such as de; default ${DEFAULT-VALUE}")
  private String language;

  @Parameters(arity = "1..*", paramLabel = "PHOTO", description = "photos, or a video")
  private List<Path> photos;

  EnrolCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (var program = context.get()) {
      Members members = program.getBean(Members.class);
      ConsentNotice notice =
          members
              .notices()
              .current(purpose, List.of(Locale.forLanguageTag(language)))
              .orElseThrow(
                  () ->
                      new MemberException(
                          "There is no notice for the purpose " + purpose + " yet"));
      if (!agreed && !ask(notice)) {
        System.err.println("Without the member's consent nobody is enrolled");
        return 1;
      }
      Consent consent =
          new Consent(
              true,
              purpose,
              places,
              Optional.empty(),
              until,
              notice.version(),
              "command",
              System.getProperty("user.name"));
      Enrolment enrolment =
          members.enrol(name, consent, photos.stream().map(Material::of).toList());
      var result = new LinkedHashMap<String, Object>();
      var text = new StringBuilder();
      for (PhotoVerdict photo : enrolment.photos()) {
        text.append(
            "%s: %s%n"
                .formatted(
                    photo.file(),
                    photo.accepted()
                        ? "accepted, quality %.2f".formatted(photo.quality())
                        : "refused: " + String.join(", ", photo.reasons())));
      }
      int exit =
          switch (enrolment) {
            case Enrolment.Enrolled enrolled -> {
              result.put(
                  "member", Map.of("id", enrolled.member().id(), "name", enrolled.member().name()));
              text.append("%s is enrolled%n".formatted(enrolled.member().name()));
              yield 0;
            }
            case Enrolment.Refused refused -> {
              result.put("error", refused.reason());
              text.append("Not enrolled: %s%n".formatted(refused.reason()));
              yield 1;
            }
          };
      result.put("photos", enrolment.photos());
      output.print(result, text.toString());
      return exit;
    }
  }

  private static boolean ask(ConsentNotice notice) {
    Console console = System.console();
    System.err.println(notice.text());
    if (console == null || !console.isTerminal()) {
      System.err.println("\nGive --agreed if the member was shown this and agreed.");
      return false;
    }
    String answer = console.readLine("%nDoes the member agree? [yes/no] ");
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
  }
}
