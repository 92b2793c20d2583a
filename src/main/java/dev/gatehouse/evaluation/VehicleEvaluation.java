package dev.gatehouse.evaluation;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.scene.Colour;
import dev.gatehouse.scene.Detection;
import dev.gatehouse.scene.Detector;
import dev.gatehouse.scene.Guess;
import dev.gatehouse.scene.VehicleColour;
import dev.gatehouse.scene.VehicleType;
import dev.gatehouse.scene.WhiteBalance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
   * @param meanScore of the names given: about the accuracy, where scores tell the truth
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
      double meanScore,
      int untold,
      List<String> leftOut,
      double msPerVehicle) {}

  /**
   * @param pictures each of one vehicle
   * @param accuracy share that got the right type; a vehicle that was not found is an error
   * @param recall share of each type that got its name
   * @param precision share of each name given that is right
   * @param confusion number of pictures by type, then by name given; {@code unknown} where no
   *     vehicle was found
   * @param msPerVehicle median time from decoded pixels to the type, the detector's included
   */
  public record Types(
      int pictures,
      double accuracy,
      double balancedAccuracy,
      Map<String, Double> recall,
      Map<String, Double> precision,
      Map<String, Map<String, Integer>> confusion,
      double msPerVehicle) {}

  /**
   * Names the colour of each picture as it is: a picture that a vehicle fills does not tell the
   * light of its scene.
   *
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
        ColourTally.colour(name)
            .ifPresentOrElse(c -> files.put(c, pictures(inside)), () -> leftOut.add(name));
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
          try (Image image = read(file)) {
            Box whole = new Box(0, 0, image.width(), image.height());
            long start = System.nanoTime();
            Map<Colour, Double> scores = model.scores(image, whole);
            millis[done] = (System.nanoTime() - start) / 1e6;
            tally.add(entry.getKey(), scores);
          }
          progress.accept(++done, total);
        }
      }
    }
    Confusion confusion = tally.confusion();
    return new Colours(
        total,
        confusion.accuracy(),
        tally.accuracyAmongTruths(),
        tally.accuracySilverIsGrey(),
        confusion.balancedAccuracy(),
        confusion.recall(),
        confusion.counts(),
        tally.meanScore(),
        confusion.untold(),
        List.copyOf(leftOut),
        median(millis));
  }

  /**
   * Names the type of each picture's vehicle: that of the detection with the largest product of
   * score and area.
   *
   * @param labels CSV with the columns {@code file} (relative to {@code images}) and {@code
   *     make_model_year}, whose last word before the year names the body as in Stanford Cars: "Van"
   *     is a van, "Cab" (a pickup) a truck, anything else a car
   * @param progress told how many are done, and of how many
   * @throws EvaluationException if the labels or a picture cannot be read
   */
  public static Types types(
      Path labels, Path images, Detector detector, BiConsumer<Integer, Integer> progress) {
    LabelFile file = LabelFile.read(labels);
    file.requireColumn(labels, "file");
    file.requireColumn(labels, "make_model_year");
    if (file.rows().isEmpty()) {
      throw new EvaluationException(labels + " has no pictures in it");
    }
    var confusion = new Confusion();
    double[] millis = new double[file.rows().size()];
    int done = 0;
    for (Map<String, String> row : file.rows()) {
      try (Image image = read(images.resolve(row.getOrDefault("file", "")))) {
        long start = System.nanoTime();
        Optional<VehicleType> type =
            detector.detect(image).stream()
                .filter(d -> d.type().isVehicle())
                .max(Comparator.comparingDouble(d -> d.score() * d.box().area()))
                .flatMap(VehicleEvaluation::type);
        millis[done] = (System.nanoTime() - start) / 1e6;
        confusion.add(
            Confusion.name(bodyType(row.getOrDefault("make_model_year", ""))),
            type.map(Confusion::name).orElse(Confusion.UNKNOWN));
      }
      progress.accept(++done, millis.length);
    }
    return new Types(
        millis.length,
        confusion.accuracy(),
        confusion.balancedAccuracy(),
        confusion.recall(),
        confusion.precision(),
        confusion.counts(),
        median(millis));
  }

  private static Optional<VehicleType> type(Detection detection) {
    return VehicleType.of(new Guess<>(detection.type(), detection.score()), Optional.empty())
        .map(Guess::value);
  }

  /** The type that a class of Stanford Cars names: "Ford F-150 Regular Cab 2012" is a truck. */
  static VehicleType bodyType(String makeModelYear) {
    String name = makeModelYear.replaceFirst(" \\d{4}$", "");
    String body = name.substring(name.lastIndexOf(' ') + 1);
    return switch (body) {
      case "Van" -> VehicleType.VAN;
      case "Cab", "SuperCab" -> VehicleType.TRUCK;
      default -> VehicleType.CAR;
    };
  }

  private static Image read(Path file) {
    try {
      return ImageCodec.read(file);
    } catch (ImageException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()), e);
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
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
}
