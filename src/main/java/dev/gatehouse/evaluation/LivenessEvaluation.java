package dev.gatehouse.evaluation;

import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceDetector;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.liveness.PresentationAttackDetector;
import dev.gatehouse.liveness.PresentationAttackDetector.Score;
import dev.gatehouse.liveness.PresentationAttackModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * How well single pictures of presentation attacks are told from bona fide ones, in the terms of
 * ISO/IEC 30107-3: attacks that count as bona fide (APCER) by attack species, bona fide
 * presentations that count as attacks (BPCER), and non-responses, here pictures in which no face is
 * found.
 */
public final class LivenessEvaluation {
  private static final double[] BPCER_LEVELS = {0.01, 0.05, 0.10};

  private LivenessEvaluation() {}

  /**
   * @param pictures that were looked at
   * @param nonResponses among them: no face was found; they count in no rate
   */
  public record Presentations(int pictures, int nonResponses) {}

  /**
   * @param threshold log odds from which on a picture counts as bona fide
   * @param bpcer share of bona fide pictures below it
   * @param apcer share of attack pictures at or above it, by species
   * @param worstApcer the largest of these: the standard's figure, since an attacker chooses
   */
  public record OperatingPoint(
      double threshold, double bpcer, Map<String, Double> apcer, double worstApcer) {}

  /**
   * @param auc area under the ROC curve, all species together
   * @param atDefault at even odds
   * @param atBpcer at the thresholds that leave at most that BPCER ("0.05") on these very pictures
   */
  public record Scorer(double auc, OperatingPoint atDefault, Map<String, OperatingPoint> atBpcer) {}

  /**
   * @param bonaFide pictures of live faces
   * @param attacks pictures of attacks, by species
   * @param scorers {@code fused}, and each network by its id
   * @param msPerFace median time of the three networks for one face, on one thread
   */
  public record Result(
      Presentations bonaFide,
      Map<String, Presentations> attacks,
      Map<String, Scorer> scorers,
      double msPerFace) {}

  /**
   * @param real folder of bona fide pictures
   * @param fake folder of attacks: one folder a species, or pictures of one species
   * @param progress told how many pictures are done, and of how many
   * @throws EvaluationException if a folder or picture cannot be read; the message says which
   */
  public static Result run(
      OnnxModel faceDetector,
      PresentationAttackModels models,
      Path real,
      Path fake,
      BiConsumer<Integer, Integer> progress) {
    List<Path> genuine = PictureFiles.below(real);
    Map<String, List<Path>> species = species(fake);
    int total = genuine.size() + species.values().stream().mapToInt(List::size).sum();
    var done = new AtomicInteger();
    Runnable tick = () -> progress.accept(done.incrementAndGet(), total);

    List<Double> millis = new ArrayList<>();
    try (var finder = new FaceDetector(faceDetector);
        var detector = new PresentationAttackDetector(models)) {
      List<Score> live = scores(finder, detector, genuine, millis, tick);
      Map<String, List<Score>> attacks = new LinkedHashMap<>();
      Map<String, Presentations> counts = new LinkedHashMap<>();
      species.forEach(
          (name, files) -> {
            List<Score> scores = scores(finder, detector, files, millis, tick);
            attacks.put(name, scores);
            counts.put(name, new Presentations(files.size(), files.size() - scores.size()));
          });
      if (live.isEmpty() || attacks.values().stream().allMatch(List::isEmpty)) {
        throw new EvaluationException("No face was found in " + (live.isEmpty() ? real : fake));
      }
      return new Result(
          new Presentations(genuine.size(), genuine.size() - live.size()),
          counts,
          scorers(live, attacks),
          Median.of(millis));
    }
  }

  private static List<Score> scores(
      FaceDetector finder,
      PresentationAttackDetector detector,
      List<Path> files,
      List<Double> millis,
      Runnable tick) {
    List<Score> found = new ArrayList<>();
    for (Path file : files) {
      score(finder, detector, file, millis).ifPresent(found::add);
      tick.run();
    }
    return found;
  }

  private static Optional<Score> score(
      FaceDetector finder, PresentationAttackDetector detector, Path file, List<Double> millis) {
    try (Image image = ImageCodec.read(file)) {
      Optional<Face> face = finder.detectThoroughly(image).stream().findFirst();
      long start = System.nanoTime();
      Optional<Score> score = face.map(f -> detector.score(image, f.box()));
      millis.add((System.nanoTime() - start) / 1e6);
      return score;
    } catch (ImageException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()), e);
    }
  }

  static Map<String, Scorer> scorers(List<Score> live, Map<String, List<Score>> attacks) {
    var scorers = new LinkedHashMap<String, Scorer>();
    scorers.put(
        "fused",
        scorer(live.stream().mapToDouble(Score::fused).toArray(), numbers(attacks, Score::fused)));
    for (String network : live.getFirst().byNetwork().keySet()) {
      scorers.put(
          network,
          scorer(
              live.stream().mapToDouble(s -> of(s, network)).toArray(),
              numbers(attacks, s -> of(s, network))));
    }
    return scorers;
  }

  private static double of(Score score, String network) {
    Double value = score.byNetwork().get(network);
    if (value == null) {
      throw new EvaluationException("No network is called " + network);
    }
    return value;
  }

  private static Map<String, double[]> numbers(
      Map<String, List<Score>> attacks, java.util.function.ToDoubleFunction<Score> value) {
    var numbers = new TreeMap<String, double[]>();
    attacks.forEach(
        (species, scores) -> numbers.put(species, scores.stream().mapToDouble(value).toArray()));
    return numbers;
  }

  /**
   * @param live log odds of bona fide pictures
   * @param attacks those of attacks, by species
   */
  static Scorer scorer(double[] live, Map<String, double[]> attacks) {
    double[] sorted = live.clone();
    Arrays.sort(sorted);
    var points = new LinkedHashMap<String, OperatingPoint>();
    for (double level : BPCER_LEVELS) {
      // As many bona fide pictures as the level allows lie below the threshold.
      int allowed = (int) Math.floor(level * sorted.length + 1e-9);
      points.put(
          "%.2f".formatted(level),
          point(live, attacks, sorted[Math.min(allowed, live.length - 1)]));
    }
    double[] all = attacks.values().stream().flatMapToDouble(Arrays::stream).toArray();
    return new Scorer(
        auc(live, all), point(live, attacks, PresentationAttackDetector.THRESHOLD), points);
  }

  private static OperatingPoint point(
      double[] live, Map<String, double[]> attacks, double threshold) {
    var apcer = new TreeMap<String, Double>();
    attacks.forEach(
        (species, scores) -> {
          if (scores.length > 0) {
            apcer.put(species, 1 - below(scores, threshold));
          }
        });
    double worst = apcer.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return new OperatingPoint(threshold, below(live, threshold), apcer, worst);
  }

  private static double below(double[] scores, double threshold) {
    return Arrays.stream(scores).filter(s -> s < threshold).count() / (double) scores.length;
  }

  /** The chance that a bona fide picture scores higher than an attack; a tie counts half. */
  private static double auc(double[] live, double[] attacks) {
    double sum = 0;
    for (double l : live) {
      for (double a : attacks) {
        sum += l > a ? 1 : l == a ? 0.5 : 0;
      }
    }
    return sum / live.length / attacks.length;
  }

  private static Map<String, List<Path>> species(Path folder) {
    var species = new TreeMap<String, List<Path>>();
    try (var entries = Files.list(folder)) {
      for (Path entry : entries.filter(Files::isDirectory).sorted().toList()) {
        species.put(entry.getFileName().toString(), PictureFiles.below(entry));
      }
    } catch (IOException e) {
      throw new EvaluationException(folder + " cannot be read: " + e.getMessage(), e);
    }
    if (species.isEmpty()) {
      species.put(folder.getFileName().toString(), PictureFiles.below(folder));
    }
    return species;
  }
}
