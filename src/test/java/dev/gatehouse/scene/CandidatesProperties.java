package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Box;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;

/** Non-maximum suppression within classes. */
class CandidatesProperties {
  record Proposal(int x, int y, int w, int h, float score, int type) {
    Box box() {
      return new Box(x, y, x + w, y + h);
    }
  }

  @Provide
  Arbitrary<List<Proposal>> proposals() {
    Arbitrary<Integer> corner = Arbitraries.integers().between(0, 60);
    Arbitrary<Integer> side = Arbitraries.integers().between(1, 50);
    Arbitrary<Float> score = Arbitraries.floats().between(0.01f, 0.99f);
    Arbitrary<Integer> type = Arbitraries.integers().between(0, 2);
    return Combinators.combine(corner, corner, side, side, score, type)
        .as(Proposal::new)
        .list()
        .ofMaxSize(40);
  }

  private static List<Proposal> suppressed(List<Proposal> proposals, float overlap) {
    var candidates = new Candidates();
    proposals.forEach(
        p -> candidates.add(p.x(), p.y(), p.x() + p.w(), p.y() + p.h(), p.score(), p.type()));
    int[] order = new int[proposals.size()];
    int kept = candidates.suppress(overlap, order);
    List<Proposal> result = new ArrayList<>();
    for (int i = 0; i < kept; i++) {
      result.add(proposals.get(order[i]));
    }
    return result;
  }

  @Property
  void kept_ones_of_a_class_overlap_little_and_the_best_come_first(
      @ForAll("proposals") List<Proposal> proposals,
      @ForAll @FloatRange(min = 0.1f, max = 0.9f) float overlap) {
    List<Proposal> kept = suppressed(proposals, overlap);
    for (int i = 0; i < kept.size(); i++) {
      for (int k = i + 1; k < kept.size(); k++) {
        assertThat(kept.get(i).score()).isGreaterThanOrEqualTo(kept.get(k).score());
        if (kept.get(i).type() == kept.get(k).type()) {
          assertThat(kept.get(i).box().iou(kept.get(k).box())).isLessThanOrEqualTo(overlap + 1e-5);
        }
      }
    }
  }

  @Property
  void what_is_dropped_overlaps_a_better_one_of_its_class(
      @ForAll("proposals") List<Proposal> proposals,
      @ForAll @FloatRange(min = 0.1f, max = 0.9f) float overlap) {
    List<Proposal> kept = suppressed(proposals, overlap);
    Set<Proposal> lost = new HashSet<>(proposals);
    kept.forEach(lost::remove);
    assertThat(lost)
        .allSatisfy(
            p ->
                assertThat(kept)
                    .anyMatch(
                        k ->
                            k.type() == p.type()
                                && k.score() >= p.score()
                                && k.box().iou(p.box()) > overlap - 1e-5));
  }

  @Property
  void doing_it_twice_changes_nothing(
      @ForAll("proposals") List<Proposal> proposals,
      @ForAll @FloatRange(min = 0.1f, max = 0.9f) float overlap) {
    List<Proposal> once = suppressed(proposals, overlap);
    assertThat(suppressed(once, overlap)).isEqualTo(once);
  }

  @Example
  void boxes_without_area_or_number_are_not_taken() {
    var candidates = new Candidates();
    candidates.add(5, 5, 5, 9, 0.9f, 0);
    candidates.add(5, 9, 9, 5, 0.9f, 0);
    candidates.add(Float.NaN, 5, 9, 9, 0.9f, 0);
    assertThat(candidates.size()).isZero();
  }

  @Example
  void a_network_that_proposes_everywhere_is_bounded() {
    var candidates = new Candidates();
    for (int i = 0; i < 100_000; i++) {
      candidates.add(i, 0, i + 1, 1, 0.5f, 0);
    }
    assertThat(candidates.size()).isEqualTo(4096);
  }
}
