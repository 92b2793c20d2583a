package dev.gatehouse.scene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the pictures of a track say together of its plate, character by character: the readings of
 * the length that is read most are laid over each other and their probabilities added, so that an
 * error that one picture makes is outvoted by the others. Of the texts in question, that which most
 * speaks for wins, one in the form of a known country before one in none. Not thread-safe.
 */
public final class PlateVote {
  /** More readings than this add nothing; the weakest is left out. */
  private static final int MOST = 16;

  /** So much likelier a character, in all, must a text without a known form be to win. */
  private static final double FORM = 0.7;

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

  /** Empty before the first reading. */
  public Optional<PlateRead> result() {
    Map<Integer, Double> lengths = new HashMap<>();
    for (PlateReading r : readings) {
      lengths.merge(r.places().size(), Math.max(r.score(), 1e-6), Double::sum);
    }
    Optional<Integer> length =
        lengths.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    if (length.isEmpty() || length.get() == 0) {
      return Optional.empty();
    }
    List<PlateReading> agreeing =
        readings.stream().filter(r -> r.places().size() == length.get()).toList();
    List<String> texts = new ArrayList<>();
    texts.add(mostProbable(agreeing, length.get()));
    for (PlateReading r : agreeing) {
      texts.add(mostProbable(List.of(r), length.get()));
    }
    String best = "";
    double most = Double.NEGATIVE_INFINITY;
    for (String text : texts) {
      double value = likelihood(agreeing, text) + (formats.matches(text) ? -Math.log(FORM) : 0);
      if (value > most) {
        most = value;
        best = text;
      }
    }
    double sure = Math.exp(likelihood(agreeing, best) / length.get());
    // Readings of another length speak against.
    double share =
        lengths.getOrDefault(length.get(), 0.0)
            / lengths.values().stream().reduce(0.0, Double::sum);
    return Optional.of(new PlateRead(best, Math.clamp(sure * share, 0, 1), formats.country(best)));
  }

  private static String mostProbable(List<PlateReading> readings, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      Map<Character, Double> sums = new HashMap<>();
      for (PlateReading r : readings) {
        PlateReading.Place place = r.places().get(i);
        for (int k = 0; k < place.characters().length(); k++) {
          sums.merge(
              place.characters().charAt(k),
              place.probabilities().get(k) * Math.max(r.score(), 1e-6),
              Double::sum);
        }
      }
      char best = 0;
      double most = -1;
      for (var entry : sums.entrySet()) {
        boolean better =
            entry.getValue() > most || (entry.getValue() == most && entry.getKey() < best);
        if (better) {
          most = entry.getValue();
          best = entry.getKey();
        }
      }
      text.append(best);
    }
    return text.toString();
  }

  /** Sum over the characters of the logarithm of their mean probability. */
  private static double likelihood(List<PlateReading> readings, String text) {
    double sum = 0;
    for (int i = 0; i < text.length(); i++) {
      double probability = 0;
      double weights = 0;
      for (PlateReading r : readings) {
        double weight = Math.max(r.score(), 1e-6);
        probability += weight * r.places().get(i).probability(text.charAt(i));
        weights += weight;
      }
      sum += Math.log(Math.max(1e-4, probability / weights));
    }
    return sum;
  }
}
