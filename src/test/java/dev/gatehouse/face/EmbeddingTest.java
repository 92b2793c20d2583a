package dev.gatehouse.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {
  private static final float[] VECTOR = {3, 4, 0};

  @Test
  void it_is_of_length_1_whatever_it_was_made_from() {
    float[] unit = new float[3];
    new Embedding("m", VECTOR).copyTo(unit);
    assertThat(unit).containsExactly(new float[] {0.6f, 0.8f, 0}, within(1e-6f));
    new Embedding("m", new float[] {3e-20f, 4e-20f, 0}).copyTo(unit);
    assertThat(unit).containsExactly(new float[] {0.6f, 0.8f, 0}, within(1e-6f));
  }

  @Test
  void similarity_is_the_cosine() {
    var a = new Embedding("m", VECTOR);
    assertThat(a.similarity(a)).isCloseTo(1, within(1e-6f));
    assertThat(a.similarity(new Embedding("m", new float[] {-3, -4, 0})))
        .isCloseTo(-1, within(1e-6f));
    assertThat(a.similarity(new Embedding("m", new float[] {0, 0, 9}))).isZero();
    assertThat(a.similarity(new Embedding("m", new float[] {5, 0, 0})))
        .isCloseTo(0.6f, within(1e-6f));
  }

  @Test
  void embeddings_of_two_models_cannot_be_compared() {
    var a = new Embedding("one:0123", VECTOR);
    var b = new Embedding("one:4567", VECTOR);
    assertThatThrownBy(() -> a.similarity(b))
        .isInstanceOf(FaceException.class)
        .hasMessageContaining("one:0123")
        .hasMessageContaining("one:4567");
    assertThatThrownBy(() -> a.similarity(new Embedding("one:0123", new float[] {1})))
        .isInstanceOf(FaceException.class);
  }

  @Test
  void once_erased_it_is_like_nothing() {
    var a = new Embedding("m", VECTOR);
    var b = new Embedding("m", VECTOR);
    a.erase();
    assertThat(a.similarity(b)).isZero();
    float[] left = {1, 1, 1};
    a.copyTo(left);
    assertThat(left).containsOnly(0);
  }

  @Test
  void the_array_it_was_made_from_can_be_used_again() {
    float[] vector = VECTOR.clone();
    var a = new Embedding("m", vector);
    vector[0] = -100;
    assertThat(a.similarity(new Embedding("m", VECTOR))).isCloseTo(1, within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, Float.NaN, Float.POSITIVE_INFINITY})
  void what_has_no_direction_is_refused(float value) {
    assertThatThrownBy(() -> new Embedding("m", new float[] {value, 0, 0}))
        .isInstanceOf(FaceException.class);
  }

  @Test
  void it_prints_no_numbers_and_cannot_be_serialised() {
    var a = new Embedding("m", VECTOR);
    assertThat(a.toString()).isEqualTo("Embedding[m]");
    assertThat(a).isNotInstanceOf(Serializable.class);
    assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(a))
        .isInstanceOf(NotSerializableException.class);
  }
}
