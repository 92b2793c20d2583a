package dev.gatehouse.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LayoutTest {

  private static Point p(double x, double y) {
    return new Point(x, y);
  }

  private static Zone zone(Point... corners) {
    return new Zone("z", "Crossing", List.of(corners));
  }

  @Test
  void a_zone_holds_what_is_between_its_edges() {
    Zone horseshoe =
        zone(
            p(0.1, 0.1),
            p(0.9, 0.1),
            p(0.9, 0.9),
            p(0.6, 0.9),
            p(0.6, 0.4),
            p(0.4, 0.4),
            p(0.4, 0.9),
            p(0.1, 0.9));
    assertThat(horseshoe.contains(0.2, 0.8)).isTrue();
    assertThat(horseshoe.contains(0.8, 0.8)).isTrue();
    assertThat(horseshoe.contains(0.5, 0.2)).isTrue();
    assertThat(horseshoe.contains(0.5, 0.8)).isFalse();
    assertThat(horseshoe.contains(0.05, 0.5)).isFalse();
  }

  @Test
  void a_zone_that_is_none_is_refused_with_the_reason() {
    assertThatThrownBy(() -> zone(p(0.1, 0.1), p(0.9, 0.9), p(0.9, 0.1), p(0.1, 0.9)))
        .isInstanceOf(StreetException.class)
        .hasMessage("Zone 'Crossing' crosses itself: its edges 1 and 3 meet");
    assertThatThrownBy(() -> zone(p(0, 0), p(1, 1))).hasMessageContaining("three corners");
    assertThatThrownBy(() -> zone(p(0, 0), p(0.5, 0), p(1, 0))).hasMessageContaining("no area");
    assertThatThrownBy(() -> zone(p(0, 0), p(0, 0), p(1, 0), p(1, 1)))
        .hasMessageContaining("the corner 1 twice");
    assertThatThrownBy(() -> zone(p(0, 0), p(1.2, 0), p(1, 1)))
        .hasMessageContaining("1.2, 0.0, outside the picture");
    assertThatThrownBy(() -> zone(p(0, 0), p(Double.NaN, 0), p(1, 1)))
        .isInstanceOf(StreetException.class);
    assertThatThrownBy(() -> new Zone("z", "Z", Collections.nCopies(101, p(0, 0))))
        .hasMessageContaining("101 corners; 100 are the most");
    assertThatThrownBy(() -> new Zone("z", "x".repeat(101), List.of()))
        .hasMessageContaining("1 to 100 characters");
    assertThatThrownBy(() -> new Zone("a b", "Z", List.of())).hasMessageContaining("'a b'");
  }

  @Test
  void a_line_has_a_length_and_two_directions() {
    assertThatThrownBy(() -> new CountingLine("l", "Gate", p(0.5, 0.5), p(0.5, 0.5), "in", "out"))
        .hasMessage("Line 'Gate' has no length");
    assertThatThrownBy(() -> new CountingLine("l", "Gate", p(0, 0), p(1, 1), "in", "in"))
        .hasMessageContaining("both directions 'in'");
  }

  @Test
  void a_layout_has_ids_of_their_own_and_not_too_many() {
    Zone zone = zone(p(0, 0), p(1, 0), p(1, 1));
    assertThatThrownBy(() -> new Layout(List.of(zone, zone), List.of(), Optional.empty()))
        .hasMessage("There are two zones with the id 'z'");
    List<CountingLine> lines = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      lines.add(new CountingLine("l" + i, "Line", p(0, 0), p(1, 1), "in", "out"));
    }
    assertThatThrownBy(() -> new Layout(List.of(), lines, Optional.empty()))
        .hasMessage("51 lines are too many; 50 are the most");
  }

  @Test
  void a_ground_that_cannot_be_measured_on_is_refused_with_the_reason() {
    List<Point> metres = List.of(p(0, 0), p(10, 0), p(10, 40), p(0, 40));
    List<Point> picture = List.of(p(0.1, 0.9), p(0.9, 0.9), p(0.6, 0.4), p(0.4, 0.4));
    assertThat(new GroundPlane(picture, metres).metres()).hasSize(4);
    assertThatThrownBy(
            () ->
                new GroundPlane(
                    List.of(p(0.1, 0.9), p(0.5, 0.9), p(0.9, 0.9), p(0.4, 0.4)), metres))
        .hasMessageContaining("in a line, or nearly, in the picture");
    assertThatThrownBy(
            () -> new GroundPlane(picture, List.of(p(0, 0), p(10, 0), p(0, 40), p(10, 40))))
        .hasMessageContaining("in metres are not in order");
    assertThatThrownBy(() -> new GroundPlane(picture, metres.subList(0, 3)))
        .hasMessageContaining("four points");
    assertThatThrownBy(
            () -> new GroundPlane(picture, List.of(p(0, 0), p(1e7, 0), p(1e7, 1e7), p(0, 1e7))))
        .hasMessageContaining("below 100 km");
    assertThatThrownBy(() -> new GroundPlane(picture, List.of(p(0, 0), p(0, 0), p(0, 0), p(0, 0))))
        .isInstanceOf(StreetException.class);
  }

  /** Cameras look down at a rectangle from somewhere; what they see determines it again. */
  @Property(tries = 200)
  void the_ground_is_found_again_from_any_view_of_it(@ForAll long seed) {
    Random random = new Random(seed);
    double tilt = 0.15 + random.nextDouble(); // radians below the horizon
    double turn = (random.nextDouble() - 0.5) * 0.8;
    double height = 4 + 6 * random.nextDouble();
    List<Point> metres = List.of(p(-3, 8), p(3, 8), p(3, 30), p(-3, 30));
    List<Point> picture = metres.stream().map(m -> seen(m, tilt, turn, height)).toList();
    Homography found = Homography.between(picture, metres);
    for (int i = 0; i < 20; i++) {
      Point m = p(6 * random.nextDouble() - 3, 8 + 22 * random.nextDouble());
      Point s = seen(m, tilt, turn, height);
      assertThat(found.w(s.x(), s.y())).isPositive();
      assertThat(found.x(s.x(), s.y())).isCloseTo(m.x(), within(1e-6));
      assertThat(found.y(s.x(), s.y())).isCloseTo(m.y(), within(1e-6));
      double step = 1e-6;
      double moved =
          Math.hypot(
                  found.x(s.x(), s.y() + step) - found.x(s.x(), s.y()),
                  found.y(s.x(), s.y() + step) - found.y(s.x(), s.y()))
              / step;
      assertThat(moved).isLessThanOrEqualTo(found.stretch(s.x(), s.y()) * 1.01 + 1e-3);
    }
  }

  /** A pinhole camera at (0, 0, height) that looks along y, turned and tilted. */
  private static Point seen(Point ground, double tilt, double turn, double height) {
    double x = Math.cos(turn) * ground.x() - Math.sin(turn) * ground.y();
    double y = Math.sin(turn) * ground.x() + Math.cos(turn) * ground.y();
    double depth = Math.cos(tilt) * y + Math.sin(tilt) * height;
    double down = -Math.sin(tilt) * y + Math.cos(tilt) * height;
    return p(0.5 + x / depth, 0.5 + down / depth);
  }
}
