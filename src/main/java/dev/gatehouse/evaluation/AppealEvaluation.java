package dev.gatehouse.evaluation;

import dev.gatehouse.face.Appeal;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceDetector;
import dev.gatehouse.face.FaceMesher;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.inference.OnnxModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/** How the appeal that is computed from a face's geometry goes together with people's ratings. */
public final class AppealEvaluation {
  private AppealEvaluation() {}

  /**
   * @param photos that were looked at
   * @param turned among them: no face was found, or one that is turned too far for a score
   * @param correlation Spearman's, of the whole score with the ratings: -1 to 1
   * @param symmetryCorrelation of its first part
   * @param proportionsCorrelation of its second part
   * @param shown number of photos by the number that is shown
   */
  public record Result(
      int photos,
      int turned,
      double correlation,
      double symmetryCorrelation,
      double proportionsCorrelation,
      Map<Integer, Integer> shown) {}

  private record Rated(double rating, Appeal appeal) {}

  /**
   * @param labels CSV with the columns {@code file} and {@code score}; files beside it
   * @param progress told how many are done, and of how many
   * @throws EvaluationException if the labels or a picture cannot be read
   */
  public static Result run(
      OnnxModel faceDetector,
      OnnxModel faceMesh,
      Path labels,
      BiConsumer<Integer, Integer> progress) {
    LabelFile file = LabelFile.read(labels);
    file.requireColumn(labels, "file");
    file.requireColumn(labels, "score");
    List<Rated> rated = new ArrayList<>();
    try (var detector = new FaceDetector(faceDetector);
        var mesher = new FaceMesher(faceMesh)) {
      for (int i = 0; i < file.rows().size(); i++) {
        Map<String, String> row = file.rows().get(i);
        try (Image image = ImageCodec.read(labels.resolveSibling(row.getOrDefault("file", "")))) {
          Optional<Face> face = LabelledFaces.central(detector.detectThoroughly(image), image);
          Optional<Appeal> appeal =
              face.flatMap(f -> mesher.find(image, f.box())).flatMap(Appeal::of);
          double rating = Double.parseDouble(row.getOrDefault("score", ""));
          appeal.ifPresent(a -> rated.add(new Rated(rating, a)));
        } catch (ImageException | NumberFormatException e) {
          throw new EvaluationException(
              labels + ", line " + (i + 2) + ": " + String.valueOf(e.getMessage()), e);
        }
        progress.accept(i + 1, file.rows().size());
      }
    }
    if (rated.isEmpty()) {
      throw new EvaluationException(
          "No face that looks ahead was found in the photos of " + labels);
    }
    var shown = new TreeMap<Integer, Integer>();
    rated.forEach(r -> shown.merge(r.appeal.shown(), 1, Integer::sum));
    return new Result(
        file.rows().size(),
        file.rows().size() - rated.size(),
        correlation(rated, Appeal::score),
        correlation(rated, Appeal::symmetry),
        correlation(rated, Appeal::proportions),
        shown);
  }

  private static double correlation(List<Rated> rated, ToDoubleFunction<Appeal> value) {
    return spearman(
        rated.stream().mapToDouble(Rated::rating).toArray(),
        rated.stream().mapToDouble(r -> value.applyAsDouble(r.appeal)).toArray());
  }

  /** Pearson's correlation of the ranks; equal values share the mean of theirs. */
  static double spearman(double[] a, double[] b) {
    double[] ra = ranks(a);
    double[] rb = ranks(b);
    double mean = (a.length + 1) / 2.0;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (ra[i] - mean) * (rb[i] - mean);
      aa += (ra[i] - mean) * (ra[i] - mean);
      bb += (rb[i] - mean) * (rb[i] - mean);
    }
    return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
  }

  private static double[] ranks(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (x, y) -> Double.compare(values[x], values[y]));
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
