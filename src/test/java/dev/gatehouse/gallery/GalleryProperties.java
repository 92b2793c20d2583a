package dev.gatehouse.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Embeddings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * <b>No identity without a covering grant</b>, whatever is added, agreed to, withdrawn, removed and
 * asked for, in whatever order, with the clock going forward and back over the grants' borders. The
 * model that the gallery is held against keeps floats and asks each grant each time.
 */
class GalleryProperties {
  private static final int DIMENSION = 16;

  /** At 16 dimensions a step of the integers is at most 1/127; this is twice the errors seen. */
  private static final float ERROR = 0.02f;

  private static final List<String> PLACES = List.of("front", "back", "roof");
  private static final int MEMBERS = 6;
  private static final int FACES = 10;
  private static final int SECONDS = 12;

  /** A grant in small numbers: {@code until} before {@code from} means an open end. */
  record Terms(Purpose purpose, Set<String> places, int from, int until) {
    Grant of(UUID member) {
      return new Grant(
          UUID.randomUUID(),
          member,
          purpose,
          places,
          second(from),
          until < from ? Optional.empty() : Optional.of(second(until)));
    }
  }

  sealed interface Step {
    record Enrol(int member, int face) implements Step {}

    record Agree(int member, List<Terms> terms) implements Step {}

    record Forget(int member) implements Step {}

    record Look(int face, Purpose purpose, String place, int second, float threshold)
        implements Step {}
  }

  @Property(tries = 1000)
  void noIdentityWithoutACoveringGrant(@ForAll("histories") List<Step> history) {
    UUID[] ids = new UUID[MEMBERS];
    for (int i = 0; i < MEMBERS; i++) {
      ids[i] = new UUID(0, i);
    }
    Map<UUID, List<Embedding>> templates = new HashMap<>();
    Map<UUID, List<Grant>> grants = new HashMap<>();
    try (Gallery gallery = new Gallery()) {
      for (Step step : history) {
        switch (step) {
          case Step.Enrol(int member, int face) -> {
            UUID id = ids[member];
            Grant capability = new Terms(Purpose.DOOR, Set.of(), 0, -1).of(id);
            gallery.add(Template.enrol(capability, List.of(face(face))));
            templates.computeIfAbsent(id, i -> new ArrayList<>()).add(face(face));
          }
          case Step.Agree(int member, List<Terms> terms) -> {
            List<Grant> all = terms.stream().map(t -> t.of(ids[member])).toList();
            gallery.putGrants(ids[member], all);
            grants.put(ids[member], all);
          }
          case Step.Forget(int member) -> {
            gallery.remove(ids[member]);
            templates.remove(ids[member]);
            grants.remove(ids[member]);
          }
          case Step.Look look -> {
            Map<UUID, Float> eligible = eligible(templates, grants, look);
            check(
                gallery.search(
                    face(look.face), look.purpose, look.place, second(look.second), look.threshold),
                eligible,
                look.threshold);
            for (UUID id : ids) {
              OptionalDouble score =
                  gallery.verify(
                      face(look.face), id, look.purpose, look.place, second(look.second));
              assertThat(score.isPresent()).isEqualTo(eligible.containsKey(id));
              score.ifPresent(
                  s -> assertThat((float) s).isCloseTo(eligible.get(id), offset(ERROR)));
            }
          }
        }
        assertThat(gallery.size())
            .isEqualTo(templates.values().stream().mapToInt(List::size).sum());
      }
    }
  }

  private static void check(SearchResult result, Map<UUID, Float> eligible, float threshold) {
    if (eligible.isEmpty()) {
      assertThat(result).isEqualTo(new SearchResult.NoMatch(-1));
      return;
    }
    float best = eligible.values().stream().max(Float::compare).orElseThrow();
    switch (result) {
      case SearchResult.Match(UUID member, float score) -> {
        assertThat(eligible).containsKey(member);
        assertThat(score).isGreaterThanOrEqualTo(threshold).isCloseTo(best, offset(ERROR));
        assertThat(eligible.get(member)).isGreaterThanOrEqualTo(best - 2 * ERROR);
      }
      case SearchResult.NoMatch(float score) ->
          assertThat(score).isLessThan(threshold).isCloseTo(best, offset(ERROR));
    }
  }

  /** Members who may be seen, with the float score of their best template. */
  private static Map<UUID, Float> eligible(
      Map<UUID, List<Embedding>> templates, Map<UUID, List<Grant>> grants, Step.Look look) {
    Map<UUID, Float> eligible = new HashMap<>();
    templates.forEach(
        (member, faces) -> {
          if (grants.getOrDefault(member, List.of()).stream()
              .anyMatch(g -> g.covers(look.purpose, look.place, second(look.second)))) {
            for (Embedding face : faces) {
              eligible.merge(member, face.similarity(face(look.face)), Math::max);
            }
          }
        });
    return eligible;
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Integer> members = Arbitraries.integers().between(0, MEMBERS - 1);
    Arbitrary<Integer> faces = Arbitraries.integers().between(0, FACES - 1);
    Arbitrary<Purpose> purposes = Arbitraries.of(Purpose.DOOR, Purpose.DOOR, Purpose.TRAIL);
    Arbitrary<Integer> seconds = Arbitraries.integers().between(0, SECONDS);
    Arbitrary<Terms> terms =
        Combinators.combine(purposes, Arbitraries.of(PLACES).set().ofMaxSize(2), seconds, seconds)
            .as(Terms::new);
    Arbitrary<Step> enrol = Combinators.combine(members, faces).as(Step.Enrol::new);
    Arbitrary<Step> agree =
        Combinators.combine(members, terms.list().ofMaxSize(3)).as(Step.Agree::new);
    Arbitrary<Step> forget = members.map(Step.Forget::new);
    Arbitrary<Step> look =
        Combinators.combine(
                faces,
                purposes,
                Arbitraries.of(PLACES),
                seconds,
                Arbitraries.of(-1f, 0f, 0.3f, 0.9f))
            .as(Step.Look::new);
    return Arbitraries.frequencyOf(
            Tuple.of(4, enrol), Tuple.of(4, agree), Tuple.of(1, forget), Tuple.of(8, look))
        .list()
        .ofMaxSize(60);
  }

  /** Offset by a nanosecond for some, so that borders are not all on whole seconds. */
  private static Instant second(int second) {
    return Instant.EPOCH.plusSeconds(second).plusNanos(second % 3);
  }

  private static Embedding face(int seed) {
    Random random = new Random(seed);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Embeddings.of("m", vector);
  }
}
