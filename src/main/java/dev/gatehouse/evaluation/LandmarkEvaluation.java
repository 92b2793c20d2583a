package dev.gatehouse.evaluation;

import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceDetector;
import dev.gatehouse.face.FaceLandmarker;
import dev.gatehouse.face.FaceMesh;
import dev.gatehouse.face.FaceMesher;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * How far the points of faces are from those that people set, on photos with the 68 points of 300-W
 * (Sagonas et al., 2013) in a {@code .pts} file beside each. The mesh has no such points: of each
 * the nearest of its own is taken, or the middle of two, so part of its error is that the two mean
 * different places; most so along the contour.
 */
public final class LandmarkEvaluation {
  /** The mesh's points for each of the 68: MediaPipe's canonical face beside 300-W's mark-up. */
  private static final int[][] MESH = {
    {127},
    {234},
    {93},
    {132, 58},
    {58, 172},
    {136},
    {150},
    {176},
    {152},
    {400},
    {379},
    {365},
    {397, 288},
    {361},
    {323},
    {454},
    {356},
    {70},
    {63},
    {105},
    {66},
    {107},
    {336},
    {296},
    {334},
    {293},
    {300},
    {168, 6},
    {197, 195},
    {5},
    {4},
    {75},
    {97},
    {2},
    {326},
    {305},
    {33},
    {160},
    {158},
    {133},
    {153},
    {144},
    {362},
    {385},
    {387},
    {263},
    {373},
    {380},
    {61},
    {39},
    {37},
    {0},
    {267},
    {269},
    {291},
    {321},
    {314},
    {17},
    {84},
    {91},
    {78},
    {82},
    {13},
    {312},
    {308},
    {317},
    {14},
    {87}
  };

  /** Of a point's coordinates; one may lie outside its picture. */
  private static final double FARTHEST = 1e6;

  private static final int CONTOUR = 17;
  private static final int LEFT_CORNER = 36;
  private static final int RIGHT_CORNER = 45;

  private LandmarkEvaluation() {}

  /**
   * @param faces with points
   * @param notFound among them: the detector, or the mesh, did not find them; they count in no mean
   * @param shape of the network of 68 points
   * @param mesh of the 468 points
   */
  public record Result(int faces, int notFound, Errors shape, Errors mesh) {}

  /**
   * Mean distances in distances of the outer corners of the eyes, and the median time.
   *
   * @param all of all 68 points
   * @param inner without the contour
   * @param msPerFace on one thread, from the detector's box
   */
  public record Errors(double all, double inner, double msPerFace) {}

  /**
   * @param images folder of photos, each with its points
   * @param progress told how many are done, and of how many
   * @throws EvaluationException if there is none, or one cannot be read; the message says which
   */
  public static Result run(
      OnnxModel faceDetector,
      OnnxModel faceLandmarks,
      OnnxModel faceMesh,
      Path images,
      BiConsumer<Integer, Integer> progress) {
    List<Path> files = pointFiles(images);
    int notFound = 0;
    var shapes = new Sum();
    var meshes = new Sum();
    try (var detector = new FaceDetector(faceDetector);
        var landmarker = new FaceLandmarker(faceLandmarks);
        var mesher = new FaceMesher(faceMesh)) {
      for (int i = 0; i < files.size(); i++) {
        FaceShape truth = points(files.get(i));
        try (Image image = ImageCodec.read(picture(files.get(i)))) {
          Box around = truth.box();
          Optional<Box> face =
              detector.detectThoroughly(image).stream()
                  .max(Comparator.comparingDouble(f -> f.box().iou(around)))
                  .map(Face::box)
                  .filter(b -> b.iou(around) > 0.3);
          long start = System.nanoTime();
          Optional<FaceShape> shape = face.map(b -> landmarker.find(image, b));
          long between = System.nanoTime();
          Optional<FaceMesh> mesh = face.flatMap(b -> mesher.find(image, b));
          long end = System.nanoTime();
          if (shape.isPresent() && mesh.isPresent()) {
            shapes.add(truth, shape.get().points(), (between - start) / 1e6);
            meshes.add(truth, corresponding(mesh.get()), (end - between) / 1e6);
          } else {
            notFound++;
          }
        } catch (ImageException e) {
          throw new EvaluationException(String.valueOf(e.getMessage()), e);
        }
        progress.accept(i + 1, files.size());
      }
    }
    return new Result(files.size(), notFound, shapes.errors(), meshes.errors());
  }

  /** The mesh's points at the places of 300-W's 68. */
  static List<Point> corresponding(FaceMesh mesh) {
    List<Point> points = new ArrayList<>(MESH.length);
    for (int[] indices : MESH) {
      double x = 0;
      double y = 0;
      for (int index : indices) {
        x += mesh.x(index) / indices.length;
        y += mesh.y(index) / indices.length;
      }
      points.add(new Point(x, y));
    }
    return points;
  }

  private static final class Sum {
    private double all;
    private double inner;
    private final List<Double> millis = new ArrayList<>();

    void add(FaceShape truth, List<Point> found, double ms) {
      double eyes = truth.points().get(LEFT_CORNER).distance(truth.points().get(RIGHT_CORNER));
      int n = found.size();
      for (int i = 0; i < n; i++) {
        double error = truth.points().get(i).distance(found.get(i)) / eyes;
        all += error / n;
        inner += i < CONTOUR ? 0 : error / (n - CONTOUR);
      }
      millis.add(ms);
    }

    Errors errors() {
      int n = Math.max(1, millis.size());
      double median = millis.stream().sorted().skip(millis.size() / 2).findFirst().orElse(0.0);
      return new Errors(all / n, inner / n, median);
    }
  }

  private static List<Path> pointFiles(Path folder) {
    try (var files = Files.walk(folder)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".pts")).sorted().toList();
      if (found.isEmpty()) {
        throw new EvaluationException(folder + " has no files of points (.pts) in it");
      }
      return found;
    } catch (IOException e) {
      throw new EvaluationException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Path picture(Path points) {
    String name = points.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.'));
    for (String ending : List.of(".jpg", ".jpeg", ".png")) {
      Path picture = points.resolveSibling(stem + ending);
      if (Files.exists(picture)) {
        return picture;
      }
    }
    throw new EvaluationException(points + " has no picture " + stem + ".jpg or .png beside it");
  }

  /** The lines of two numbers; 300-W's own files have a head and braces about them. */
  static FaceShape points(Path file) {
    List<Point> points = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] numbers = line.strip().split("\\s+");
        if (numbers.length == 2 && numbers[0].matches("-?\\d+(\\.\\d+)?(e[+-]?\\d+)?")) {
          points.add(new Point(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])));
        }
      }
    } catch (IOException | NumberFormatException e) {
      throw new EvaluationException(file + " cannot be read: " + e.getMessage(), e);
    }
    for (Point p : points) {
      if (!(Math.abs(p.x()) <= FARTHEST && Math.abs(p.y()) <= FARTHEST)) {
        throw new EvaluationException(
            file + " has a point that no picture has: " + p.x() + " " + p.y());
      }
    }
    if (points.size() != 68) {
      throw new EvaluationException(file + " has " + points.size() + " points; 68 are expected");
    }
    return new FaceShape(points);
  }
}
