package dev.gatehouse.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaceAlignerTest {
  private final FaceAligner aligner = new FaceAligner();
  private final Mat aligned = new Mat(FaceAligner.SIDE, FaceAligner.SIDE, CV_8UC3);

  @AfterEach
  void close() {
    aligner.close();
    aligned.close();
  }

  private static FacePoints points(List<Point> p) {
    return new FacePoints(p.get(0), p.get(1), p.get(2), p.get(3), p.get(4));
  }

  /** Where the bright dot near a place has its centre of mass. */
  private Point dot(Point near) {
    ByteBuffer pixels = aligned.createBuffer();
    double sum = 0;
    double sx = 0;
    double sy = 0;
    for (int y = (int) near.y() - 7; y <= near.y() + 7; y++) {
      for (int x = (int) near.x() - 7; x <= near.x() + 7; x++) {
        int value = pixels.get(3 * (y * FaceAligner.SIDE + x)) & 0xFF;
        sum += value;
        sx += value * x;
        sy += value * y;
      }
    }
    assertThat(sum).as("a dot near " + near).isPositive();
    return new Point(sx / sum, sy / sum);
  }

  @ParameterizedTest(name = "{0} degrees, {1} times as large")
  @CsvSource({"0,1", "0,0.5", "30,2", "-45,5", "90,1.5", "180,9", "12,3.3"})
  void the_five_points_come_to_lie_on_the_template(double degrees, double scale) {
    double c = scale * Math.cos(Math.toRadians(degrees));
    double s = scale * Math.sin(Math.toRadians(degrees));
    // Around the middle of the template, which goes to the middle of a picture of 1600x1600.
    var place = new Similarity(c, s, 800 - 56 * c + 56 * s, 800 - 56 * s - 56 * c);
    FacePoints points = points(FaceAligner.TEMPLATE.stream().map(place::apply).toList());
    try (Image image = Photos.plain(1600, 1600, 0)) {
      for (Point p : points.list()) {
        draw(image, p, Math.max(1.5, 2.5 * scale));
      }
      aligner.align(image, points, aligned);
    }
    for (Point wanted : FaceAligner.TEMPLATE) {
      assertThat(dot(wanted).distance(wanted)).isLessThan(0.75);
    }
  }

  private static void draw(Image image, Point at, double radius) {
    try (Scalar white = Scalar.all(255);
        var centre =
            new org.bytedeco.opencv.opencv_core.Point(
                (int) Math.round(at.x() * 256), (int) Math.round(at.y() * 256))) {
      opencv_imgproc.circle(
          image.mat(),
          centre,
          (int) Math.round(radius * 256),
          white,
          -1,
          opencv_imgproc.LINE_AA,
          8);
    }
  }

  @Test
  void what_lies_outside_the_picture_is_black() {
    var shifted = new Similarity(1, 0, -56, 0);
    FacePoints points = points(FaceAligner.TEMPLATE.stream().map(shifted::apply).toList());
    try (Image image = Photos.plain(112, 112, 200)) {
      aligner.align(image, points, aligned);
    }
    ByteBuffer pixels = aligned.createBuffer();
    assertThat(pixels.get(3 * (60 * 112 + 20)) & 0xFF).isZero();
    assertThat(pixels.get(3 * (60 * 112 + 90)) & 0xFF).isEqualTo(200);
  }

  @Test
  void a_target_of_another_form_is_refused() {
    FacePoints points = points(FaceAligner.TEMPLATE);
    try (Image image = Photos.plain(112, 112, 0);
        Mat grey = new Mat(112, 112, CV_8UC1);
        Mat large = new Mat(224, 224, CV_8UC3)) {
      assertThatThrownBy(() -> aligner.align(image, points, grey))
          .isInstanceOf(FaceException.class);
      assertThatThrownBy(() -> aligner.align(image, points, large))
          .isInstanceOf(FaceException.class)
          .hasMessageContaining("112x112");
    }
  }
}
