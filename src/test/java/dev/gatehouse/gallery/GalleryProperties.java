package dev.gatehouse.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.Embedding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * No identity without a covering grant: random galleries against a model that is obviously right.
 */
class GalleryProperties {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> PLACES = List.of("north", "south", "yard");
  private static final int DIMENSION = 64;

  @Property(tries = 300)
  void onlyMembersWithACoveringGrantAreEverFound(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 25) int members) {
    var random = new Random(seed);
    Map<UUID, List<Grant>> grants = new HashMap<>();
    Map<UUID, List<Embedding>> faces = new HashMap<>();
    try (var gallery = new Gallery()) {
      for (int m = 0; m < members; m++) {
        UUID member = UUID.randomUUID();
        for (int t = 0; t < 1 + random.nextInt(3); t++) {
          Embedding face = face(random);
          faces.computeIfAbsent(member, x -> new ArrayList<>()).add(face);
          gallery.add(Template.enrol(grant(random, member), List.of(face)));
        }
        if (random.nextInt(5) > 0) {
          change(random, gallery, grants, member);
        }
      }
      // Time moves both ways over the borders of grants, and grants change between searches.
      for (int q = 0; q < 40; q++) {
        if (q % 10 == 9 && !faces.isEmpty()) {
          UUID someone = List.copyOf(faces.keySet()).get(random.nextInt(faces.size()));
          if (random.nextInt(3) == 0) {
            gallery.remove(someone);
            faces.remove(someone);
            grants.remove(someone);
          } else {
            change(random, gallery, grants, someone);
          }
        }
        check(random, gallery, grants, faces);
      }
    }
  }

  private static void check(
      Random random,
      Gallery gallery,
      Map<UUID, List<Grant>> grants,
      Map<UUID, List<Embedding>> faces) {
    Purpose purpose = Purpose.values()[random.nextInt(Purpose.values().length)];
    String place = PLACES.get(random.nextInt(PLACES.size()));
    Instant at = START.plusSeconds(random.nextInt(110) - 5);
    Embedding probe =
        faces.isEmpty() || random.nextBoolean()
            ? face(random)
            : faces.values().iterator().next().getFirst();

    float best = -2;
    for (var entry : faces.entrySet()) {
      boolean covered =
          grants.getOrDefault(entry.getKey(), List.of()).stream()
              .anyMatch(g -> g.covers(purpose, place, at));
      for (Embedding face : entry.getValue()) {
        best = covered ? Math.max(best, probe.similarity(face)) : best;
      }
    }
    float threshold = random.nextFloat() * 2 - 1;
    switch (gallery.search(probe, purpose, place, at, threshold)) {
      case SearchResult.Match match -> {
        assertThat(grants.get(match.member()))
            .anySatisfy(g -> assertThat(g.covers(purpose, place, at)).isTrue());
        assertThat(match.score())
            .isGreaterThanOrEqualTo(threshold)
            .isBetween(best - 0.03f, best + 0.03f);
      }
      case SearchResult.NoMatch none -> {
        if (best < -1) {
          assertThat(none.bestScore()).isEqualTo(-1);
        } else {
          assertThat(none.bestScore()).isLessThan(threshold).isBetween(best - 0.03f, best + 0.03f);
        }
      }
    }
    for (UUID member : faces.keySet()) {
      boolean covered =
          grants.getOrDefault(member, List.of()).stream()
              .anyMatch(g -> g.covers(purpose, place, at));
      assertThat(gallery.verify(probe, member, purpose, place, at).isPresent()).isEqualTo(covered);
    }
  }

  private static void change(
      Random random, Gallery gallery, Map<UUID, List<Grant>> grants, UUID member) {
    List<Grant> some = new ArrayList<>();
    for (int g = 0; g < random.nextInt(4); g++) {
      some.add(grant(random, member));
    }
    grants.put(member, some);
    gallery.putGrants(member, some);
  }

  private static Grant grant(Random random, UUID member) {
    Instant from = START.plusSeconds(random.nextInt(80));
    return new Grant(
        UUID.randomUUID(),
        member,
        Purpose.values()[random.nextInt(Purpose.values().length)],
        random.nextInt(3) == 0 ? Set.of() : Set.of(PLACES.get(random.nextInt(PLACES.size()))),
        from,
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(from.plusSeconds(random.nextInt(40))));
  }

  private static Embedding face(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Embedding.synthetic("model", vector);
  }
}
