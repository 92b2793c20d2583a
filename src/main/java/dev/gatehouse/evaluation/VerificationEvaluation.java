package dev.gatehouse.evaluation;

import dev.gatehouse.evaluation.PairsFile.Pair;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceModels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Verification (1:1) on labelled pairs: accuracy as LFW defines it, and the false non-match rate at
 * fixed false match rates (ISO/IEC 19795-1).
 *
 * <p>Mates are the pairs of the file. Impostors are all pairs of pictures of different people among
 * the pictures that the file names, since the file's own few could not support a low rate. A
 * picture without a face that was found makes its pairs errors: none is dropped.
 */
public final class VerificationEvaluation {
  private static final double[] RATES = {1e-2, 1e-3, 1e-4, 1e-5};

  private VerificationEvaluation() {}

  /**
   * @param pairs in the file
   * @param accuracy share of right answers: with ten folds the mean over folds, each with the
   *     threshold that is best on the other nine; with one set the best threshold of that set
   * @param accuracyThreshold that threshold (the mean over folds)
   * @param fnmr false non-match rate by false match rate ("1e-3"); rates that the number of
   *     impostor pairs cannot support are left out
   * @param thresholds similarity at each of those rates
   * @param impostorPairs how many pairs of different people were compared
   * @param images how many pictures the file names
   * @param notDetected pictures in which no face was found
   * @param msPerFace median time from decoded pixels to embedding, one thread a picture
   * @param folds sets in the file
   */
  public record Result(
      int pairs,
      double accuracy,
      double accuracyThreshold,
      Map<String, Double> fnmr,
      Map<String, Double> thresholds,
      long impostorPairs,
      int images,
      int notDetected,
      double msPerFace,
      int folds) {}

  /**
   * @param folder of pictures {@code Name_0001.jpg}, at any depth
   * @param pairsFile in LFW's form, of one set or of ten
   * @param progress told how many pictures are done, and of how many
   * @throws EvaluationException if the data cannot be read; the message says where
   */
  public static Result run(
      FaceModels models,
      Path folder,
      Path pairsFile,
      int threads,
      BiConsumer<Integer, Integer> progress) {
    PairsFile file = PairsFile.read(pairsFile);
    LabelledFaces faces = LabelledFaces.in(folder);
    var names = new TreeSet<String>();
    file.pairs().forEach(p -> names.addAll(List.of(p.first(), p.second())));
    faces.embed(models, names, threads, progress);

    int missing = (int) names.stream().filter(n -> faces.embedding(n).isEmpty()).count();
    ImpostorScores impostors = impostors(faces, List.copyOf(names));
    double[] scores = file.pairs().stream().mapToDouble(p -> score(faces, p)).toArray();

    var fnmr = new LinkedHashMap<String, Double>();
    var thresholds = new LinkedHashMap<String, Double>();
    for (double rate : RATES) {
      if (impostors.supports(rate)) {
        String key = "1e-" + Math.round(-Math.log10(rate));
        double threshold = impostors.threshold(rate);
        thresholds.put(key, threshold);
        fnmr.put(key, falseNonMatches(file.pairs(), scores, threshold));
      }
    }
    double[] accuracy = accuracy(file, scores);
    return new Result(
        file.pairs().size(),
        accuracy[0],
        accuracy[1],
        fnmr,
        thresholds,
        impostors.total(),
        names.size(),
        missing,
        faces.medianMillis(),
        file.folds());
  }

  /** The pair's similarity; NaN, which is no match and no rejection, without a face. */
  private static double score(LabelledFaces faces, Pair pair) {
    var first = faces.embedding(pair.first());
    var second = faces.embedding(pair.second());
    return first.isPresent() && second.isPresent()
        ? first.get().similarity(second.get())
        : Double.NaN;
  }

  private static ImpostorScores impostors(LabelledFaces faces, List<String> names) {
    List<String> found = names.stream().filter(n -> faces.embedding(n).isPresent()).toList();
    Embedding[] embeddings =
        found.stream().map(n -> faces.embedding(n).orElseThrow()).toArray(Embedding[]::new);
    String[] people = found.stream().map(LabelledFaces::person).toArray(String[]::new);
    return IntStream.range(0, embeddings.length)
        .parallel()
        .collect(
            ImpostorScores::new,
            (scores, i) -> {
              for (int j = i + 1; j < embeddings.length; j++) {
                if (!people[i].equals(people[j])) {
                  scores.add(embeddings[i].similarity(embeddings[j]));
                }
              }
            },
            ImpostorScores::addAll);
  }

  private static double falseNonMatches(List<Pair> pairs, double[] scores, double threshold) {
    long mates = pairs.stream().filter(Pair::mated).count();
    long matched =
        IntStream.range(0, scores.length)
            .filter(i -> pairs.get(i).mated() && scores[i] >= threshold)
            .count();
    return (double) (mates - matched) / mates;
  }

  private static double[] accuracy(PairsFile file, double[] scores) {
    double accuracy = 0;
    double threshold = 0;
    for (int fold = 0; fold < file.folds(); fold++) {
      int held = fold;
      int[] test = indices(file, p -> p.fold() == held);
      int[] train = file.folds() == 1 ? test : indices(file, p -> p.fold() != held);
      double best = bestThreshold(file.pairs(), scores, train);
      accuracy += correct(file.pairs(), scores, test, best) / (double) test.length / file.folds();
      threshold += best / file.folds();
    }
    return new double[] {accuracy, threshold};
  }

  private static int[] indices(PairsFile file, Predicate<Pair> wanted) {
    return IntStream.range(0, file.pairs().size())
        .filter(i -> wanted.test(file.pairs().get(i)))
        .toArray();
  }

  private static double bestThreshold(List<Pair> pairs, double[] scores, int[] among) {
    double[] sorted =
        Arrays.stream(among)
            .mapToDouble(i -> scores[i])
            .filter(s -> !Double.isNaN(s))
            .sorted()
            .toArray();
    double best = 0;
    long bestCorrect = -1;
    for (int i = 0; i + 1 < sorted.length; i++) {
      double between = (sorted[i] + sorted[i + 1]) / 2;
      long correct = correct(pairs, scores, among, between);
      if (correct > bestCorrect) {
        bestCorrect = correct;
        best = between;
      }
    }
    return best;
  }

  /** NaN compares false both ways, so that a pair without a face is never right. */
  private static long correct(List<Pair> pairs, double[] scores, int[] among, double threshold) {
    return Arrays.stream(among)
        .filter(i -> pairs.get(i).mated() ? scores[i] >= threshold : scores[i] < threshold)
        .count();
  }
}
