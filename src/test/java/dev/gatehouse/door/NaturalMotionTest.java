package dev.gatehouse.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Shapes that are made, so that it is known what they do; real films are in DoorAnalysisTest. */
class NaturalMotionTest {
  private static final double FRAME = 0.04;

  /** A face, 100 pixels between the eyes, as points in space: x, y, and z towards the camera. */
  private static double[][] head() {
    double[][] p = new double[68][];
    for (int i = 0; i <= 16; i++) {
      double angle = Math.PI * i / 16;
      p[i] = new double[] {-100 * Math.cos(angle), 20 + 120 * Math.sin(angle), -60};
    }
    for (int i = 0; i < 5; i++) {
      p[17 + i] = new double[] {-85 + 15 * i, -35 - 6 * Math.sin(i), 0};
      p[22 + i] = new double[] {25 + 15 * i, -35 - 6 * Math.sin(i), 0};
    }
    for (int i = 0; i < 4; i++) {
      p[27 + i] = new double[] {0, 10 * i, 10 + 10 * i};
    }
    for (int i = 0; i < 5; i++) {
      p[31 + i] = new double[] {-20 + 10 * i, 45, 15};
    }
    for (int i = 0; i < 6; i++) {
      double angle = Math.PI + 2 * Math.PI * i / 6;
      p[36 + i] = new double[] {-50 + 18 * Math.cos(angle), 7 * Math.sin(angle), -5};
      p[42 + i] = new double[] {50 + 18 * Math.cos(angle), 7 * Math.sin(angle), -5};
    }
    for (int i = 0; i < 20; i++) {
      double angle = Math.PI + 2 * Math.PI * i / (i < 12 ? 12 : 8);
      double size = i < 12 ? 35 : 25;
      p[48 + i] = new double[] {size * Math.cos(angle), 75 + size / 3 * Math.sin(angle), 5};
    }
    return p;
  }

  private static List<Point> turned(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    List<Point> points = new ArrayList<>();
    for (double[] p : head()) {
      points.add(new Point(300 + c * p[0] + s * p[2], 250 + p[1]));
    }
    return points;
  }

  private static final List<Point> STILL = turned(0);

  private static LivenessCheck.Session see(int frames, IntFunction<List<Point>> shape) {
    return see(frames, FRAME, shape);
  }

  private static LivenessCheck.Session see(
      int frames, double seconds, IntFunction<List<Point>> shape) {
    var session = new NaturalMotion().begin();
    for (int i = 0; i < frames; i++) {
      session.see(new FaceShape(shape.apply(i)), 1000 + i * seconds);
    }
    return session;
  }

  private static List<Point> moved(Similarity s) {
    return STILL.stream().map(s::apply).toList();
  }

  @Test
  void a_still_picture_is_not_live() {
    var session = see(50, i -> STILL);
    assertThat(session.score()).hasValue(0);
    assertThat(session.live()).isFalse();
  }

  @Test
  void a_picture_that_is_shifted_turned_in_its_plane_and_brought_nearer_is_not_live() {
    var session =
        see(
            50,
            i -> {
              double angle = 0.4 * Math.sin(i * 0.3);
              double scale = 1 + 0.5 * Math.sin(i * 0.2);
              return moved(
                  new Similarity(scale * Math.cos(angle), scale * Math.sin(angle), 10 * i, -5 * i));
            });
    assertThat(session.score().orElseThrow()).isLessThan(1e-6);
    assertThat(session.live()).isFalse();
  }

  @Test
  void the_noise_of_the_points_alone_is_not_live() {
    var random = new Random(5);
    var session =
        see(
            50,
            i ->
                STILL.stream()
                    .map(
                        p ->
                            new Point(
                                p.x() + 0.25 * random.nextGaussian(),
                                p.y() + 0.25 * random.nextGaussian()))
                    .toList());
    assertThat(session.live()).isFalse();
  }

  @Test
  void a_head_that_turns_is_live() {
    var session = see(25, i -> turned(10 * Math.sin(i * 0.25)));
    assertThat(session.score().orElseThrow()).isGreaterThan(0.5);
    assertThat(session.live()).isTrue();
  }

  /** The lids of a blink, or the lips of speech, at so much of their opening. */
  private static List<Point> open(double lids, double lips) {
    List<Point> points = new ArrayList<>(STILL);
    for (int i = 36; i < 48; i++) {
      points.set(i, new Point(points.get(i).x(), 250 + (points.get(i).y() - 250) * lids));
    }
    for (int i = 48; i < 68; i++) {
      points.set(i, new Point(points.get(i).x(), 325 + (points.get(i).y() - 325) * lips));
    }
    return points;
  }

  @Test
  void a_face_that_blinks_is_live() {
    var session = see(15, i -> open(i >= 6 && i < 11 ? 0.1 : 1, 1));
    assertThat(session.live()).isTrue();
  }

  @Test
  void a_face_that_speaks_is_live() {
    var session = see(20, i -> open(1, 1 + 0.5 * Math.sin(i)));
    assertThat(session.live()).isTrue();
  }

  @Test
  void what_was_seen_too_little_has_no_score_and_is_not_live() {
    assertThat(see(0, i -> STILL).score()).isEmpty();
    var few = see(4, 1, i -> turned(20 * Math.sin(i)));
    assertThat(few.score()).isEmpty();
    assertThat(few.live()).isFalse();
    var brief = see(20, 0.01, i -> turned(20 * Math.sin(i)));
    assertThat(brief.score()).isEmpty();
    assertThat(brief.live()).isFalse();
  }

  @Test
  void motion_counts_by_the_size_of_the_face() {
    var large = see(25, i -> turned(10 * Math.sin(i * 0.25)));
    var small =
        see(
            25,
            i -> {
              var shrink = new Similarity(0.2, 0, 0, 0);
              return turned(10 * Math.sin(i * 0.25)).stream().map(shrink::apply).toList();
            });
    assertThat(small.live()).isEqualTo(large.live());
  }

  @Test
  void it_says_what_it_cannot_tell() {
    assertThat(new NaturalMotion().description()).contains("does not stop a film on a screen");
  }
}
