package dev.gatehouse.cli;

import dev.gatehouse.card.CardConsent;
import dev.gatehouse.card.CardIssue;
import dev.gatehouse.card.CardNotice;
import dev.gatehouse.card.Cards;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Material;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "card",
    mixinStandardHelpOptions = true,
    description =
        "Cards by which holders carry their template themselves; nothing is stored of it.")
@SuppressWarnings("NullAway.Init")
final class CardCommand implements Callable<Integer> {
  private final Supplier<ConfigurableApplicationContext> context;

  @Spec private CommandSpec spec;

  CardCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  @Command(
      name = "issue",
      mixinStandardHelpOptions = true,
      description = "Makes a card from photos or a video of its holder, who agreed.",
      footer = {
        "",
        "The notice that the holder must have been shown is printed and asked for, unless --agreed",
        "is given. The server must be stopped, or use its page.",
        "",
        "  gatehouse card issue --purpose DOOR --until 2027-12-31T00:00:00Z --out card.png ada.jpg"
      })
  int issue(
      @Mixin Output output,
      @Option(names = "--purpose", required = true, description = "DOOR or VERIFY; may be repeated")
          Set<Purpose> purposes,
      @Option(names = "--place", description = "where; may be repeated; everywhere without it")
          Optional<Set<String>> places,
      @Option(
              names = "--until",
              required = true,
              paramLabel = "INSTANT",
              description = "such as 2027-12-31T00:00:00Z")
          Instant until,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "PNG",
              description = "where the QR code goes")
          Path png,
      @Option(names = "--file", paramLabel = "FILE", description = "the card as a file, too")
          Optional<Path> file,
      @Option(
              names = "--agreed",
              description = "The holder was shown the present notice and agreed: do not ask.")
          boolean agreed,
      @Parameters(arity = "1..*", paramLabel = "PHOTO", description = "photos, or a video")
          List<Path> photos)
      throws IOException {
    CardNotice notice = CardNotice.current();
    if (!agreed && !ask(notice)) {
      System.err.println("Without the holder's consent no card is made");
      return 1;
    }
    var consent =
        new CardConsent(
            true, purposes, places.orElse(Set.of()), Optional.empty(), until, notice.version());
    try (var program = context.get()) {
      CardIssue issue =
          program.getBean(Cards.class).issue(consent, photos.stream().map(Material::of).toList());
      var result = new LinkedHashMap<String, Object>();
      result.put("photos", issue.photos());
      switch (issue) {
        case CardIssue.Issued issued -> {
          Files.write(png, issued.png());
          if (file.isPresent()) {
            Files.write(file.get(), issued.file());
          }
          result.put("card", issued.terms());
          result.put("qrVersion", issued.qrVersion());
          output.print(
              result,
              """
              Card %s, valid until %s, QR code of version %d: %s
              Note the number: with it a lost card is revoked
              """
                  .formatted(issued.terms().id(), issued.terms().until(), issued.qrVersion(), png));
          return 0;
        }
        case CardIssue.Refused refused -> {
          result.put("error", refused.reason());
          output.print(result, "No card was made: " + refused.reason());
          return 1;
        }
      }
    }
  }

  private static boolean ask(CardNotice notice) {
    Console console = System.console();
    System.err.println(notice.text());
    if (console == null || !console.isTerminal()) {
      System.err.println("\nGive --agreed if the holder was shown this and agreed.");
      return false;
    }
    String answer = console.readLine("%nDoes the holder agree? [yes/no] ");
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revokes a lost card for good. The server must be stopped, or use its page.")
  int revoke(
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "the number printed with the card") UUID id) {
    try (var program = context.get()) {
      program.getBean(Cards.class).revoke(id);
      output.print(Map.of("revoked", id), "Card " + id + " is revoked");
      return 0;
    }
  }
}
