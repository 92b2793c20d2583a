package dev.gatehouse.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AssignmentProperties {

  /** One object solves all, so that what is left from the problem before is covered too. */
  private final Assignment assignment = new Assignment();

  @Property(tries = 400)
  void itIsTheBestOfAllThatCanBeTried(
      @ForAll @IntRange(min = 0, max = 6) int rows,
      @ForAll @IntRange(min = 0, max = 6) int columns,
      @ForAll @IntRange(min = 1, max = 1000) int different,
      @ForAll Random random) {
    var costs = new double[rows][columns];
    assignment.reset(rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        costs[r][c] = random.nextInt(different) - different / 2;
        assignment.cost(r, c, costs[r][c]);
      }
    }
    assignment.solve();
    var taken = new boolean[columns];
    double sum = 0;
    int assigned = 0;
    for (int r = 0; r < rows; r++) {
      int c = assignment.column(r);
      assertThat(c).isBetween(-1, columns - 1);
      if (c >= 0) {
        assertThat(taken[c]).isFalse();
        taken[c] = true;
        sum += costs[r][c];
        assigned++;
      }
    }
    assertThat(assigned).isEqualTo(Math.min(rows, columns));
    assertThat(sum).isCloseTo(best(costs, 0, new boolean[columns], rows - columns), within(1e-9));
  }

  /** The least sum of all assignments, where {@code spare} rows may stay without a column. */
  private static double best(double[][] costs, int row, boolean[] taken, int spare) {
    if (row == costs.length) {
      return 0;
    }
    double least = Double.POSITIVE_INFINITY;
    if (spare > 0) {
      least = best(costs, row + 1, taken, spare - 1);
    }
    for (int c = 0; c < taken.length; c++) {
      if (!taken[c]) {
        taken[c] = true;
        least = Math.min(least, costs[row][c] + best(costs, row + 1, taken, spare));
        taken[c] = false;
      }
    }
    return least;
  }

  @Example
  void aCostThatIsNoNumberIsRefused() {
    assignment.reset(1, 1);
    assertThatThrownBy(() -> assignment.cost(0, 0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A cost is a finite number, not NaN");
  }
}
