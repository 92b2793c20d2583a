package dev.gatehouse.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class BoxProperties {

  @Provide
  Arbitrary<Box> boxes() {
    Arbitrary<Double> corner = Arbitraries.doubles().between(-500, 500);
    Arbitrary<Double> side = Arbitraries.doubles().between(0, 300);
    return Combinators.combine(corner, corner, side, side)
        .as((x, y, w, h) -> new Box(x, y, x + w, y + h));
  }

  @Property
  void overlap_is_symmetric_and_between_0_and_1(@ForAll("boxes") Box a, @ForAll("boxes") Box b) {
    assertThat(a.iou(b)).isEqualTo(b.iou(a)).isBetween(0.0, 1.0 + 1e-9);
    assertThat(a.intersection(b)).isLessThanOrEqualTo(Math.min(a.area(), b.area()) + 1e-6);
  }

  @Property
  void a_box_overlaps_itself_wholly_unless_it_is_empty(@ForAll("boxes") Box box) {
    assertThat(box.iou(box)).isCloseTo(box.area() > 0 ? 1 : 0, within(1e-9));
  }

  @Property
  void overlap_with_whole_pixels_equals_counting_them(
      @ForAll @IntRange(min = 0, max = 12) int x0,
      @ForAll @IntRange(min = 0, max = 12) int w0,
      @ForAll @IntRange(min = 0, max = 12) int x1,
      @ForAll @IntRange(min = 0, max = 12) int w1) {
    Box a = new Box(x0, 3, x0 + w0, 9);
    Box b = new Box(x1, 5, x1 + w1, 14);
    int common = 0;
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 30; x++) {
        boolean inA = x >= x0 && x < x0 + w0 && y >= 3 && y < 9;
        boolean inB = x >= x1 && x < x1 + w1 && y >= 5 && y < 14;
        common += inA && inB ? 1 : 0;
      }
    }
    assertThat(a.intersection(b)).isEqualTo(common);
  }

  @Property
  void shifting_both_leaves_the_overlap_alone(
      @ForAll("boxes") Box a,
      @ForAll("boxes") Box b,
      @ForAll @DoubleRange(min = -100, max = 100) double dx,
      @ForAll @DoubleRange(min = -100, max = 100) double dy) {
    // Rounding of the corners weighs more the thinner the boxes are, so areas are compared.
    assertThat(a.shifted(dx, dy).intersection(b.shifted(dx, dy)))
        .isCloseTo(a.intersection(b), within(1e-6));
  }

  @Property
  void squared_is_a_square_around_the_same_centre(
      @ForAll("boxes") Box box, @ForAll @DoubleRange(min = 0.1, max = 3) double scale) {
    Box square = box.squared(scale);
    assertThat(square.width()).isCloseTo(square.height(), within(1e-9));
    assertThat(square.width()).isCloseTo(Math.max(box.width(), box.height()) * scale, within(1e-6));
    assertThat(square.centre().distance(box.centre())).isLessThan(1e-6);
  }

  @Property
  void clipped_lies_in_the_frame_and_keeps_what_was_in_it(@ForAll("boxes") Box box) {
    Box clipped = box.clipped(320, 240);
    assertThat(clipped.x0()).isBetween(0.0, 320.0);
    assertThat(clipped.x1()).isBetween(0.0, 320.0);
    assertThat(clipped.y0()).isBetween(0.0, 240.0);
    assertThat(clipped.y1()).isBetween(0.0, 240.0);
    assertThat(clipped.area()).isCloseTo(box.intersection(new Box(0, 0, 320, 240)), within(1e-6));
  }

  @Example
  void a_box_that_is_turned_over_or_endless_cannot_be_made() {
    assertThatThrownBy(() -> new Box(2, 0, 1, 1)).hasMessageContaining("x0 <= x1");
    assertThatThrownBy(() -> new Box(0, 0, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Box(0, 0, Double.POSITIVE_INFINITY, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
