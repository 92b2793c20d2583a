package dev.gatehouse.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.gatehouse.evaluation.Unlinkability;
import dev.gatehouse.face.Embeddings;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TemplateProtectionProperties {
  private static final int DIMENSION = 512;
  private static final UUID MEMBER = UUID.randomUUID();
  private static final Grant GRANT =
      new Grant(UUID.randomUUID(), MEMBER, Purpose.DOOR, Set.of(), Instant.EPOCH, Optional.empty());

  private static TemplateProtection secret(long seed) {
    byte[] bytes = new byte[TemplateProtection.SECRET];
    new SplittableRandom(seed).nextBytes(bytes);
    return TemplateProtection.of(bytes);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static Template template(float[] vector) {
    return new Template(UUID.randomUUID(), MEMBER, "model", vector.clone());
  }

  /** Of any dimension, not of powers of two alone. */
  @Property(tries = 1000)
  void inner_products_are_kept(
      @ForAll @IntRange(min = 2, max = 600) int dimension, @ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] a = RandomVectors.unit(random, dimension);
    float[] b = RandomVectors.near(random, a, random.nextDouble());
    double before = dot(a, b);
    float[] kept = a.clone();
    try (var secret = secret(seed)) {
      secret.turn(a);
      secret.turn(b);
      assertThat(dot(a, b)).isEqualTo(before, offset(1e-5));
      assertThat(dot(a, a)).isEqualTo(1, offset(1e-5));
      secret.turnBack(a);
      assertThat(dot(a, kept)).isEqualTo(1, offset(1e-5));
    }
  }

  @Example
  void the_rotation_is_orthogonal() {
    try (var secret = secret(1)) {
      float[][] columns = new float[64][64];
      for (int i = 0; i < 64; i++) {
        columns[i][i] = 1;
        secret.turn(columns[i]);
      }
      for (int i = 0; i < 64; i++) {
        for (int j = 0; j < 64; j++) {
          assertThat(dot(columns[i], columns[j])).isEqualTo(i == j ? 1 : 0, offset(1e-5));
        }
      }
    }
  }

  /**
   * What it makes of one vector is spread over the sphere as of any other: mean 0, variance 1/d.
   */
  @Example
  void what_it_makes_of_a_vector_is_uniform_over_secrets() {
    int secrets = 4000;
    double[] sum = new double[8];
    double[] squares = new double[8];
    double[] fourth = new double[8];
    for (int s = 0; s < secrets; s++) {
      float[] axis = {1, 0, 0, 0, 0, 0, 0, 0};
      try (var secret = secret(s)) {
        secret.turn(axis);
      }
      for (int i = 0; i < 8; i++) {
        sum[i] += axis[i];
        squares[i] += axis[i] * axis[i];
        fourth[i] += Math.pow(axis[i], 4);
      }
    }
    for (int i = 0; i < 8; i++) {
      assertThat(sum[i] / secrets).isEqualTo(0, offset(0.03));
      assertThat(squares[i] / secrets).isEqualTo(1 / 8.0, offset(0.012));
      // Of a uniform direction in d dimensions: 3 / (d (d + 2)).
      assertThat(fourth[i] / secrets).isEqualTo(3 / 80.0, offset(0.006));
    }
  }

  @Example
  void a_secret_turns_alike_on_every_machine() {
    float[] axis = {1, 0, 0, 0};
    TemplateProtection.of(new byte[TemplateProtection.SECRET]).turn(axis);
    assertThat(dot(axis, axis)).isEqualTo(1, offset(1e-6));
    float[] again = {1, 0, 0, 0};
    TemplateProtection.of(new byte[TemplateProtection.SECRET]).turn(again);
    assertThat(again).isEqualTo(axis);
  }

  /** Neither the cosine nor what a change of axes and signs would leave links two deployments. */
  @Example
  void templates_of_two_secrets_cannot_be_linked() {
    int people = 4000;
    var random = new SplittableRandom(7);
    float[][] here = new float[people][];
    float[][] there = new float[people][];
    try (var one = secret(100);
        var other = secret(200)) {
      for (int i = 0; i < people; i++) {
        here[i] = RandomVectors.unit(random, DIMENSION);
        there[i] = here[i].clone();
        one.turn(here[i]);
        other.turn(there[i]);
      }
    }
    assertThat(linkability(here, there)).isLessThan(0.1);
    for (int i = 0; i < people; i++) {
      magnitudes(here[i]);
      magnitudes(there[i]);
    }
    assertThat(linkability(here, there)).isLessThan(0.1);
  }

  @Example
  void templates_of_one_secret_can_be_compared() {
    int people = 1000;
    var random = new SplittableRandom(8);
    float[][] here = new float[people][];
    float[][] there = new float[people][];
    try (var one = secret(100)) {
      for (int i = 0; i < people; i++) {
        here[i] = RandomVectors.unit(random, DIMENSION);
        there[i] = RandomVectors.near(random, here[i], 1.5);
        one.turn(here[i]);
        one.turn(there[i]);
      }
    }
    assertThat(linkability(here, there)).isGreaterThan(0.95);
  }

  private static void magnitudes(float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Math.abs(vector[i]);
    }
    Arrays.sort(vector);
  }

  private static double linkability(float[][] here, float[][] there) {
    int n = here.length;
    float[] mated = new float[n];
    float[] others = new float[4 * n];
    for (int i = 0; i < n; i++) {
      mated[i] = (float) dot(here[i], there[i]);
      for (int k = 0; k < 4; k++) {
        others[4 * i + k] = (float) dot(here[i], there[(i + 1 + k) % n]);
      }
    }
    return Unlinkability.system(mated, others);
  }

  @Property(tries = 1000)
  void a_template_is_renewed_without_its_owner(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] vector = RandomVectors.unit(random, 64);
    try (var first = secret(seed);
        var second = secret(seed + 1)) {
      Template once = template(vector).protect(first);
      Template renewed = once.protect(first, second);
      assertThat(renewed.protection()).contains(second.id());
      assertThat(dot(renewed.vector(), template(vector).protect(second).vector()))
          .isEqualTo(1, offset(1e-5));
      Template read =
          Template.fromBytes(renewed.id(), renewed.member(), "model", renewed.toBytes());
      assertThat(read.protection()).contains(second.id());
      assertThat(read.vector()).isEqualTo(renewed.vector());
      assertThatThrownBy(() -> renewed.protect(first, first))
          .isInstanceOf(GalleryException.class)
          .hasMessageContaining(second.id());
    }
  }

  @Example
  void fifty_renewals_change_nothing_that_counts() {
    float[] vector = RandomVectors.unit(new SplittableRandom(3), DIMENSION);
    Template template = template(vector);
    TemplateProtection last = secret(0);
    for (int i = 0; i < 50; i++) {
      TemplateProtection next = secret(i);
      template = template.protect(last, next);
      last = next;
    }
    assertThat(dot(template.vector(), template(vector).protect(last).vector()))
        .isEqualTo(1, offset(1e-5));
  }

  @Property(tries = 1000)
  void a_protected_gallery_finds_whom_a_plain_one_finds(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] face = RandomVectors.unit(random, DIMENSION);
    float[] probe = RandomVectors.near(random, face, 2 * random.nextDouble());
    var template = Template.enrol(GRANT, List.of(Embeddings.of("model", face)));
    double expected = dot(face, probe);
    try (var gallery = new Gallery()) {
      gallery.protectBy(SECRET);
      gallery.add(template.protect(SECRET));
      gallery.putGrants(MEMBER, List.of(GRANT));
      var result =
          gallery.search(Embeddings.of("model", probe), Purpose.DOOR, "front", Instant.EPOCH, -1f);
      assertThat(((SearchResult.Match) result).member()).isEqualTo(MEMBER);
      assertThat((double) ((SearchResult.Match) result).score())
          .isEqualTo(expected, offset(0.01)); // of 8-bit integers
    }
  }

  private static final TemplateProtection SECRET = secret(42);

  @Example
  void a_gallery_takes_nothing_but_what_its_own_secret_protects() {
    float[] face = RandomVectors.unit(new SplittableRandom(1), DIMENSION);
    try (var gallery = new Gallery();
        var plain = new Gallery();
        var other = secret(43)) {
      gallery.protectBy(SECRET);
      assertThatThrownBy(() -> gallery.add(template(face)))
          .isInstanceOf(GalleryException.class)
          .hasMessageContaining("protected by no secret");
      assertThatThrownBy(() -> gallery.add(template(face).protect(other)))
          .hasMessageContaining(other.id());
      assertThatThrownBy(() -> plain.add(template(face).protect(SECRET)))
          .hasMessageContaining(SECRET.id());
    }
  }

  @Example
  void a_wiped_secret_turns_nothing() {
    var secret = secret(5);
    secret.turn(new float[] {1, 0, 0});
    secret.close();
    assertThatThrownBy(() -> secret.turn(new float[] {1, 0, 0}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TemplateProtection.of(new byte[16]))
        .isInstanceOf(GalleryException.class);
  }

  @Property(tries = 1000)
  void a_compact_template_keeps_similarities_nearly(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    float[] face = RandomVectors.unit(random, DIMENSION);
    float[] probe = RandomVectors.near(random, face, 2 * random.nextDouble());
    var template = Template.enrol(GRANT, List.of(Embeddings.of("model", face)));
    CompactTemplate compact = CompactTemplate.of(template, SECRET);
    CompactTemplate read = CompactTemplate.fromBytes("model", DIMENSION, compact.toBytes());
    float similarity = read.similarity(SECRET.protect(Embeddings.of("model", probe)));
    // Four bits leave an error of 0.0095 of the variance: 0.0043 in a similarity of 512 dimensions.
    assertThat((double) similarity).isEqualTo(dot(face, probe), offset(0.03));
    assertThat(compact.toBytes()).hasSize(256);
  }

  @Example
  void a_compact_template_needs_its_secret_and_is_gone_when_erased() {
    float[] face = RandomVectors.unit(new SplittableRandom(1), DIMENSION);
    var embedding = Embeddings.of("model", face);
    var compact = CompactTemplate.of(Template.enrol(GRANT, List.of(embedding)), SECRET);
    assertThat(compact.similarity(SECRET.protect(embedding))).isGreaterThan(0.98f);
    try (var other = secret(6)) {
      assertThat(compact.similarity(other.protect(embedding))).isBetween(-0.25f, 0.25f);
    }
    assertThatThrownBy(() -> compact.similarity(Embeddings.of("other", face)))
        .isInstanceOf(GalleryException.class);
    compact.erase();
    assertThatThrownBy(compact::toBytes).isInstanceOf(GalleryException.class);
    assertThatThrownBy(() -> compact.similarity(SECRET.protect(embedding)))
        .isInstanceOf(GalleryException.class);
  }
}
