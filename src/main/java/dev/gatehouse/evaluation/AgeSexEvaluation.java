package dev.gatehouse.evaluation;

import dev.gatehouse.face.AgeErrors;
import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.AgeSex;
import dev.gatehouse.face.AgeSexEstimator;
import dev.gatehouse.face.AgeSexModels;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceDetector;
import dev.gatehouse.face.FaceMesh;
import dev.gatehouse.face.FaceMesher;
import dev.gatehouse.face.Sex;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.inference.OnnxModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How well age and sex are guessed from photos whose files are named {@code age_sex_n.jpg}, sex 0
 * for male and 1 for female, as UTKFace's are.
 *
 * <p>Each photo is of one person. Where no face is found in it, it is taken for what such sets are
 * made of, a crop of a face, and the face for its middle; such photos count as all others and are
 * counted apart.
 */
public final class AgeSexEvaluation {
  private static final Pattern NAME =
      Pattern.compile("(\\d{1,3})_([01])_[^/]*\\.(jpe?g|png|webp|bmp)", Pattern.CASE_INSENSITIVE);

  private static final int OLDEST = 120;
  private static final int GROWN_UP = 18;
  private static final int WORKING = 60;

  /** Part of a crop's sides that its face fills, where no face was found. */
  private static final double FILLS = 0.7;

  private static final int FOLDS = 10;

  // First ages of the bands; the last has no end.
  private static final int[] BANDS = {0, 10, 18, 25, 35, 45, 55, 65};

  private AgeSexEvaluation() {}

  /**
   * @param ageMae mean absolute error of the age in years, of all photos; absent without photos
   * @param ageMae18to60 the same of people who are 18 to 60, both included
   * @param sexAccuracy18to60 share of these whose sex is guessed right
   * @param childAdultAccuracy share of all photos where the guess is below 18 years if and only if
   *     the person is
   */
  public record Result(
      Optional<Double> ageMae,
      Optional<Double> ageMae18to60,
      Optional<Double> sexAccuracy18to60,
      Optional<Double> childAdultAccuracy,
      Details details) {}

  /**
   * @param photos that were looked at
   * @param withoutFace among them: no face was found, the middle was taken for it
   * @param withoutMesh among all: the mesh found no face in the box, which was taken as it is
   * @param skipped files that are not named so, or cannot be read
   * @param childrenFound share of people under 18 who are guessed under 18
   * @param adultsFound share of people of 18 and more who are guessed so
   * @param childrenPastLimit share of people under 18 whose shown range does not reach below 18
   * @param adultsHeldBack share of people of 18 and more whose shown range does
   * @param sexAccuracy share of all photos
   * @param sexSure share of photos where the sex is sure enough to be shown
   * @param sexAccuracySure share of these where it is right
   * @param rangeCoverage share of people whose age lies in the range that the program shows
   * @param rangeCoverageElsewhere the same where the ranges are made of nine tenths of these photos
   *     and tried on the tenth
   * @param rangeYears mean width of the shown ranges
   * @param byAge by true age
   * @param byGuess by the age guessed
   * @param errors what the program's ranges would be, were they made of these photos
   * @param msMesh median time of the mesh for one face, on one thread
   * @param msAgeSex median time of age and sex for one face, on one thread
   */
  public record Details(
      int photos,
      int withoutFace,
      int withoutMesh,
      List<Skipped> skipped,
      Optional<Double> childrenFound,
      Optional<Double> adultsFound,
      Optional<Double> childrenPastLimit,
      Optional<Double> adultsHeldBack,
      Optional<Double> sexAccuracy,
      Optional<Double> sexSure,
      Optional<Double> sexAccuracySure,
      Optional<Double> rangeCoverage,
      Optional<Double> rangeCoverageElsewhere,
      Optional<Double> rangeYears,
      Map<String, Band> byAge,
      Map<String, Band> byGuess,
      List<AgeErrors.Row> errors,
      double msMesh,
      double msAgeSex) {}

  /** A file that was left out, and why. */
  public record Skipped(String file, String reason) {}

  /**
   * @param photos in this band
   * @param ageMae mean absolute error in years
   * @param ageBias mean of guessed age less true age, in years
   * @param sexAccuracy share whose sex is guessed right
   * @param rangeCoverage share whose age lies in the shown range
   */
  public record Band(
      int photos, double ageMae, double ageBias, double sexAccuracy, double rangeCoverage) {}

  /** The person of a photo as its name says, and as they were guessed. */
  record Guess(int age, Sex sex, AgeSex guess) {
    double error() {
      return Math.abs(guess.years() - age);
    }

    boolean right() {
      return guess.sex() == sex;
    }

    boolean inRange() {
      return guess.range().contains(age);
    }

    boolean between18And60() {
      return age >= GROWN_UP && age <= WORKING;
    }

    boolean child() {
      return age < GROWN_UP;
    }

    boolean guessedChild() {
      return guess.years() < GROWN_UP;
    }

    boolean mayBeChild() {
      return guess.range().reachesBelow(GROWN_UP);
    }
  }

  private record Label(int age, Sex sex) {}

  /**
   * @param images folder of photos, looked at with all folders in it
   * @param progress told how many files are done, and of how many
   * @throws EvaluationException if the folder cannot be read or has no pictures that can be used
   */
  public static Result run(
      OnnxModel faceDetector,
      OnnxModel faceMesh,
      AgeSexModels models,
      Path images,
      BiConsumer<Integer, Integer> progress) {
    List<Path> files = PictureFiles.below(images);
    List<Guess> guesses = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    int withoutFace = 0;
    int withoutMesh = 0;
    List<Double> meshMillis = new ArrayList<>();
    List<Double> millis = new ArrayList<>();
    try (var detector = new FaceDetector(faceDetector);
        var mesher = new FaceMesher(faceMesh);
        var estimator = new AgeSexEstimator(models)) {
      for (int i = 0; i < files.size(); i++) {
        String name = images.relativize(files.get(i)).toString();
        Optional<Label> label = label(files.get(i).getFileName().toString());
        if (label.isEmpty()) {
          skipped.add(new Skipped(name, "not named AGE_SEX_N, sex 0 male or 1 female"));
        } else {
          try (Image image = ImageCodec.read(files.get(i))) {
            Optional<Box> face =
                LabelledFaces.central(detector.detectThoroughly(image), image).map(Face::box);
            withoutFace += face.isEmpty() ? 1 : 0;
            Box box = face.orElseGet(() -> middle(image));
            long start = System.nanoTime();
            Optional<FaceMesh> mesh = mesher.find(image, box);
            long between = System.nanoTime();
            withoutMesh += mesh.isEmpty() ? 1 : 0;
            AgeSex guess =
                mesh.map(m -> estimator.estimate(image, m))
                    .orElseGet(() -> estimator.estimate(image, box));
            meshMillis.add((between - start) / 1e6);
            millis.add((System.nanoTime() - between) / 1e6);
            guesses.add(new Guess(label.get().age, label.get().sex, guess));
          } catch (ImageException e) {
            skipped.add(new Skipped(name, String.valueOf(e.getMessage())));
          }
        }
        progress.accept(i + 1, files.size());
      }
    }
    if (guesses.isEmpty()) {
      throw new EvaluationException(
          "None of the %d pictures in %s can be used; %s: %s"
              .formatted(
                  files.size(), images, skipped.getFirst().file(), skipped.getFirst().reason()));
    }
    return result(
        guesses, withoutFace, withoutMesh, skipped, Median.of(meshMillis), Median.of(millis));
  }

  static Result result(
      List<Guess> guesses,
      int withoutFace,
      int withoutMesh,
      List<Skipped> skipped,
      double msMesh,
      double msAgeSex) {
    List<Guess> adults = guesses.stream().filter(Guess::between18And60).toList();
    List<Guess> children = guesses.stream().filter(Guess::child).toList();
    List<Guess> grown = guesses.stream().filter(g -> !g.child()).toList();
    List<Guess> sure = guesses.stream().filter(g -> g.guess.sureSex().isPresent()).toList();
    return new Result(
        mean(guesses, Guess::error),
        mean(adults, Guess::error),
        share(adults, Guess::right),
        share(guesses, g -> g.child() == g.guessedChild()),
        new Details(
            guesses.size(),
            withoutFace,
            withoutMesh,
            List.copyOf(skipped),
            share(children, Guess::guessedChild),
            share(grown, g -> !g.guessedChild()),
            share(children, g -> !g.mayBeChild()),
            share(grown, Guess::mayBeChild),
            share(guesses, Guess::right),
            share(guesses, g -> g.guess.sureSex().isPresent()),
            share(sure, Guess::right),
            share(guesses, Guess::inRange),
            coverageElsewhere(guesses),
            mean(guesses, AgeSexEvaluation::width),
            bands(guesses, Guess::age),
            bands(guesses, g -> g.guess.years()),
            guesses.isEmpty() ? List.of() : errors(guesses).rows(),
            msMesh,
            msAgeSex));
  }

  private static double width(Guess guess) {
    AgeRange range = guess.guess.range();
    return range.oldest() - range.youngest();
  }

  private static AgeErrors errors(List<Guess> guesses) {
    return AgeErrors.of(
        guesses.stream().mapToDouble(g -> g.guess.years()).toArray(),
        guesses.stream().mapToDouble(Guess::age).toArray());
  }

  /** Each tenth of the photos is tried with ranges that the other nine made. */
  private static Optional<Double> coverageElsewhere(List<Guess> guesses) {
    if (guesses.size() < FOLDS) {
      return Optional.empty();
    }
    int contained = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      int tried = fold;
      AgeErrors others =
          errors(
              IntStream.range(0, guesses.size())
                  .filter(i -> i % FOLDS != tried)
                  .mapToObj(guesses::get)
                  .toList());
      for (int i = fold; i < guesses.size(); i += FOLDS) {
        Guess guess = guesses.get(i);
        contained += others.range(guess.guess.years()).contains(guess.age) ? 1 : 0;
      }
    }
    return Optional.of(contained / (double) guesses.size());
  }

  private static Map<String, Band> bands(List<Guess> guesses, ToDoubleFunction<Guess> years) {
    var bands = new LinkedHashMap<String, Band>();
    for (int b = 0; b < BANDS.length; b++) {
      double from = BANDS[b];
      double to = b + 1 < BANDS.length ? BANDS[b + 1] : Double.POSITIVE_INFINITY;
      List<Guess> in =
          guesses.stream()
              .filter(g -> years.applyAsDouble(g) >= from && years.applyAsDouble(g) < to)
              .toList();
      if (!in.isEmpty()) {
        bands.put(
            b + 1 < BANDS.length
                ? "%.0f to %.0f".formatted(from, to - 1)
                : "%.0f on".formatted(from),
            new Band(
                in.size(),
                mean(in, Guess::error).orElseThrow(),
                mean(in, g -> g.guess.years() - g.age).orElseThrow(),
                share(in, Guess::right).orElseThrow(),
                share(in, Guess::inRange).orElseThrow()));
      }
    }
    return bands;
  }

  private static Optional<Double> mean(List<Guess> guesses, ToDoubleFunction<Guess> value) {
    return guesses.isEmpty()
        ? Optional.empty()
        : Optional.of(guesses.stream().mapToDouble(value).average().orElseThrow());
  }

  private static Optional<Double> share(List<Guess> guesses, Predicate<Guess> met) {
    return mean(guesses, g -> met.test(g) ? 1 : 0);
  }

  private static Optional<Label> label(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > OLDEST) {
      return Optional.empty();
    }
    return Optional.of(
        new Label(
            Integer.parseInt(matcher.group(1)),
            matcher.group(2).equals("0") ? Sex.MALE : Sex.FEMALE));
  }

  private static Box middle(Image image) {
    double w = image.width() * FILLS / 2;
    double h = image.height() * FILLS / 2;
    double x = image.width() / 2.0;
    double y = image.height() / 2.0;
    return new Box(x - w, y - h, x + w, y + h);
  }
}
