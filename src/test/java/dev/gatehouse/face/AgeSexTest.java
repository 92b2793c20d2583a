package dev.gatehouse.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeSexTest {
  @Test
  void the_range_of_every_guess_contains_the_guess() {
    for (double years = 0; years <= 100; years += 0.1) {
      AgeRange range = new AgeSex(years, 0.5).range();
      assertThat(range.contains((int) years)).as(years + " in " + range).isTrue();
    }
  }

  @Test
  void ranges_grow_with_age_and_do_not_jump() {
    int last = -1;
    for (double years = 0; years <= 100; years += 0.1) {
      AgeRange range = new AgeSex(years, 0.5).range();
      if (last >= 0) {
        assertThat(Math.abs(range.oldest() - last)).isLessThanOrEqualTo(1);
      }
      last = range.oldest();
    }
    assertThat(width(5)).isLessThan(width(25));
    assertThat(width(25)).isLessThan(width(50));
  }

  private static int width(double years) {
    AgeRange range = new AgeSex(years, 0.5).range();
    return range.oldest() - range.youngest();
  }

  @Test
  void children_and_old_people_are_told_from_an_age_limit() {
    assertThat(new AgeSex(8, 0.5).range().reachesBelow(18)).isTrue();
    assertThat(new AgeSex(19, 0.5).range().reachesBelow(18)).isTrue();
    assertThat(new AgeSex(45, 0.5).range().reachesBelow(18)).isFalse();
  }

  @Test
  void of_faces_of_known_age_nine_of_ten_more_lie_in_the_range() {
    var random = new Random(4);
    double[] guessed = new double[4000];
    double[] truth = new double[guessed.length];
    for (int i = 0; i < guessed.length; i++) {
      guessed[i] = random.nextDouble(0, 90);
      // Older people are guessed less exactly, and too young.
      truth[i] =
          Math.max(
              0,
              Math.round(
                  guessed[i] + 0.05 * guessed[i] + 0.12 * guessed[i] * random.nextGaussian()));
    }
    AgeErrors errors =
        AgeErrors.of(java.util.Arrays.copyOf(guessed, 2000), java.util.Arrays.copyOf(truth, 2000));
    int inside = 0;
    for (int i = 2000; i < guessed.length; i++) {
      inside += errors.range(guessed[i]).contains((int) truth[i]) ? 1 : 0;
    }
    // A range is of whole years, outward, so it holds a little more.
    assertThat(inside / 2000.0).isBetween(0.89, 0.97);
  }

  @Test
  void a_single_face_makes_a_range_and_none_makes_none() {
    AgeErrors one = AgeErrors.of(new double[] {30}, new double[] {36});
    assertThat(one.range(30)).isEqualTo(new AgeRange(30, 36));
    assertThat(one.range(0)).isEqualTo(new AgeRange(0, 6));
    assertThat(one.range(119)).isEqualTo(new AgeRange(119, 120));
    assertThatThrownBy(() -> AgeErrors.of(new double[0], new double[0]))
        .isInstanceOf(FaceException.class);
    assertThatThrownBy(() -> AgeErrors.of(new double[2], new double[1]))
        .isInstanceOf(FaceException.class)
        .hasMessageContaining("2 and 1");
  }

  @Test
  void sex_is_said_only_where_it_is_sure() {
    assertThat(new AgeSex(30, 0.9).sureSex()).contains(Sex.MALE);
    assertThat(new AgeSex(30, 0.1).sureSex()).contains(Sex.FEMALE);
    assertThat(new AgeSex(30, 0.6).sureSex()).isEmpty();
    assertThat(new AgeSex(30, 0.6).sex()).isEqualTo(Sex.MALE);
    assertThat(new AgeSex(30, 0.3).certainty()).isCloseTo(0.7, within(1e-9));
  }

  @Test
  void over_frames_it_becomes_the_mean() {
    AgeSex mean = new AgeSex(20, 0.2);
    double[][] more = {{30, 0.4}, {40, 0.9}, {22, 0.1}};
    for (int i = 0; i < more.length; i++) {
      mean = mean.towards(new AgeSex(more[i][0], more[i][1]), 1.0 / (i + 2));
    }
    assertThat(mean.years()).isCloseTo(28, within(1e-9));
    assertThat(mean.male()).isCloseTo(0.4, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"-1, 0.5", "101, 0.5", "NaN, 0.5", "30, -0.1", "30, 1.1", "30, NaN"})
  void what_is_no_age_or_sex_cannot_be_made(double years, double male) {
    assertThatThrownBy(() -> new AgeSex(years, male)).isInstanceOf(FaceException.class);
  }

  @ParameterizedTest
  @CsvSource({"-1, 5", "6, 5", "0, 121"})
  void what_is_no_range_cannot_be_made(int youngest, int oldest) {
    assertThatThrownBy(() -> new AgeRange(youngest, oldest))
        .isInstanceOf(FaceException.class)
        .hasMessageContaining(youngest + " to " + oldest);
  }

  @Test
  void ranges_are_joined_and_written_as_people_do() {
    AgeRange joined = new AgeRange(20, 30).joined(new AgeRange(8, 12));
    assertThat(joined).isEqualTo(new AgeRange(8, 30)).hasToString("8 to 30");
    assertThat(joined.contains(15)).isTrue();
    assertThat(joined.contains(31)).isFalse();
  }
}
