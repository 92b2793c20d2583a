package dev.gatehouse.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Groups of under five are not shown, and nothing that is shown tells of them. */
class DayProperties {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  private static Day day(List<Integer> counts, boolean over) {
    List<Day.Counted> counted = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      counted.add(
          new Day.Counted(
              Instant.EPOCH.plusSeconds(3600L * i),
              i,
              Math.max(0, counts.get(i)),
              counts.get(i) >= 0));
    }
    return Day.of(DAY, counted, over);
  }

  /**
   * Whoever sees a day, and knows this program, tries all that the hidden hours could be: whatever
   * gives the same day. Each hidden hour must come out as anything from 0 to 4.
   */
  @Property(tries = 500)
  void hiddenHoursCannotBeWorkedOut(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -1, max = 12) Integer> counts,
      @ForAll boolean over) {
    Day shown = day(counts, over);
    List<Integer> hidden = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) >= 0 && counts.get(i) < Amount.SMALLEST) {
        hidden.add(i);
        assertThat(shown.hours().get(i).amount()).isEqualTo(Amount.FEW);
      }
    }
    if (hidden.isEmpty() || hidden.size() > 6) {
      return;
    }
    List<Set<Integer>> could = new ArrayList<>();
    hidden.forEach(_ -> could.add(new HashSet<>()));
    int ways = (int) Math.pow(Amount.SMALLEST, hidden.size());
    for (int way = 0; way < ways; way++) {
      List<Integer> guess = new ArrayList<>(counts);
      int rest = way;
      for (int i : hidden) {
        guess.set(i, rest % Amount.SMALLEST);
        rest /= Amount.SMALLEST;
      }
      if (day(guess, over).equals(shown)) {
        for (int i = 0; i < hidden.size(); i++) {
          could.get(i).add(guess.get(hidden.get(i)));
        }
      }
    }
    assertThat(could).allMatch(set -> set.equals(Set.of(0, 1, 2, 3, 4)));
  }

  @Property
  void theTotalIsWithinItsRange(
      @ForAll @Size(min = 1, max = 25) List<@IntRange(min = -1, max = 40) Integer> counts,
      @ForAll boolean over) {
    Day shown = day(counts, over);
    long truth = counts.stream().mapToLong(c -> Math.max(0, c)).sum();
    assertThat(truth).isBetween(shown.low(), shown.high());
    assertThat(shown.missing()).isEqualTo((int) counts.stream().filter(c -> c < 0).count());
  }

  @Property
  void whatWasShownStaysShownAsTheDayGoesOn(
      @ForAll @Size(min = 2, max = 24) List<@IntRange(min = -1, max = 9) Integer> counts) {
    Day whole = day(counts, true);
    for (int until = 1; until < counts.size(); until++) {
      assertThat(day(counts.subList(0, until), false).hours())
          .isEqualTo(whole.hours().subList(0, until));
    }
  }

  @Example
  void manyHiddenHoursHaveAnExactTotalAndOneHasNot() {
    assertThat(day(List.of(2, 3, 2, 3, 50), true))
        .satisfies(d -> assertThat(d.low()).isEqualTo(60))
        .matches(Day::exact);
    assertThat(day(List.of(3, 50), true))
        .satisfies(d -> assertThat(d.low()).isEqualTo(50))
        .satisfies(d -> assertThat(d.high()).isEqualTo(54));
    // A quiet night.
    assertThat(day(List.of(0, 1, 0, 0, 0, 50), true))
        .satisfies(d -> assertThat(d.low()).isEqualTo(50))
        .satisfies(d -> assertThat(d.high()).isEqualTo(54));
    assertThat(day(List.of(3, 3, 3, 3, 50), false).exact()).isFalse();
    assertThat(day(List.of(-1, -1), true).isGap()).isTrue();
    assertThatThrownBy(() -> new Amount.Known(4)).isInstanceOf(IllegalArgumentException.class);
  }
}
