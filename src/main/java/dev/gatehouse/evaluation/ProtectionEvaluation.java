package dev.gatehouse.evaluation;

import dev.gatehouse.evaluation.PairsFile.Pair;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.CompactTemplate;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.gallery.TemplateProtection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * What the protection of templates hides, and what it costs: unlinkability between deployments, and
 * the false non-match rate with and without it.
 */
public final class ProtectionEvaluation {
  /** Deployments are measured two by two, each pair with secrets of its own. */
  private static final int DEPLOYMENT_PAIRS = 20;

  private static final double RATE = 1e-3;
  private static final int[] CARD_BITS = {1, 2, 3, CompactTemplate.BITS, 8};

  private ProtectionEvaluation() {}

  /**
   * @param unlinkability D_sys between two deployments, 0 unlinkable to 1
   * @param chance D_sys of as many scores of which none is mated: what chance alone makes of it
   * @param sameSecret D_sys within one deployment, where templates are meant to be comparable
   * @param matedScores compared between deployments, of one person
   * @param nonMatedScores compared between deployments, of two
   * @param fnmr false non-match rate at FMR 1e-3: "plain", "protected", "card, N bits"
   * @param thresholds similarity at FMR 1e-3, by the same names
   * @param impostorPairs how many pairs of different people the thresholds are from
   * @param greatestChange of any mated similarity by the protection
   * @param images how many pictures were used
   * @param notDetected pictures without a face found, left out
   */
  public record Result(
      double unlinkability,
      double chance,
      double sameSecret,
      long matedScores,
      long nonMatedScores,
      Map<String, Double> fnmr,
      Map<String, Double> thresholds,
      long impostorPairs,
      double greatestChange,
      int images,
      int notDetected) {}

  /** The similarity of two pictures by their numbers. */
  private interface Score {
    float of(int first, int second);
  }

  /**
   * @param folder of pictures {@code Name_0001.jpg}, at any depth
   * @param pairsFile in LFW's form
   * @param seed of the secrets
   * @param progress told how many pictures are done, and of how many
   * @throws EvaluationException if the data cannot be read; the message says where
   */
  public static Result run(
      FaceModels models,
      Path folder,
      Path pairsFile,
      int threads,
      long seed,
      BiConsumer<Integer, Integer> progress) {
    PairsFile file = PairsFile.read(pairsFile);
    LabelledFaces faces = LabelledFaces.in(folder);
    var names = new TreeSet<String>();
    file.pairs().forEach(p -> names.addAll(List.of(p.first(), p.second())));
    faces.embed(models, names, threads, progress);
    List<String> found = names.stream().filter(n -> faces.embedding(n).isPresent()).toList();
    Embedding[] plain =
        found.stream().map(n -> faces.embedding(n).orElseThrow()).toArray(Embedding[]::new);
    String[] people = found.stream().map(LabelledFaces::person).toArray(String[]::new);
    List<int[]> mates =
        file.pairs().stream()
            .filter(Pair::mated)
            .map(p -> new int[] {found.indexOf(p.first()), found.indexOf(p.second())})
            .toList();

    var random = new SplittableRandom(seed);
    var links = new Links();
    for (int i = 0; i < DEPLOYMENT_PAIRS; i++) {
      try (var here = secret(random);
          var there = secret(random)) {
        links.add(protect(plain, here), protect(plain, there), people, random);
      }
    }
    var fnmr = new LinkedHashMap<String, Double>();
    var thresholds = new LinkedHashMap<String, Double>();
    long impostors = errors("plain", plainScore(plain), people, mates, fnmr, thresholds);
    double change;
    double sameSecret;
    try (var secret = secret(random)) {
      Embedding[] turned = protect(plain, secret);
      errors("protected", plainScore(turned), people, mates, fnmr, thresholds);
      change =
          mates.stream()
              .filter(m -> m[0] >= 0 && m[1] >= 0)
              .mapToDouble(
                  m ->
                      Math.abs(
                          plain[m[0]].similarity(plain[m[1]])
                              - turned[m[0]].similarity(turned[m[1]])))
              .max()
              .orElse(0);
      var within = new Links();
      within.add(turned, turned, people, random);
      sameSecret = Unlinkability.system(within.mated(), within.others());
      for (int bits : CARD_BITS) {
        CompactTemplate[] cards = cards(plain, secret, bits);
        errors(
            "card, " + bits + " bits",
            (i, j) -> cards[i].similarity(turned[j]),
            people,
            mates,
            fnmr,
            thresholds);
      }
    }
    return new Result(
        Unlinkability.system(links.mated(), links.others()),
        links.chance(),
        sameSecret,
        links.mated().length,
        links.others().length,
        fnmr,
        thresholds,
        impostors,
        change,
        names.size(),
        names.size() - found.size());
  }

  private static TemplateProtection secret(SplittableRandom random) {
    byte[] secret = new byte[TemplateProtection.SECRET];
    random.nextBytes(secret);
    return TemplateProtection.of(secret);
  }

  private static Embedding[] protect(Embedding[] plain, TemplateProtection by) {
    Embedding[] turned = new Embedding[plain.length];
    for (int i = 0; i < plain.length; i++) {
      turned[i] = by.protect(plain[i]);
    }
    return turned;
  }

  private static CompactTemplate[] cards(Embedding[] plain, TemplateProtection by, int bits) {
    UUID holder = UUID.randomUUID();
    var grant =
        new Grant(holder, holder, Purpose.VERIFY, Set.of(), Instant.EPOCH, Optional.empty());
    CompactTemplate[] cards = new CompactTemplate[plain.length];
    for (int i = 0; i < plain.length; i++) {
      cards[i] = CompactTemplate.of(Template.enrol(grant, List.of(plain[i])), by, bits);
    }
    return cards;
  }

  private static Score plainScore(Embedding[] embeddings) {
    return (i, j) -> embeddings[i].similarity(embeddings[j]);
  }

  private static long errors(
      String name,
      Score score,
      String[] people,
      List<int[]> mates,
      Map<String, Double> fnmr,
      Map<String, Double> thresholds) {
    ImpostorScores impostors =
        IntStream.range(0, people.length)
            .parallel()
            .collect(
                ImpostorScores::new,
                (scores, i) -> {
                  for (int j = i + 1; j < people.length; j++) {
                    if (!people[i].equals(people[j])) {
                      scores.add(score.of(i, j));
                    }
                  }
                },
                ImpostorScores::addAll);
    if (!impostors.supports(RATE)) {
      throw new EvaluationException(
          impostors.total() + " pairs of different people are too few for a rate of " + RATE);
    }
    double threshold = impostors.threshold(RATE);
    // A picture without a face is a non-match, as in evaluate verification.
    long matched =
        mates.stream()
            .filter(m -> m[0] >= 0 && m[1] >= 0 && score.of(m[0], m[1]) >= threshold)
            .count();
    fnmr.put(name, (double) (mates.size() - matched) / mates.size());
    thresholds.put(name, threshold);
    return impostors.total();
  }

  /** Scores between two deployments that know the same people. */
  private static final class Links {
    /** Of the pairs of two persons, as many for each picture. */
    private static final int OTHERS_A_PICTURE = 20;

    private final List<Float> mated = new ArrayList<>();
    private final List<Float> others = new ArrayList<>();

    /**
     * Every pair of pictures of one person, the same picture in both places among them where they
     * differ in secret, and some pairs of two persons.
     */
    void add(Embedding[] here, Embedding[] there, String[] people, SplittableRandom random) {
      int n = people.length;
      for (int i = 0; i < n; i++) {
        // Names are sorted: a person's pictures lie next to each other.
        for (int j = i; j < n && people[j].equals(people[i]); j++) {
          if (i != j || here[i] != there[j]) {
            mated.add(here[i].similarity(there[j]));
          }
        }
        for (int k = 0; k < OTHERS_A_PICTURE; k++) {
          int j = random.nextInt(n);
          if (!people[j].equals(people[i])) {
            others.add(here[i].similarity(there[j]));
          }
        }
      }
    }

    float[] mated() {
      return array(mated);
    }

    float[] others() {
      return array(others);
    }

    /** D_sys of so many of the others against the rest. */
    double chance() {
      return Unlinkability.system(
          array(others.subList(0, mated.size())),
          array(others.subList(mated.size(), others.size())));
    }

    private static float[] array(List<Float> list) {
      float[] array = new float[list.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = list.get(i);
      }
      return array;
    }
  }
}
