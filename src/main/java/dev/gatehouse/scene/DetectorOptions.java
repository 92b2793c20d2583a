package dev.gatehouse.scene;

import java.util.Set;

/**
 * How a detector looks.
 *
 * @param longSide longer side of the network's input in pixels, a multiple of 32; the other follows
 *     the picture (640 makes 640x384 of 16:9)
 * @param classes of interest
 * @param threshold smallest score, 0.001 to 0.99
 * @param overlap intersection over union above which the weaker of two boxes of one class is
 *     dropped
 * @param tiles besides the whole, so many by so many overlapping tiles: for small objects in large
 *     pictures, at {@code tiles²} times the cost; 1 for none
 */
public record DetectorOptions(
    int longSide, Set<ObjectClass> classes, float threshold, float overlap, int tiles) {

  public DetectorOptions {
    classes = Set.copyOf(classes);
    if (longSide < 64 || longSide > 2048 || longSide % 32 != 0) {
      throw new SceneException(
          "A detector looks at 64 to 2048 pixels, in steps of 32, not at " + longSide);
    }
    if (!(threshold >= 0.001f && threshold <= 0.99f)) {
      throw new SceneException("A detector's threshold is 0.001 to 0.99, not " + threshold);
    }
    if (!(overlap > 0 && overlap <= 1)) {
      throw new SceneException("An overlap is over 0 and up to 1, not " + overlap);
    }
    if (tiles < 1 || tiles > 8) {
      throw new SceneException("There are 1 to 8 tiles a side, not " + tiles);
    }
  }

  /** 640 pixels, the classes of a street, score 0.25, no tiles. */
  public static DetectorOptions defaults() {
    return new DetectorOptions(640, ObjectClass.STREET, 0.25f, 0.6f, 1);
  }

  public DetectorOptions withLongSide(int pixels) {
    return new DetectorOptions(pixels, classes, threshold, overlap, tiles);
  }

  public DetectorOptions withClasses(Set<ObjectClass> wanted) {
    return new DetectorOptions(longSide, wanted, threshold, overlap, tiles);
  }

  public DetectorOptions withThreshold(float smallestScore) {
    return new DetectorOptions(longSide, classes, smallestScore, overlap, tiles);
  }

  public DetectorOptions withTiles(int count) {
    return new DetectorOptions(longSide, classes, threshold, overlap, count);
  }
}
