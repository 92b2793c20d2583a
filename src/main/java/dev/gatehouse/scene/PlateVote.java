package dev.gatehouse.scene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the pictures of a track say together of its plate, character by character: an error that one
 * picture makes is outvoted by the others.
 *
 * <p>The length that is read most surely wins. Readings of that length are laid over each other;
 * one that is longer or shorter by a character is aligned with them by edit distance, so that what
 * it has right counts too. At each place the probabilities are added, each reading's by its score.
 * Over these sums every format of that length proposes its most probable text, and the best of all,
 * by probability and by how common its format is, is the result.
 *
 * <p>Not thread-safe.
 */
public final class PlateVote {
  /** More readings than this add nothing; the weakest is left out. */
  private static final int MOST = 16;

  private static final double LEAST_WEIGHT = 1e-3;

  /** Probability of a character that no reading holds. */
  private static final double UNSEEN = 1e-3;

  private final PlateFormats formats;
  private final List<PlateReading> readings = new ArrayList<>();

  public PlateVote(PlateFormats formats) {
    this.formats = formats;
  }

  public void add(PlateReading reading) {
    readings.add(reading);
    if (readings.size() > MOST) {
      PlateReading weakest = readings.getFirst();
      for (PlateReading r : readings) {
        weakest = r.score() < weakest.score() ? r : weakest;
      }
      readings.remove(weakest);
    }
  }

  public int readings() {
    return readings.size();
  }

  /**
   * Empty before the first reading. The score is the mean probability of a character, times the
   * share of the readings that have the text's length.
   */
  public Optional<PlateRead> result() {
    Map<Integer, Double> lengths = new HashMap<>();
    readings.forEach(r -> lengths.merge(r.places().size(), weight(r), Double::sum));
    Optional<Map.Entry<Integer, Double>> most =
        lengths.entrySet().stream().max(Map.Entry.comparingByValue());
    if (most.isEmpty()) {
      return Optional.empty();
    }
    int length = most.get().getKey();
    List<Map<Character, Double>> places = sums(length);
    String text = formats.mostProbable(places, UNSEEN);
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Math.log(Math.max(UNSEEN, places.get(i).getOrDefault(text.charAt(i), 0.0)));
    }
    double all = lengths.values().stream().mapToDouble(Double::doubleValue).sum();
    double score = Math.exp(sum / length) * most.get().getValue() / all;
    return Optional.of(new PlateRead(text, Math.clamp(score, 0, 1), formats.country(text)));
  }

  private static double weight(PlateReading reading) {
    return Math.max(LEAST_WEIGHT, reading.score());
  }

  /** Weighted mean of the probabilities at each place. */
  private List<Map<Character, Double>> sums(int length) {
    List<Map<Character, Double>> places = new ArrayList<>();
    double[] weights = new double[length];
    for (int i = 0; i < length; i++) {
      places.add(new HashMap<>());
    }
    for (PlateReading r : readings) {
      if (r.places().size() == length) {
        for (int i = 0; i < length; i++) {
          add(r.places().get(i), weight(r), places.get(i));
          weights[i] += weight(r);
        }
      }
    }
    // The others are aligned with what those of the right length say.
    List<Map<Character, Double>> pivot = places.stream().map(p -> Map.copyOf(p)).toList();
    for (PlateReading r : readings) {
      int difference = Math.abs(r.places().size() - length);
      if (difference == 1) {
        int[] partner = aligned(r, pivot, weights);
        for (int i = 0; i < partner.length; i++) {
          if (partner[i] >= 0) {
            add(r.places().get(i), weight(r), places.get(partner[i]));
            weights[partner[i]] += weight(r);
          }
        }
      }
    }
    for (int i = 0; i < length; i++) {
      double total = weights[i];
      places.get(i).replaceAll((c, p) -> p / total);
    }
    return places;
  }

  private static void add(PlateReading.Place place, double weight, Map<Character, Double> sums) {
    for (int k = 0; k < place.characters().length(); k++) {
      sums.merge(place.characters().charAt(k), place.probabilities().get(k) * weight, Double::sum);
    }
  }

  /**
   * The place of the pivot that each place of a reading stands for, -1 for one that it has too
   * much: by edit distance, where a pair costs as much as its characters disagree.
   */
  private static int[] aligned(
      PlateReading reading, List<Map<Character, Double>> pivot, double[] weights) {
    int n = reading.places().size();
    int m = pivot.size();
    double[][] cost = new double[n + 1][m + 1];
    for (int i = 0; i <= n; i++) {
      for (int j = 0; j <= m; j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        double pair = disagreement(reading.places().get(i - 1), pivot.get(j - 1), weights[j - 1]);
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + pair, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
      }
    }
    int[] partner = new int[n];
    int i = n;
    int j = m;
    while (i > 0) {
      if (j > 0
          && cost[i][j]
              >= cost[i - 1][j - 1]
                  + disagreement(reading.places().get(i - 1), pivot.get(j - 1), weights[j - 1])
                  - 1e-9) {
        partner[--i] = --j;
      } else if (j > 0 && cost[i][j] >= 1 + cost[i][j - 1] - 1e-9) {
        j--;
      } else {
        partner[--i] = -1;
      }
    }
    return partner;
  }

  private static double disagreement(
      PlateReading.Place place, Map<Character, Double> sums, double weight) {
    double agreed = 0;
    for (int k = 0; k < place.characters().length(); k++) {
      agreed +=
          place.probabilities().get(k)
              * sums.getOrDefault(place.characters().charAt(k), 0.0)
              / Math.max(LEAST_WEIGHT, weight);
    }
    return 1 - Math.min(1, agreed);
  }
}
