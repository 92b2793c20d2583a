package dev.gatehouse.scene;

import dev.gatehouse.image.Box;

/**
 * One object in one picture.
 *
 * @param box in pixels of the picture, half-open; inside the picture
 * @param type what it is
 * @param score 0 to 1, the detector's confidence
 */
public record Detection(Box box, ObjectClass type, float score) {
  public Detection {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("A score is 0 to 1, not " + score);
    }
  }
}
