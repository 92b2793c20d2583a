package dev.gatehouse.scene;

import java.util.List;

/**
 * What one picture says of a plate, character by character, before it is decided: the input of a
 * {@link PlateVote}. Personal data as the text itself: held in memory while its track lasts.
 *
 * @param places from left to right
 * @param score 0 to 1: how sure the picture is of it as a whole
 */
public record PlateReading(List<Place> places, double score) {

  /**
   * One character with what else it may be.
   *
   * @param characters most probable first, each once
   * @param probabilities of each, 0 to 1, together at most 1
   */
  public record Place(String characters, List<Double> probabilities) {
    public Place {
      probabilities = List.copyOf(probabilities);
      if (characters.isEmpty() || characters.length() != probabilities.size()) {
        throw new IllegalArgumentException("A place needs a probability for each character");
      }
    }

    /** Probability that this character stands there; 0 if it is not among those held. */
    double probability(char character) {
      int i = characters.indexOf(character);
      return i < 0 ? 0 : probabilities.get(i);
    }

    @Override
    public String toString() {
      return "Place[" + characters.length() + " characters]";
    }
  }

  public PlateReading {
    places = List.copyOf(places);
    if (places.isEmpty()) {
      throw new IllegalArgumentException("A reading has at least one character");
    }
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("A score is 0 to 1, not " + score);
    }
  }

  /** The most probable characters. */
  String text() {
    var text = new StringBuilder();
    places.forEach(p -> text.append(p.characters().charAt(0)));
    return text.toString();
  }

  /** Does not show the text. */
  @Override
  public String toString() {
    return "PlateReading[" + places.size() + " characters, score " + score + "]";
  }
}
