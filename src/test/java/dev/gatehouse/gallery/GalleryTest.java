package dev.gatehouse.gallery;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Embeddings;
import dev.gatehouse.gallery.SearchResult.Match;
import dev.gatehouse.gallery.SearchResult.NoMatch;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GalleryTest {
  private static final Instant NINE = Instant.parse("2026-05-04T09:00:00Z");
  private static final Instant FIVE = Instant.parse("2026-05-04T17:00:00Z");
  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  private final Gallery gallery = new Gallery();
  private final UUID ada = UUID.randomUUID();
  private final UUID bob = UUID.randomUUID();

  @AfterEach
  void close() {
    gallery.close();
  }

  @Test
  void aMemberIsFoundWhereAndWhenTheGrantCoversIt() {
    enrol(ada, 1, doorAtFrontNineToFive(ada));

    assertThat(search(1, Purpose.DOOR, "front", NOON)).isEqualTo(ada);
    assertThat(search(1, Purpose.DOOR, "back", NOON)).isNull();
    assertThat(search(1, Purpose.TRAIL, "front", NOON)).isNull();
    assertThat(search(1, Purpose.KIOSK, "front", NOON)).isNull();
  }

  @Test
  void aGrantBeginsWithItsFirstNanosecondAndEndsBeforeItsLast() {
    enrol(ada, 1, doorAtFrontNineToFive(ada));

    assertThat(search(1, Purpose.DOOR, "front", NINE.minusNanos(1))).isNull();
    assertThat(search(1, Purpose.DOOR, "front", NINE)).isEqualTo(ada);
    assertThat(search(1, Purpose.DOOR, "front", FIVE.minusNanos(1))).isEqualTo(ada);
    assertThat(search(1, Purpose.DOOR, "front", FIVE)).isNull();
    assertThat(search(1, Purpose.DOOR, "front", NOON)).isEqualTo(ada);
  }

  @Test
  void whoGaveNoGrantIsNeverFound() {
    enrol(ada, 1);

    assertThat(gallery.search(face(1), Purpose.DOOR, "front", NOON, -1)).isEqualTo(new NoMatch(-1));
  }

  @Test
  void aBetterMatchWithoutGrantDoesNotStandInTheWay() {
    enrol(ada, 1);
    enrol(bob, 2, everywhere(bob, Purpose.DOOR));

    SearchResult result = gallery.search(face(1), Purpose.DOOR, "front", NOON, -1);

    assertThat(result)
        .isInstanceOfSatisfying(Match.class, m -> assertThat(m.member()).isEqualTo(bob));
  }

  @Test
  void belowTheThresholdNobodyIsNamed() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    float similarity = face(1).similarity(face(2));

    SearchResult result = gallery.search(face(2), Purpose.DOOR, "front", NOON, 0.9f);

    assertThat(result)
        .isInstanceOfSatisfying(
            NoMatch.class, m -> assertThat(m.bestScore()).isCloseTo(similarity, offset(0.003f)));
  }

  @Test
  void theBestOfAMembersTemplatesCounts() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    gallery.add(template(ada, 2));
    enrol(bob, 3, everywhere(bob, Purpose.DOOR));

    for (int face : new int[] {1, 2}) {
      Match match = (Match) gallery.search(face(face), Purpose.DOOR, "front", NOON, 0.9f);
      assertThat(match.member()).isEqualTo(ada);
      assertThat(match.score()).isCloseTo(1, offset(0.003f)).isLessThanOrEqualTo(1);
    }
    assertThat(gallery.size()).isEqualTo(3);
    assertThat(gallery.members()).isEqualTo(2);
  }

  @Test
  void aWithdrawalCountsAtOnce() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    assertThat(search(1, Purpose.DOOR, "front", NOON)).isEqualTo(ada);

    gallery.putGrants(ada, List.of());

    assertThat(search(1, Purpose.DOOR, "front", NOON)).isNull();
  }

  @Test
  void aRemovedMembersVectorsAreOverwritten() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    gallery.add(template(ada, 2));
    assertThat(gallery.isBlank()).isFalse();

    gallery.remove(ada);

    assertThat(gallery.isBlank()).isTrue();
    assertThat(gallery.size()).isZero();
    assertThat(gallery.members()).isZero();
    assertThat(gallery.search(face(1), Purpose.DOOR, "front", NOON, -1)).isEqualTo(new NoMatch(-1));
  }

  @Test
  void aMemberWhoComesBackNeedsANewGrant() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    gallery.remove(ada);

    gallery.add(template(ada, 1));

    assertThat(search(1, Purpose.DOOR, "front", NOON)).isNull();
  }

  @Test
  void aFreedSlotBelongsToTheNextMemberAlone() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    assertThat(search(1, Purpose.DOOR, "front", NOON)).isEqualTo(ada);
    gallery.remove(ada);

    enrol(bob, 2, everywhere(bob, Purpose.TRAIL));

    assertThat(search(2, Purpose.DOOR, "front", NOON)).isNull();
    assertThat(search(2, Purpose.TRAIL, "front", NOON)).isEqualTo(bob);
  }

  @Test
  void aTemplateAddedTwiceIsThereOnce() {
    Template template = template(ada, 1);
    gallery.putGrants(ada, List.of(everywhere(ada, Purpose.DOOR)));
    gallery.addAll(List.of(template, template));

    assertThat(gallery.size()).isEqualTo(1);
    assertThat(search(1, Purpose.DOOR, "front", NOON)).isEqualTo(ada);
  }

  @Test
  void onlyTemplatesOfTheProbesModelAreLookedAt() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    Embedding other = Embeddings.of("other", numbers(1));

    assertThat(gallery.search(other, Purpose.DOOR, "front", NOON, -1)).isEqualTo(new NoMatch(-1));
    assertThat(gallery.verify(other, ada, Purpose.DOOR, "front", NOON)).isEmpty();

    UUID eve = UUID.randomUUID();
    Grant grant = everywhere(eve, Purpose.DOOR);
    gallery.putGrants(eve, List.of(grant));
    gallery.add(Template.enrol(grant, List.of(Embeddings.of("other", new float[] {3, 4}))));
    assertThatThrownBy(() -> gallery.search(other, Purpose.DOOR, "front", NOON, -1))
        .isInstanceOf(GalleryException.class)
        .hasMessageContaining("2 dimensions");
  }

  @Test
  void thousandsOfMembersAreFoundAcrossBlocks() {
    UUID[] members = new UUID[3000];
    for (int i = 0; i < members.length; i++) {
      members[i] = UUID.randomUUID();
      enrol(members[i], i, everywhere(members[i], Purpose.DOOR));
    }
    for (int i = 0; i < members.length; i += 97) {
      assertThat(search(i, Purpose.DOOR, "front", NOON)).isEqualTo(members[i]);
    }
    for (int i = 0; i < members.length; i += 2) {
      gallery.remove(members[i]);
    }
    assertThat(gallery.size()).isEqualTo(1500);
    for (int i = 0; i < members.length; i += 97) {
      assertThat(search(i, Purpose.DOOR, "front", NOON)).isEqualTo(i % 2 == 0 ? null : members[i]);
    }
  }

  @Test
  void madeUpPlacesNeitherMakeTheMemoryOfEligibilityGrowNorMixItUp() {
    Set<String> everyThird =
        IntStream.range(0, 1000).filter(i -> i % 3 == 0).mapToObj(i -> "" + i).collect(toSet());
    enrol(
        ada,
        1,
        new Grant(
            UUID.randomUUID(), ada, Purpose.DOOR, everyThird, Instant.EPOCH, Optional.empty()));

    for (int i = 0; i < 1000; i++) {
      assertThat(search(1, Purpose.DOOR, "" + i, NOON)).isEqualTo(i % 3 == 0 ? ada : null);
    }

    assertThat(gallery.remembered()).isEqualTo(Views.MOST);
  }

  @Test
  void whoWithdrawsDuringASearchIsNotNamedByIt() {
    withdrawsWhileLaterBlocksAreSearched(g -> g.putGrants(ada, List.of()));
  }

  @Test
  void whoIsErasedDuringASearchIsNotNamedByIt() {
    withdrawsWhileLaterBlocksAreSearched(g -> g.remove(ada));
  }

  /** Ada, in the first block, is the best match until the search has come to the second. */
  private void withdrawsWhileLaterBlocksAreSearched(Consumer<Gallery> withdrawal) {
    Engine engine = new Engine();
    try (Gallery slow = new Gallery(engine)) {
      enrol(slow, ada, 1, everywhere(ada, Purpose.DOOR));
      for (int i = 2; i < 400; i++) {
        UUID member = UUID.randomUUID();
        enrol(slow, member, i, everywhere(member, Purpose.DOOR));
      }
      engine.atSecondBlock = () -> withdrawal.accept(slow);

      SearchResult result = slow.search(face(1), Purpose.DOOR, "front", NOON, -1);

      assertThat(result)
          .isInstanceOfSatisfying(Match.class, m -> assertThat(m.member()).isNotEqualTo(ada));
      assertThat(engine.blocks).isEqualTo(4); // two blocks, twice
    }
  }

  /** Scalar, with something to happen when the second block is searched. */
  private static final class Engine implements DotProduct {
    private final DotProduct scalar = new ScalarDotProduct();
    private Runnable atSecondBlock = () -> {};
    private int blocks;

    @Override
    public int dot(MemorySegment vectors, long offset, short[] query) {
      return scalar.dot(vectors, offset, query);
    }

    @Override
    public long best(MemorySegment vectors, float[] scales, long[] eligible, short[] query) {
      if (++blocks == 2) {
        atSecondBlock.run();
      }
      return scalar.best(vectors, scales, eligible, query);
    }

    @Override
    public String description() {
      return scalar.description();
    }

    @Override
    public int vectorBits() {
      return scalar.vectorBits();
    }
  }

  @Test
  void aClosedGalleryRefuses() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    gallery.close();
    gallery.close();

    assertThatThrownBy(() -> search(1, Purpose.DOOR, "front", NOON))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> gallery.add(template(ada, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void grantsOfSomebodyElseAreRefused() {
    assertThatThrownBy(() -> gallery.putGrants(ada, List.of(everywhere(bob, Purpose.DOOR))))
        .isInstanceOf(GalleryException.class);
  }

  @Test
  void anErasedProbeIsRefusedRatherThanMatchedWithAnybody() {
    enrol(ada, 1, everywhere(ada, Purpose.DOOR));
    Embedding probe = face(1);
    probe.erase();

    assertThatThrownBy(() -> gallery.search(probe, Purpose.DOOR, "front", NOON, -1))
        .isInstanceOf(GalleryException.class);
    assertThatThrownBy(() -> gallery.search(face(1), Purpose.DOOR, "front", NOON, Float.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Nested
  class OneToOne {
    @Test
    void comparesWithTheClaimedMemberOnly() {
      enrol(ada, 1, everywhere(ada, Purpose.VERIFY));
      enrol(bob, 2, everywhere(bob, Purpose.VERIFY));

      assertThat(gallery.verify(face(1), ada, Purpose.VERIFY, "bank", NOON).orElseThrow())
          .isCloseTo(1, offset(0.003));
      assertThat(gallery.verify(face(1), bob, Purpose.VERIFY, "bank", NOON).orElseThrow())
          .isCloseTo(face(1).similarity(face(2)), offset(0.003));
    }

    @Test
    void isEmptyWithoutACoveringGrant() {
      enrol(ada, 1, doorAtFrontNineToFive(ada));

      assertThat(gallery.verify(face(1), ada, Purpose.VERIFY, "front", NOON)).isEmpty();
      assertThat(gallery.verify(face(1), ada, Purpose.DOOR, "back", NOON)).isEmpty();
      assertThat(gallery.verify(face(1), ada, Purpose.DOOR, "front", FIVE)).isEmpty();
      assertThat(gallery.verify(face(1), bob, Purpose.DOOR, "front", NOON)).isEmpty();
      assertThat(gallery.verify(face(1), ada, Purpose.DOOR, "front", NOON)).isPresent();
    }
  }

  @Nested
  class Templates {
    private final Grant grant = everywhere(ada, Purpose.DOOR);

    @Test
    void areTheMeanDirectionOfTheirEmbeddings() {
      Template template =
          Template.enrol(
              grant,
              List.of(
                  Embeddings.of("m", new float[] {1, 0}), Embeddings.of("m", new float[] {0, 9})));

      assertThat(template.member()).isEqualTo(ada);
      assertThat(template.model()).isEqualTo("m");
      assertThat(template.vector())
          .containsExactly(new float[] {0.70710677f, 0.70710677f}, offset(1e-6f));
    }

    @Test
    void surviveTheirBytes() {
      Template template = template(ada, 1);
      Template read = Template.fromBytes(template.id(), ada, template.model(), template.toBytes());

      assertThat(read.vector()).containsExactly(template.vector());
      assertThat(read.id()).isEqualTo(template.id());
      assertThat(template.toBytes()).hasSize(5 + 4 * 64).startsWith(1, 64, 0, 0, 0);
    }

    @Test
    void areNotMadeOfNothingNorOfTwoModelsNorOfOpposites() {
      Embedding one = Embeddings.of("m", new float[] {1, 0});
      Embedding opposite = Embeddings.of("m", new float[] {-1, 0});
      Embedding other = Embeddings.of("other", new float[] {1, 0});
      Embedding erased = Embeddings.of("m", new float[] {1, 0});
      erased.erase();
      for (List<Embedding> bad :
          List.of(
              List.<Embedding>of(),
              List.of(one, other),
              List.of(one, opposite),
              List.of(one, erased))) {
        assertThatThrownBy(() -> Template.enrol(grant, bad)).isInstanceOf(GalleryException.class);
      }
    }

    @Test
    void areGoneWhenErased() {
      Template template = template(ada, 1);
      template.erase();

      assertThatThrownBy(template::toBytes).isInstanceOf(GalleryException.class);
      assertThatThrownBy(() -> gallery.add(template)).isInstanceOf(GalleryException.class);
    }

    @Test
    void refuseHostileBytes() {
      byte[] good = template(ada, 1).toBytes();
      refuse(new byte[0]);
      refuse(new byte[] {1});
      refuse(Arrays.copyOf(good, good.length - 1));
      refuse(Arrays.copyOf(good, good.length + 4));
      refuse(changed(good, b -> b.put(0, (byte) 2)));
      for (int dimension : new int[] {0, -1, 63, 65, 1 << 20, Integer.MAX_VALUE, 1 << 30}) {
        refuse(changed(good, b -> b.putInt(1, dimension)));
      }
      for (float v : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f, 2, -2}) {
        refuse(changed(good, b -> b.putFloat(5, v)));
      }
      refuse(Arrays.copyOf(Arrays.copyOf(good, 5), good.length)); // zeros
    }

    private void refuse(byte[] bytes) {
      assertThatThrownBy(() -> Template.fromBytes(UUID.randomUUID(), ada, "m", bytes))
          .isInstanceOf(GalleryException.class);
    }

    private byte[] changed(byte[] good, Consumer<ByteBuffer> change) {
      byte[] bytes = good.clone();
      change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
      return bytes;
    }
  }

  private static float[] numbers(int seed) {
    Random random = new Random(seed);
    float[] vector = new float[64];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static Embedding face(int seed) {
    return Embeddings.of("m", numbers(seed));
  }

  private static Template template(UUID member, int seed) {
    return Template.enrol(everywhere(member, Purpose.KIOSK), List.of(face(seed)));
  }

  private void enrol(UUID member, int seed, Grant... grants) {
    enrol(gallery, member, seed, grants);
  }

  private static void enrol(Gallery gallery, UUID member, int seed, Grant... grants) {
    gallery.add(template(member, seed));
    gallery.putGrants(member, List.of(grants));
  }

  /** The member named at a threshold of 0.9, or null. */
  private @Nullable UUID search(int seed, Purpose purpose, String place, Instant at) {
    return gallery.search(face(seed), purpose, place, at, 0.9f) instanceof Match match
        ? match.member()
        : null;
  }

  private static Grant everywhere(UUID member, Purpose purpose) {
    return new Grant(UUID.randomUUID(), member, purpose, Set.of(), Instant.EPOCH, Optional.empty());
  }

  private static Grant doorAtFrontNineToFive(UUID member) {
    return new Grant(
        UUID.randomUUID(), member, Purpose.DOOR, Set.of("front"), NINE, Optional.of(FIVE));
  }
}
