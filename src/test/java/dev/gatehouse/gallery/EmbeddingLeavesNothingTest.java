package dev.gatehouse.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Embeddings;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EmbeddingLeavesNothingTest {
  private final Embedding embedding = Embeddings.of("model", new float[] {0.6f, 0.8f});
  private final UUID member = UUID.randomUUID();
  private final Template template =
      Template.enrol(
          new Grant(
              UUID.randomUUID(), member, Purpose.DOOR, Set.of(), Instant.EPOCH, Optional.empty()),
          List.of(embedding));

  @Test
  void nothingHereCanBeSerialisedByJava() {
    for (Object o : new Object[] {embedding, template, new SearchResult.NoMatch(0.3f)}) {
      assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(o))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void jsonHoldsNoNumberOfAFace() {
    assertThat(json(embedding)).doesNotContainPattern("[0-9]");
    assertThat(json(template)).doesNotContainPattern("[0-9]");
  }

  @Test
  void textHoldsNoNumberOfAFace() {
    assertThat(embedding.toString()).isEqualTo("Embedding[model]");
    assertThat(template.toString()).isEqualTo("Template[" + template.id() + ", model]");
  }

  @Test
  void aSearchLeavesTheProbeToItsOwnerAndNamesNobodyWhoDidNotMatch() {
    try (Gallery gallery = new Gallery()) {
      gallery.add(template);
      SearchResult result = gallery.search(embedding, Purpose.DOOR, "front", Instant.EPOCH, 0.4f);

      assertThat(result).hasToString("NoMatch[bestScore=-1.0]");
      assertThat(embedding.similarity(Embeddings.of("model", new float[] {0.6f, 0.8f})))
          .isGreaterThan(0.999f);
    }
  }

  private static String json(Object o) {
    return JsonMapper.shared().writeValueAsString(o);
  }
}
