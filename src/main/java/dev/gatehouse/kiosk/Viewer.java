package dev.gatehouse.kiosk;

import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.Sex;
import java.util.Optional;

/**
 * Somebody who stands before the screen. It says nothing by which they could be found again.
 *
 * @param age a guess as a range; all ages ({@link #ANY_AGE}) while nothing is known yet
 * @param sex a guess; empty while it is not known, or too uncertain
 * @param size of the face: its height as a share of the picture's, 0 to 1
 */
public record Viewer(AgeRange age, Optional<Sex> sex, double size) {
  /** Of whom nothing is known. */
  public static final AgeRange ANY_AGE = new AgeRange(0, 120);
}
