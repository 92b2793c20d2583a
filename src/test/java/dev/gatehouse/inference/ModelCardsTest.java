package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModelCardsTest {

  @Test
  void the_page_on_models_is_the_manifest_s() throws IOException {
    assertThat(Files.readString(Path.of("docs/models.md")))
        .as("docs/models.md; make it again with: ./gatehouse models --markdown > docs/models.md")
        .isEqualTo(ModelCards.markdown(ModelManifest.bundled()));
  }

  @Test
  void a_card_says_where_no_training_data_is_stated() {
    assertThat(ModelCards.markdown(ModelManifest.bundled()))
        .contains("### face-embedder")
        .contains("| training data | not stated by the package |")
        .contains("| package | faceplugin@1.0.3 |");
  }
}
