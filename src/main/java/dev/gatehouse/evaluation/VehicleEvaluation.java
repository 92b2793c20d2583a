package dev.gatehouse.evaluation;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.scene.Colour;
import dev.gatehouse.scene.VehicleColour;
import dev.gatehouse.scene.WhiteBalance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** How well a vehicle's looks are told from pictures of single vehicles. */
public final class VehicleEvaluation {
  private VehicleEvaluation() {}

  /**
   * @param pictures that were looked at, each of one vehicle that fills it
   * @param accuracy share that got its folder's name out of all names of {@link Colour}. A picture
   *     of which nothing could be told is an error
   * @param accuracyAmongFolders the same, where only the names that have a folder may be given
   * @param accuracySilverIsGrey as {@code accuracy}, with silver and grey as one
   * @param balancedAccuracy mean of the recalls
   * @param recall share of each folder's pictures that got its name
   * @param confusion number of pictures by folder, then by name given; {@code unknown} for none
   * @param score mean score of the names given: with well calibrated scores, about the accuracy
   * @param untold pictures of which nothing could be told
   * @param leftOut folders whose name is no colour of ours
   * @param msPerVehicle median time from decoded pixels to the name
   */
  public record Colours(
      int pictures,
      double accuracy,
      double accuracyAmongFolders,
      double accuracySilverIsGrey,
      double balancedAccuracy,
      Map<String, Double> recall,
      Map<String, Map<String, Integer>> confusion,
      double score,
      int untold,
      List<String> leftOut,
      double msPerVehicle) {}

  /**
   * @param folder with a folder of pictures for each colour, named as {@link Colour} in any case
   *     ("gray" too)
   * @param progress told how many are done, and of how many
   * @throws EvaluationException if there are no pictures, or one cannot be read
   */
  public static Colours colours(Path folder, BiConsumer<Integer, Integer> progress) {
    var files = new TreeMap<Colour, List<Path>>();
    var leftOut = new ArrayList<String>();
    for (Path inside : list(folder)) {
      if (Files.isDirectory(inside)) {
        String name = inside.getFileName().toString();
        colour(name).ifPresentOrElse(c -> files.put(c, pictures(inside)), () -> leftOut.add(name));
      }
    }
    int total = files.values().stream().mapToInt(List::size).sum();
    if (total == 0) {
      throw new EvaluationException(
          folder + " needs a folder of pictures for each colour: red, blue, white, ...");
    }
    var tally = new ColourTally(files.keySet());
    double[] millis = new double[total];
    int done = 0;
    try (var model = new VehicleColour(WhiteBalance.none())) {
      for (Map.Entry<Colour, List<Path>> entry : files.entrySet()) {
        for (Path file : entry.getValue()) {
          try (Image image = ImageCodec.read(file)) {
            Box whole = new Box(0, 0, image.width(), image.height());
            long start = System.nanoTime();
            Map<Colour, Double> scores = model.scores(image, whole);
            millis[done] = (System.nanoTime() - start) / 1e6;
            tally.add(entry.getKey(), scores);
          } catch (ImageException e) {
            throw new EvaluationException(String.valueOf(e.getMessage()), e);
          }
          progress.accept(++done, total);
        }
      }
    }
    Arrays.sort(millis);
    return new Colours(
        total,
        tally.accuracy(),
        tally.accuracyAmongTruths(),
        tally.accuracySilverIsGrey(),
        tally.balancedAccuracy(),
        tally.recall(),
        tally.confusion(),
        tally.meanScore(),
        tally.untold(),
        List.copyOf(leftOut),
        millis[millis.length / 2]);
  }

  /** The colour of a name as data sets spell it. */
  static Optional<Colour> colour(String name) {
    String upper = name.toUpperCase(Locale.ROOT).replace("GRAY", "GREY");
    return Arrays.stream(Colour.values()).filter(c -> c.name().equals(upper)).findAny();
  }

  private static List<Path> pictures(Path folder) {
    return list(folder).stream()
        .filter(f -> f.toString().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|webp|bmp)"))
        .toList();
  }

  private static List<Path> list(Path folder) {
    try (var inside = Files.list(folder)) {
      return inside.sorted().toList();
    } catch (IOException e) {
      throw new EvaluationException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Counts names given against names that are true. */
  static final class ColourTally {
    private static final String UNKNOWN = "unknown";

    private final Set<Colour> truths;
    private final Map<Colour, Map<String, Integer>> counts = new TreeMap<>();
    private int total;
    private int right;
    private int rightAmongTruths;
    private int rightSilverIsGrey;
    private int untold;
    private double scoreSum;

    ColourTally(Set<Colour> truths) {
      this.truths = EnumSet.copyOf(truths);
    }

    /**
     * @param scores of all names; empty where nothing could be told
     */
    void add(Colour truth, Map<Colour, Double> scores) {
      total++;
      Optional<Colour> best = best(scores, EnumSet.allOf(Colour.class));
      String name = best.map(VehicleEvaluation.ColourTally::name).orElse(UNKNOWN);
      counts.computeIfAbsent(truth, t -> new TreeMap<>()).merge(name, 1, Integer::sum);
      untold += best.isEmpty() ? 1 : 0;
      scoreSum += best.map(scores::get).orElse(0.0);
      right += best.filter(truth::equals).isPresent() ? 1 : 0;
      rightSilverIsGrey += best.filter(c -> asGrey(c) == asGrey(truth)).isPresent() ? 1 : 0;
      rightAmongTruths += best(scores, truths).filter(truth::equals).isPresent() ? 1 : 0;
    }

    private static Optional<Colour> best(Map<Colour, Double> scores, Set<Colour> allowed) {
      return scores.entrySet().stream()
          .filter(e -> allowed.contains(e.getKey()))
          .max(Comparator.comparingDouble(Map.Entry::getValue))
          .map(Map.Entry::getKey);
    }

    private static Colour asGrey(Colour colour) {
      return colour == Colour.SILVER ? Colour.GREY : colour;
    }

    private static String name(Colour colour) {
      return colour.name().toLowerCase(Locale.ROOT);
    }

    double accuracy() {
      return right / (double) total;
    }

    double accuracyAmongTruths() {
      return rightAmongTruths / (double) total;
    }

    double accuracySilverIsGrey() {
      return rightSilverIsGrey / (double) total;
    }

    double balancedAccuracy() {
      return recall().values().stream().mapToDouble(r -> r).average().orElse(0);
    }

    double meanScore() {
      return scoreSum / total;
    }

    int untold() {
      return untold;
    }

    Map<String, Double> recall() {
      var recall = new TreeMap<String, Double>();
      counts.forEach(
          (truth, given) ->
              recall.put(
                  name(truth),
                  given.getOrDefault(name(truth), 0)
                      / (double) given.values().stream().mapToInt(n -> n).sum()));
      return recall;
    }

    Map<String, Map<String, Integer>> confusion() {
      var confusion = new TreeMap<String, Map<String, Integer>>();
      counts.forEach((truth, given) -> confusion.put(name(truth), given));
      return confusion;
    }
  }
}
