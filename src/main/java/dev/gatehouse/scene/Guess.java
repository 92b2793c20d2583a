package dev.gatehouse.scene;

/**
 * A value with how sure one is of it. A guess is shown as a guess.
 *
 * @param score 0 to 1
 */
public record Guess<T>(T value, double score) {
  public Guess {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("A score is 0 to 1, not " + score);
    }
  }
}
