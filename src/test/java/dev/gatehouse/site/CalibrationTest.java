package dev.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Four clicked points say where everything else on the ground is. */
class CalibrationTest {
  private static final List<Point> TRAPEZIUM =
      List.of(new Point(0.3, 0.4), new Point(0.7, 0.4), new Point(0.9, 0.9), new Point(0.1, 0.9));
  private static final List<Point> SQUARE =
      List.of(new Point(0, 0), new Point(8, 0), new Point(8, 8), new Point(0, 8));

  @Property(tries = 500)
  void four_points_recover_all_others_of_any_camera(@ForAll long seed) {
    var random = new Random(seed);
    PinholeCamera camera = PinholeCamera.random(random);
    Optional<List<Point>> four = camera.quadrilateral(random);
    Assume.that(four.isPresent());
    Calibration calibration = camera.calibration(four.get(), 0, random);
    for (int i = 0; i < 20; i++) {
      Point seen = new Point(random.nextDouble(), random.nextDouble());
      Optional<Point> truth = camera.ground(seen);
      if (truth.isPresent() && truth.get().distance(camera.foot()) < 100) {
        Point found = calibration.ground(seen).orElseThrow();
        assertThat(found.distance(truth.get())).isLessThan(1e-5);
      }
    }
    // And where the camera stands.
    CameraPose pose = calibration.pose(camera.aspect()).orElseThrow();
    assertThat(pose.foot().distance(camera.foot())).isLessThan(1e-3);
    assertThat(pose.height()).isCloseTo(camera.height(), within(1e-3));
    assertThat(Math.cos(Math.toRadians(pose.direction() - camera.pan())))
        .isCloseTo(1, within(1e-9));
    assertThat(pose.fieldOfView())
        .isCloseTo(
            2 * Math.toDegrees(Math.atan(camera.aspect() / 2 / camera.focal())), within(1e-3));
  }

  @Property(tries = 200)
  void beyond_the_horizon_is_nowhere(@ForAll long seed) {
    var random = new Random(seed);
    PinholeCamera camera = PinholeCamera.random(random);
    Optional<List<Point>> four = camera.quadrilateral(random);
    Assume.that(four.isPresent());
    double horizon = 0.5 - camera.focal() * Math.tan(Math.toRadians(camera.tilt()));
    Calibration calibration = camera.calibration(four.get(), 0, random);
    assertThat(calibration.ground(new Point(random.nextDouble(), horizon - 0.01))).isEmpty();
    assertThat(calibration.ground(new Point(random.nextDouble(), horizon + 0.01))).isPresent();
  }

  /** What the page shows as the error is the error that there is, over many clickings. */
  @Property(tries = 60)
  void the_error_told_is_the_error_made(@ForAll long seed) {
    var random = new Random(seed);
    PinholeCamera camera = PinholeCamera.random(random);
    Optional<List<Point>> four = camera.quadrilateral(random);
    Assume.that(four.isPresent());
    Point seen = new Point(0.5, 0.6);
    Point truth = camera.ground(seen).orElseThrow();
    int width = (int) Math.round(camera.aspect() * 1080);
    double told = camera.calibration(four.get(), 0, random).error(seen, width, 1080);
    List<Double> squares = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Calibration clicked = camera.calibration(four.get(), 1, random);
      double off = clicked.ground(seen).orElseThrow().distance(truth);
      squares.add(off * off);
    }
    double made = Math.sqrt(squares.stream().mapToDouble(d -> d).average().orElseThrow());
    assertThat(made / told).isBetween(0.8, 1.25);
  }

  @Property(tries = 200)
  void two_cameras_that_see_the_same_ground_agree(@ForAll long seed) {
    var random = new Random(seed);
    PinholeCamera one = PinholeCamera.random(random);
    Point shared = one.ground(new Point(0.5, 0.6)).orElse(one.foot());
    double away = random.nextDouble(360);
    double far = random.nextDouble(4, 20);
    double height = random.nextDouble(2, 10);
    var other =
        new PinholeCamera(
            new Point(
                shared.x() - far * Math.sin(Math.toRadians(away)),
                shared.y() + far * Math.cos(Math.toRadians(away))),
            height,
            away,
            Math.toDegrees(Math.atan2(height, far)),
            random.nextDouble(0.6, 2.5),
            16.0 / 9);
    Optional<List<Point>> first = one.quadrilateral(random);
    Optional<List<Point>> second = other.quadrilateral(random);
    Assume.that(first.isPresent() && second.isPresent());
    Calibration a = one.calibration(first.get(), 0, random);
    Calibration b = other.calibration(second.get(), 0, random);
    for (int i = 0; i < 10; i++) {
      Point person =
          new Point(shared.x() + random.nextDouble(-2, 2), shared.y() + random.nextDouble(-2, 2));
      Optional<Point> inOne = one.see(person);
      Optional<Point> inOther = other.see(person);
      if (inOne.isPresent() && inOther.isPresent()) {
        assertThat(
                a.ground(inOne.get()).orElseThrow().distance(b.ground(inOther.get()).orElseThrow()))
            .isLessThan(1e-5);
      }
    }
  }

  @Test
  void points_that_calibrate_nothing_are_refused_in_words() {
    List<Point> line =
        List.of(new Point(0, 0), new Point(1, 0.001), new Point(2, 0), new Point(3, 0));
    List<Point> crossed = List.of(SQUARE.get(0), SQUARE.get(2), SQUARE.get(1), SQUARE.get(3));
    assertThatThrownBy(() -> new Calibration(TRAPEZIUM, line))
        .hasMessageContaining("on the plan lie in a line");
    assertThatThrownBy(() -> new Calibration(TRAPEZIUM, crossed))
        .hasMessageContaining("on the plan lie in a line, or nearly, or not in order");
    assertThatThrownBy(() -> new Calibration(TRAPEZIUM, SQUARE.reversed()))
        .hasMessageContaining("the other way");
    List<Point> turned =
        List.of(new Point(8, 8), new Point(0, 8), new Point(0, 0), new Point(8, 0));
    assertThat(new Calibration(TRAPEZIUM, turned)).as("only the plan is turned").isNotNull();
    // The far edge is as wide in the picture as the near one is long: far and near are swapped.
    List<Point> flipped =
        List.of(
            new Point(0.1, 0.1), new Point(0.9, 0.1), new Point(0.55, 0.5), new Point(0.45, 0.5));
    assertThatThrownBy(() -> new Calibration(flipped, SQUARE))
        .hasMessageContaining("Far and near are swapped");
    assertThatThrownBy(() -> new Calibration(TRAPEZIUM.subList(0, 3), SQUARE))
        .hasMessageContaining("there are 3 and 4");
    assertThatThrownBy(
            () ->
                new Calibration(
                    List.of(
                        new Point(-0.1, 0.4), TRAPEZIUM.get(1), TRAPEZIUM.get(2), TRAPEZIUM.get(3)),
                    SQUARE))
        .hasMessageContaining("outside the picture");
    assertThatThrownBy(
            () ->
                new Calibration(
                    List.of(
                        new Point(Double.NaN, 0.4),
                        TRAPEZIUM.get(1),
                        TRAPEZIUM.get(2),
                        TRAPEZIUM.get(3)),
                    SQUARE))
        .hasMessageContaining("outside the picture");
  }

  @Test
  void a_camera_that_looks_straight_down_has_no_pose() {
    var calibration =
        new Calibration(
            List.of(
                new Point(0.1, 0.1), new Point(0.9, 0.1), new Point(0.9, 0.9), new Point(0.1, 0.9)),
            SQUARE);
    assertThat(calibration.pose(1)).isEmpty();
  }
}
