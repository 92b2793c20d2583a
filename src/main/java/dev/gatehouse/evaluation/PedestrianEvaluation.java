package dev.gatehouse.evaluation;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.scene.ClothingColour;
import dev.gatehouse.scene.Colour;
import dev.gatehouse.scene.WhiteBalance;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;

/** How well the colours of clothes are told from pictures of single people. */
public final class PedestrianEvaluation {
  /** Of the order in which a camera's pictures tell its light. */
  private static final long SEED = 1;

  private PedestrianEvaluation() {}

  /**
   * @param pictures each of one person
   * @param upper of what is worn above the waist
   * @param lower of what is worn below
   * @param msPerPerson median time from decoded pixels to both names
   */
  public record Result(int pictures, Part upper, Part lower, double msPerPerson) {}

  /**
   * @param labelled pictures with a colour for this part; those without are left out
   * @param accuracy share that got its label's name out of all names of {@link Colour}
   * @param accuracyAmongLabels the same, where only the names that are labels may be given
   * @param balancedAccuracy mean of the recalls
   * @param recall share of each colour's pictures that got its name
   * @param confusion number of pictures by label, then by name given
   * @param meanScore of the names given
   */
  public record Part(
      int labelled,
      double accuracy,
      double accuracyAmongLabels,
      double balancedAccuracy,
      Map<String, Double> recall,
      Map<String, Map<String, Integer>> confusion,
      double meanScore) {}

  /**
   * Names the colours of each picture in the light of its camera, which is estimated first from all
   * of its pictures.
   *
   * @param labels CSV with the columns {@code file}, {@code cam} and, 2 for yes, {@code upblack},
   *     {@code downblue} and so on: the attributes of Market-1501
   * @param progress told how many are done, and of how many
   * @throws EvaluationException if the labels or a picture cannot be read
   */
  public static Result run(Path labels, Path images, BiConsumer<Integer, Integer> progress) {
    LabelFile file = LabelFile.read(labels);
    file.requireColumn(labels, "file");
    file.requireColumn(labels, "cam");
    Map<Colour, String> up = columns(file, "up");
    Map<Colour, String> down = columns(file, "down");
    if (up.isEmpty() || down.isEmpty() || file.rows().isEmpty()) {
      throw new EvaluationException(
          labels + " needs rows with columns for colours: upblack, upwhite, downblue, ...");
    }
    int steps = 2 * file.rows().size();
    int done = 0;
    var lights = new HashMap<String, WhiteBalance>();
    List<Map<String, String>> shuffled = new java.util.ArrayList<>(file.rows());
    Collections.shuffle(shuffled, new Random(SEED));
    for (Map<String, String> row : shuffled) {
      try (Image image = read(images, row)) {
        lights.computeIfAbsent(camera(row), c -> new WhiteBalance()).observe(image);
      }
      progress.accept(++done, steps);
    }
    var uppers = new HashMap<String, ClothingColour>();
    var lowers = new HashMap<String, ClothingColour>();
    lights.forEach((camera, light) -> uppers.put(camera, ClothingColour.upper(light)));
    lights.forEach((camera, light) -> lowers.put(camera, ClothingColour.lower(light)));
    var upper = new ColourTally(up.keySet());
    var lower = new ColourTally(down.keySet());
    double[] millis = new double[file.rows().size()];
    int i = 0;
    for (Map<String, String> row : file.rows()) {
      try (Image image = read(images, row)) {
        Box whole = new Box(0, 0, image.width(), image.height());
        long start = System.nanoTime();
        var above = Optional.ofNullable(uppers.get(camera(row))).map(m -> m.scores(image, whole));
        var below = Optional.ofNullable(lowers.get(camera(row))).map(m -> m.scores(image, whole));
        millis[i++] = (System.nanoTime() - start) / 1e6;
        label(row, up).ifPresent(c -> upper.add(c, above.orElse(Map.of())));
        label(row, down).ifPresent(c -> lower.add(c, below.orElse(Map.of())));
      }
      progress.accept(++done, steps);
    }
    Arrays.sort(millis);
    return new Result(millis.length, part(upper), part(lower), millis[millis.length / 2]);
  }

  private static Part part(ColourTally tally) {
    Confusion confusion = tally.confusion();
    return new Part(
        confusion.total(),
        confusion.accuracy(),
        tally.accuracyAmongTruths(),
        confusion.balancedAccuracy(),
        confusion.recall(),
        confusion.counts(),
        tally.meanScore());
  }

  private static Map<Colour, String> columns(LabelFile file, String part) {
    var columns = new EnumMap<Colour, String>(Colour.class);
    for (String column : file.columns()) {
      if (column.startsWith(part)) {
        ColourTally.colour(column.substring(part.length())).ifPresent(c -> columns.put(c, column));
      }
    }
    return columns;
  }

  private static Optional<Colour> label(Map<String, String> row, Map<Colour, String> columns) {
    return columns.entrySet().stream()
        .filter(e -> "2".equals(row.get(e.getValue())))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String camera(Map<String, String> row) {
    return row.getOrDefault("cam", "");
  }

  private static Image read(Path images, Map<String, String> row) {
    try {
      return ImageCodec.read(images.resolve(row.getOrDefault("file", "")));
    } catch (ImageException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()), e);
    }
  }
}
