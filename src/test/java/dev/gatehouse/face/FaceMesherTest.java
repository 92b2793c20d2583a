package dev.gatehouse.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.gatehouse.face.FaceMesh.Line;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.image.Similarity;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.nio.DoubleBuffer;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("NullAway.Init") // set before all
class FaceMesherTest {
  private static FaceModels models;
  private static FaceAnalyzer analyzer;
  private static OnnxModel model;
  private static FaceMesher mesher;

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 1);
    analyzer = new FaceAnalyzer(models);
    model = OnnxModel.load(ModelManifest.bundled(), "face-mesh", 1);
    mesher = new FaceMesher(model);
  }

  @AfterAll
  static void close() {
    mesher.close();
    model.close();
    analyzer.close();
    models.close();
  }

  static List<String> photos() {
    return Photos.names();
  }

  private static FaceMesh mesh(Image image) {
    return mesher.find(image, analyzer.detect(image, 60).getFirst().box()).orElseThrow();
  }

  /** Mean distance of the points of two meshes, the first moved, in distances of the eyes. */
  private static double distance(FaceMesh from, Similarity moved, FaceMesh to) {
    double sum = 0;
    for (int i = 0; i < FaceMesh.POINTS; i++) {
      sum += moved.apply(from.point(i)).distance(to.point(i));
    }
    return sum / FaceMesh.POINTS / to.leftEye().distance(to.rightEye());
  }

  private static Image moved(Image photo, int width, int height, Similarity by) {
    Image result = Image.allocate(width, height);
    try (Mat transform = new Mat(2, 3, CV_64FC1);
        Size size = new Size(width, height);
        Scalar grey = Scalar.all(120)) {
      DoubleBuffer values = transform.createBuffer();
      values.put(0, by.a()).put(1, -by.b()).put(2, by.tx());
      values.put(3, by.b()).put(4, by.a()).put(5, by.ty());
      warpAffine(photo.mat(), result.mat(), transform, size, INTER_LINEAR, BORDER_CONSTANT, grey);
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("photos")
  void its_eyes_nose_and_mouth_are_where_the_other_network_finds_them(String name) {
    try (Image photo = Photos.read(name)) {
      Face face = analyzer.detect(photo, 60).getFirst();
      FacePoints expected = analyzer.shape(photo, face).fivePoints();
      // Tara turns away or hides, and this is Laura's profile; there the two networks differ.
      if (!name.startsWith("tara") && !name.equals("laura-5")) {
        FaceMesh mesh = mesher.find(photo, face.box()).orElseThrow();
        List<Point> found = mesh.fivePoints().list();
        for (int i = 0; i < 5; i++) {
          assertThat(found.get(i).distance(expected.list().get(i)) / expected.eyeDistance())
              .as("point " + i)
              .isLessThan(0.25);
        }
        assertThat(mesh.score()).isGreaterThan(0.9f);
        assertThat(mesh.box().iou(face.box())).isGreaterThan(0.4);
      }
    }
  }

  @Test
  void its_lines_lie_as_a_face_s_do() {
    try (Image photo = Photos.read("emily-1")) {
      FaceMesh mesh = mesh(photo);
      Box contour = around(mesh.line(Line.CONTOUR));
      for (Line line : Line.values()) {
        for (Point p : mesh.line(line)) {
          assertThat(p.x()).as(line + " x").isBetween(contour.x0() - 1, contour.x1() + 1);
          assertThat(p.y()).as(line + " y").isBetween(contour.y0() - 1, contour.y1() + 1);
        }
      }
      assertThat(centre(mesh, Line.LEFT_EYE).x()).isLessThan(centre(mesh, Line.RIGHT_EYE).x());
      assertThat(centre(mesh, Line.LEFT_BROW).y()).isLessThan(centre(mesh, Line.LEFT_EYE).y());
      assertThat(centre(mesh, Line.RIGHT_BROW).y()).isLessThan(centre(mesh, Line.RIGHT_EYE).y());
      assertThat(centre(mesh, Line.LEFT_EYE).y()).isLessThan(centre(mesh, Line.NOSE_WINGS).y());
      assertThat(centre(mesh, Line.NOSE_WINGS).y()).isLessThan(centre(mesh, Line.OUTER_LIPS).y());
      assertThat(around(mesh.line(Line.OUTER_LIPS)).area())
          .isGreaterThan(around(mesh.line(Line.INNER_LIPS)).area());
      // The nose is nearer to the camera than the cheeks are.
      assertThat(mesh.z(1)).isLessThan(Math.min(mesh.z(234), mesh.z(454)));
    }
  }

  private static Box around(List<Point> points) {
    return new Box(
        points.stream().mapToDouble(Point::x).min().orElseThrow(),
        points.stream().mapToDouble(Point::y).min().orElseThrow(),
        points.stream().mapToDouble(Point::x).max().orElseThrow(),
        points.stream().mapToDouble(Point::y).max().orElseThrow());
  }

  private static Point centre(FaceMesh mesh, Line line) {
    return around(mesh.line(line)).centre();
  }

  @ParameterizedTest
  @CsvSource({
    // degrees, scale, shift
    "0, 1, 37, 11",
    "0, 0.5, 0, 0",
    "0, 2.5, -200, -300",
    "12, 1, 60, 0",
    "-20, 1.3, -20, 90",
    "25, 0.7, 120, 40"
  })
  void it_follows_what_is_done_to_the_picture(double degrees, double scale, double dx, double dy) {
    try (Image photo = Photos.read("emily-1")) {
      double angle = Math.toRadians(degrees);
      Similarity by = new Similarity(scale * Math.cos(angle), scale * Math.sin(angle), dx, dy);
      FaceMesh mesh = mesh(photo);
      try (Image moved = moved(photo, 900, 900, by)) {
        FaceMesh other = mesh(moved);
        assertThat(distance(mesh, by, other)).isLessThan(0.06);
        assertThat(other.roll() - mesh.roll()).isCloseTo(angle, within(0.05));
        assertThat(other.z(1) / mesh.z(1)).isCloseTo((float) scale, within(0.25f * (float) scale));
      }
    }
  }

  @Test
  void in_a_mirror_the_halves_change_places() {
    try (Image photo = Photos.read("laura-1");
        Image mirrored = Photos.mirrored(photo)) {
      FaceMesh mesh = mesh(photo);
      FaceMesh other = mesh(mirrored);
      double eyes = mesh.leftEye().distance(mesh.rightEye());
      for (int[] pair : FrontalFace.PAIRS) {
        Point back = new Point(photo.width() - other.x(pair[1]), other.y(pair[1]));
        assertThat(back.distance(mesh.point(pair[0])) / eyes).isLessThan(0.15);
      }
      assertThat(other.yaw()).isCloseTo(-mesh.yaw(), within(0.15));
    }
  }

  @Test
  void a_face_that_moves_is_followed_without_a_detector() {
    try (Image photo = Photos.read("emily-1")) {
      FaceMesh mesh = mesh(photo);
      double size = mesh.box().width();
      FaceMesh followed = mesh;
      Similarity last = new Similarity(1, 0, 0, 0);
      for (int frame = 1; frame <= 12; frame++) {
        double angle = 0.02 * frame;
        last =
            new Similarity(
                Math.cos(angle), Math.sin(angle), 0.08 * size * frame, 0.03 * size * frame);
        try (Image moved = moved(photo, 700, 700, last)) {
          followed = mesher.follow(moved, followed).orElseThrow();
        }
      }
      assertThat(distance(mesh, last, followed)).isLessThan(0.07);
    }
  }

  @Test
  void following_a_face_that_stays_stays() {
    try (Image photo = Photos.read("jessica-1")) {
      FaceMesh first = mesh(photo);
      FaceMesh followed = first;
      for (int i = 0; i < 20; i++) {
        followed = mesher.follow(photo, followed).orElseThrow();
      }
      assertThat(distance(first, new Similarity(1, 0, 0, 0), followed)).isLessThan(0.05);
    }
  }

  @Test
  void a_face_that_is_gone_is_no_longer_followed() {
    try (Image photo = Photos.read("emily-1");
        Image empty = Photos.plain(photo.width(), photo.height(), 128)) {
      FaceMesh mesh = mesh(photo);
      assertThat(mesher.follow(empty, mesh)).isEmpty();
      assertThat(mesher.find(empty, mesh.box())).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-900, -900, -800, -800",
    "5000, 10, 5100, 110",
    "10, 10, 10, 10",
    "10, 10, 12, 12",
    "-100000, -100000, 100000, 100000"
  })
  void a_box_that_holds_no_face_has_no_mesh(double x0, double y0, double x1, double y1) {
    try (Image photo = Photos.read("emily-1")) {
      assertThat(mesher.find(photo, new Box(x0, y0, x1, y1))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 600", "3, 2"})
  void a_picture_of_a_few_pixels_does_no_harm(int width, int height) {
    try (Image tiny = Photos.plain(width, height, 200)) {
      assertThat(mesher.find(tiny, new Box(0, 0, 40, 40))).isEmpty();
    }
  }

  @Test
  void the_same_picture_gives_the_same_points_also_from_another_mesher() {
    try (Image photo = Photos.read("laura-3");
        var other = new FaceMesher(model)) {
      Box box = analyzer.detect(photo, 60).getFirst().box();
      FaceMesh first = mesher.find(photo, box).orElseThrow();
      FaceMesh second = other.find(photo, box).orElseThrow();
      for (int i = 0; i < FaceMesh.POINTS; i++) {
        assertThat(second.point(i)).isEqualTo(first.point(i));
        assertThat(second.z(i)).isEqualTo(first.z(i));
      }
    }
  }

  @Test
  void another_network_is_refused_by_name() {
    assertThatThrownBy(
            () -> {
              try (var detector = OnnxModel.load(ModelManifest.bundled(), "age-sex-xception", 1)) {
                new FaceMesher(detector).close();
              }
            })
        .hasMessageContaining("age-sex-xception");
  }

  @Test
  void many_meshers_leave_no_native_memory_behind() {
    try (Image photo = Photos.read("laura-3")) {
      Box box = analyzer.detect(photo, 60).getFirst().box();
      for (int i = 0; i < 3; i++) {
        findAndClose(photo, box);
      }
      long before = Pointer.totalBytes();
      for (int i = 0; i < 10; i++) {
        findAndClose(photo, box);
      }
      assertThat(Pointer.totalBytes() - before).isLessThan(4096);
    }
  }

  private static void findAndClose(Image photo, Box box) {
    try (var once = new FaceMesher(model)) {
      assertThat(once.find(photo, box)).isPresent();
    }
  }
}
