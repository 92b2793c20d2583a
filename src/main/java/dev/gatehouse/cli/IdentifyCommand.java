package dev.gatehouse.cli;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.door.DoorPolicy;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.member.Members;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "identify",
    mixinStandardHelpOptions = true,
    description = {
      "Finds the members in a photo, among those who agreed to be found for the purpose and place.",
      "Everyone else is a face without a name."
    })
@SuppressWarnings("NullAway.Init")
final class IdentifyCommand implements Callable<Integer> {
  private final Supplier<ConfigurableApplicationContext> context;

  @Mixin private Output output;

  @Parameters(paramLabel = "PHOTO", description = "JPEG, PNG, WebP or BMP")
  private Path photo;

  @Option(
      names = "--purpose",
      defaultValue = "DOOR",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private Purpose purpose;

  @Option(
      names = "--place",
      defaultValue = "entrance",
      description = "where it is asked for; default ${DEFAULT-VALUE}")
  private String place;

  IdentifyCommand(Supplier<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  /**
   * @param box x0, y0, x1, y1 in pixels of the photo
   */
  record Row(
      List<Double> box,
      double quality,
      @Nullable UUID member,
      @Nullable String name,
      float score) {}

  @Override
  public Integer call() {
    List<Row> rows = new ArrayList<>();
    try (Image image = ImageCodec.read(photo);
        var program = context.get();
        var analyzer = new FaceAnalyzer(program.getBean(FaceModels.class))) {
      Gallery gallery = program.getBean(Gallery.class);
      Members members = program.getBean(Members.class);
      AuditLog audit = program.getBean(AuditLog.class);
      float threshold = DoorPolicy.defaults().threshold();
      for (AnalyzedFace face : analyzer.analyze(image)) {
        Box b = face.face().box();
        List<Double> box = List.of(b.x0(), b.y0(), b.x1(), b.y1());
        double quality = face.quality().score();
        var result = gallery.search(face.embedding(), purpose, place, Instant.now(), threshold);
        face.embedding().erase();
        AuditEvent search =
            AuditEvent.of(AuditAction.SEARCH, Actor.command())
                .purpose(purpose.name())
                .place(place)
                .detail("identify, a photo");
        audit.record(
            result instanceof SearchResult.Match match ? search.subject(match.member()) : search);
        rows.add(
            switch (result) {
              case SearchResult.Match m ->
                  new Row(
                      box, quality, m.member(), members.name(m.member()).orElse(null), m.score());
              case SearchResult.NoMatch n -> new Row(box, quality, null, null, n.bestScore());
            });
      }
    }
    var text = new StringBuilder();
    rows.forEach(
        r ->
            text.append(
                "%s, similarity %.3f, quality %.2f, at %.0f,%.0f%n"
                    .formatted(
                        r.name() == null ? "nobody who agreed" : r.name(),
                        r.score(),
                        r.quality(),
                        r.box().get(0),
                        r.box().get(1))));
    output.print(Map.of("faces", rows), rows.isEmpty() ? "No face found" : text.toString());
    return 0;
  }
}
