package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.inference.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the report tells of error rates is what the docs tell. */
class MeasurementTest {

  static List<Measurement> all() {
    return Measurement.all();
  }

  /** Without marks of emphasis and line breaks. */
  private static String plain(String markdown) {
    return markdown.replace("**", "").replace("*", "").replace("`", "").replaceAll("\\s+", " ");
  }

  @ParameterizedTest
  @MethodSource("all")
  void the_page_of_docs_says_the_same_word_for_word(Measurement measurement) throws IOException {
    String page = plain(Files.readString(Path.of(measurement.page())));
    assertThat(page).contains(plain(measurement.command()));
    assertThat(page).contains(plain(measurement.data()));
    for (List<String> row : measurement.rows()) {
      assertThat(page).contains("| " + String.join(" | ", row) + " |");
    }
    for (String limit : measurement.limits()) {
      assertThat(page).contains(limit);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void each_is_of_models_that_there_are(Measurement measurement) {
    ModelManifest manifest = ModelManifest.bundled();
    assertThat(measurement.models()).isNotEmpty();
    for (String model : measurement.models()) {
      assertThat(manifest.entry(model).id()).isEqualTo(model);
    }
  }
}
