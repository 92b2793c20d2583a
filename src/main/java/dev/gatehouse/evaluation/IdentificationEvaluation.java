package dev.gatehouse.evaluation;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.gallery.Template;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Identification (1:N, open set) on labelled pictures: the false negative identification rate at
 * fixed false positive identification rates (ISO/IEC 19795-1), through the gallery itself.
 */
public final class IdentificationEvaluation {
  private static final double[] RATES = {0.01, 0.003};
  private static final String PLACE = "evaluation";

  private IdentificationEvaluation() {}

  /**
   * @param gallery people enrolled
   * @param enrol pictures a person that the template is the mean of
   * @param mateProbes other pictures of those people
   * @param nonmemberProbes pictures of people who are not enrolled, one a person
   * @param fnir share of mate probes that were not identified, by false positive rate
   * @param thresholds similarity at each of those rates
   * @param rank1 share of mate probes whose most similar template is their own, at any similarity
   * @param notDetected pictures without a face found, those to enrol from included: an error for a
   *     mate probe
   * @param msPerFace median time from decoded pixels to embedding
   * @param seed of the choice of people
   */
  public record Result(
      int gallery,
      int enrol,
      int mateProbes,
      int nonmemberProbes,
      Map<String, Double> fnir,
      Map<String, Double> thresholds,
      double rank1,
      int notDetected,
      double msPerFace,
      long seed) {}

  /**
   * @param folder of pictures {@code Name_0001.jpg}
   * @param enrol pictures a person to enrol from
   * @param gallery at most so many people; they need at least one picture more than {@code enrol}
   * @param nonmembers at most so many people who are not enrolled
   * @throws EvaluationException if the folder has too few pictures
   */
  public static Result run(
      FaceModels models,
      Path folder,
      int enrol,
      int gallery,
      int nonmembers,
      long seed,
      int threads,
      BiConsumer<Integer, Integer> progress) {
    LabelledFaces faces = LabelledFaces.in(folder);
    Map<String, List<String>> byPerson = new TreeMap<>();
    faces
        .names()
        .forEach(
            n -> byPerson.computeIfAbsent(LabelledFaces.person(n), p -> new ArrayList<>()).add(n));
    List<String> people = new ArrayList<>(byPerson.keySet());
    Collections.shuffle(people, new Random(seed));
    List<String> members =
        people.stream().filter(p -> pictures(byPerson, p).size() > enrol).limit(gallery).toList();
    if (members.isEmpty()) {
      throw new EvaluationException(
          folder + " has nobody with more than " + enrol + " pictures to enrol");
    }
    Set<String> enrolled = Set.copyOf(members);
    List<String> strangers =
        people.stream()
            .filter(p -> !enrolled.contains(p))
            .limit(nonmembers)
            .map(p -> pictures(byPerson, p).getFirst())
            .toList();
    if (strangers.isEmpty()) {
      throw new EvaluationException(folder + " has nobody left who is not enrolled");
    }
    List<String> needed =
        Stream.concat(
                members.stream().flatMap(p -> pictures(byPerson, p).stream()), strangers.stream())
            .toList();
    faces.embed(models, needed, threads, progress);

    try (var searched = new Gallery()) {
      Map<UUID, String> names = enrol(searched, faces, byPerson, members, enrol);
      return measure(searched, names, faces, byPerson, members, strangers, enrol, seed);
    }
  }

  private static Map<UUID, String> enrol(
      Gallery gallery,
      LabelledFaces faces,
      Map<String, List<String>> byPerson,
      List<String> members,
      int enrol) {
    Map<UUID, String> names = new HashMap<>();
    for (String person : members) {
      List<Embedding> embeddings =
          pictures(byPerson, person).stream()
              .limit(enrol)
              .flatMap(n -> faces.embedding(n).stream())
              .toList();
      if (!embeddings.isEmpty()) {
        var grant =
            new Grant(
                UUID.randomUUID(),
                UUID.randomUUID(),
                Purpose.DOOR,
                Set.of(PLACE),
                Instant.EPOCH,
                Optional.empty());
        names.put(grant.member(), person);
        gallery.putGrants(grant.member(), List.of(grant));
        gallery.add(Template.enrol(grant, embeddings));
      }
    }
    return names;
  }

  private static Result measure(
      Gallery gallery,
      Map<UUID, String> names,
      LabelledFaces faces,
      Map<String, List<String>> byPerson,
      List<String> members,
      List<String> strangers,
      int enrol,
      long seed) {
    int notDetected = 0;
    double[] strangerScores = new double[strangers.size()];
    for (int i = 0; i < strangerScores.length; i++) {
      Optional<Embedding> probe = faces.embedding(strangers.get(i));
      notDetected += probe.isEmpty() ? 1 : 0;
      strangerScores[i] = probe.map(e -> best(gallery, e).score()).orElse(-1f);
    }
    int right = 0;
    List<Double> mateScores = new ArrayList<>();
    for (String person : members) {
      List<String> pictures = pictures(byPerson, person);
      notDetected +=
          (int) pictures.stream().limit(enrol).filter(n -> faces.embedding(n).isEmpty()).count();
      for (String probe : pictures.subList(enrol, pictures.size())) {
        Optional<SearchResult.Match> found = faces.embedding(probe).map(e -> best(gallery, e));
        boolean own = found.isPresent() && person.equals(names.get(found.get().member()));
        notDetected += found.isEmpty() ? 1 : 0;
        right += own ? 1 : 0;
        mateScores.add(own ? found.get().score() : Double.NEGATIVE_INFINITY);
      }
    }
    Arrays.sort(strangerScores);
    var fnir = new LinkedHashMap<String, Double>();
    var thresholds = new LinkedHashMap<String, Double>();
    for (double rate : RATES) {
      int allowed = (int) Math.floor(strangerScores.length * rate + 1e-9);
      if (allowed >= 1) {
        double threshold = Math.nextUp(strangerScores[strangerScores.length - 1 - allowed]);
        thresholds.put("fpir=" + rate, threshold);
        fnir.put(
            "fpir=" + rate,
            mateScores.stream().filter(s -> s < threshold).count() / (double) mateScores.size());
      }
    }
    return new Result(
        members.size(),
        enrol,
        mateScores.size(),
        strangers.size(),
        fnir,
        thresholds,
        right / (double) mateScores.size(),
        notDetected,
        faces.medianMillis(),
        seed);
  }

  private static List<String> pictures(Map<String, List<String>> byPerson, String person) {
    return byPerson.getOrDefault(person, List.of());
  }

  private static SearchResult.Match best(Gallery gallery, Embedding probe) {
    return switch (gallery.search(probe, Purpose.DOOR, PLACE, Instant.now(), -1)) {
      case SearchResult.Match match -> match;
      case SearchResult.NoMatch none -> throw new EvaluationException("The gallery is empty");
    };
  }
}
