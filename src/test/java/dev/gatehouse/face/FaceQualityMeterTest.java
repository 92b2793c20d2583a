package dev.gatehouse.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pose from five points; blur and light are measured on photos in {@link FaceAnalyzerTest}. */
class FaceQualityMeterTest {
  private static final List<Point> T = FaceAligner.TEMPLATE;

  private static FacePoints nose(double dx, double dy) {
    return new FacePoints(
        T.get(0), T.get(1), new Point(T.get(2).x() + dx, T.get(2).y() + dy), T.get(3), T.get(4));
  }

  @Test
  void a_face_that_looks_into_the_camera_has_no_turn() {
    assertThat(nose(0, 0).yaw()).isCloseTo(0, within(0.02));
    assertThat(nose(0, 0).pitch()).isCloseTo(0, within(0.05));
  }

  @Test
  void the_nose_tells_left_from_right_and_up_from_down() {
    assertThat(nose(10, 0).yaw()).isGreaterThan(0.4);
    assertThat(nose(-10, 0).yaw()).isLessThan(-0.4);
    assertThat(nose(0, 10).pitch()).isGreaterThan(0.3);
    assertThat(nose(0, -10).pitch()).isLessThan(-0.3);
  }

  @Test
  void a_head_that_leans_to_its_shoulder_is_not_turned() {
    double c = Math.cos(0.7);
    double s = Math.sin(0.7);
    List<Point> p =
        T.stream().map(q -> new Point(c * q.x() - s * q.y(), s * q.x() + c * q.y())).toList();
    var leaning = new FacePoints(p.get(0), p.get(1), p.get(2), p.get(3), p.get(4));
    assertThat(leaning.yaw()).isCloseTo(nose(0, 0).yaw(), within(1e-9));
  }

  @Test
  void points_that_coincide_do_no_harm() {
    Point p = new Point(5, 5);
    var one = new FacePoints(p, p, p, p, p);
    assertThat(one.yaw()).isBetween(-1.0, 1.0);
    assertThat(one.pitch()).isBetween(-1.0, 1.0);
  }
}
