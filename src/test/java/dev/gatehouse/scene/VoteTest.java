package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VoteTest {
  private final Vote<Colour> vote = new Vote<>();

  @Test
  void nothing_voted_is_unknown() {
    assertThat(vote.result()).isEmpty();
    vote.addUnknown(1);
    assertThat(vote.result()).isEmpty();
  }

  @Test
  void the_largest_sum_of_score_and_weight_wins_with_its_share() {
    vote.add(new Guess<>(Colour.RED, 0.6), 1);
    vote.add(new Guess<>(Colour.RED, 0.6), 1);
    vote.add(new Guess<>(Colour.BLUE, 0.9), 1);
    var result = vote.result().orElseThrow();
    assertThat(result.value()).isEqualTo(Colour.RED);
    assertThat(result.score()).isCloseTo(1.2 / 3, within(1e-9));
  }

  @Test
  void a_better_view_counts_more() {
    vote.add(new Guess<>(Colour.RED, 0.8), 0.1);
    vote.add(new Guess<>(Colour.RED, 0.8), 0.1);
    vote.add(new Guess<>(Colour.BLUE, 0.8), 0.9);
    assertThat(vote.result().orElseThrow().value()).isEqualTo(Colour.BLUE);
  }

  @Test
  void many_that_agree_are_no_surer_than_each() {
    for (int i = 0; i < 100; i++) {
      vote.add(new Guess<>(Colour.RED, 0.7), 0.5);
    }
    assertThat(vote.result().orElseThrow().score()).isCloseTo(0.7, within(1e-9));
  }

  @Test
  void pictures_that_do_not_tell_make_it_less_sure() {
    vote.add(new Guess<>(Colour.RED, 0.8), 1);
    vote.addUnknown(3);
    assertThat(vote.result().orElseThrow().score()).isCloseTo(0.2, within(1e-9));
    assertThat(vote.result(0.35)).isEmpty();
  }

  @Test
  void of_equals_the_first_one_wins_always() {
    vote.add(new Guess<>(Colour.GREEN, 0.5), 1);
    vote.add(new Guess<>(Colour.BLACK, 0.5), 1);
    assertThat(vote.result().orElseThrow().value()).isEqualTo(Colour.GREEN);
  }

  @Test
  void a_weight_is_a_positive_number() {
    var guess = new Guess<>(Colour.RED, 0.5);
    assertThatThrownBy(() -> vote.add(guess, 0)).hasMessageContaining("0");
    assertThatThrownBy(() -> vote.addUnknown(Double.NaN)).hasMessageContaining("NaN");
  }
}
