package dev.gatehouse.tracking;

/**
 * How boxes are joined to tracks.
 *
 * @param highScore boxes of at least this score are joined first and may begin tracks
 * @param lowScore boxes between this and {@code highScore} only continue tracks that were seen in
 *     the frame before (ByteTrack's second stage); weaker ones are ignored
 * @param newScore a track begins with a box of at least this score
 * @param sureScore a track that begins with a box of at least this score counts at once, without
 *     being seen again; over 1 for none
 * @param smallestOverlap least intersection over union of a box and the place a track is expected
 *     at
 * @param patienceSeconds how long a track lives without being seen
 * @param confirmHits a track counts once it was seen so often
 * @param momentum weight of the direction of motion beside the overlap (OC-SORT), 0 for none
 */
public record TrackerSettings(
    double highScore,
    double lowScore,
    double newScore,
    double sureScore,
    double smallestOverlap,
    double patienceSeconds,
    int confirmHits,
    double momentum) {

  public TrackerSettings {
    if (!(lowScore >= 0 && lowScore <= highScore && highScore <= newScore && newScore <= 1)) {
      throw new IllegalArgumentException(
          "Scores are 0 <= low <= high <= new <= 1, not %s, %s, %s"
              .formatted(lowScore, highScore, newScore));
    }
    if (!(sureScore >= 0)) {
      throw new IllegalArgumentException("The sure score is not below 0, not " + sureScore);
    }
    if (!(smallestOverlap > 0 && smallestOverlap < 1)) {
      throw new IllegalArgumentException(
          "The smallest overlap is between 0 and 1, not " + smallestOverlap);
    }
    if (!(patienceSeconds > 0) || confirmHits < 1 || !(momentum >= 0)) {
      throw new IllegalArgumentException(
          "Patience is over 0 s, hits at least 1 and momentum not below 0");
    }
  }

  /** For a detector whose scores are about 0.3 for doubtful and over 0.5 for good objects. */
  public static TrackerSettings defaults() {
    return new TrackerSettings(0.45, 0.2, 0.5, 0.8, 0.2, 2, 3, 0.2);
  }

  public TrackerSettings withScores(double high, double low, double beginning) {
    return new TrackerSettings(
        high, low, beginning, sureScore, smallestOverlap, patienceSeconds, confirmHits, momentum);
  }

  public TrackerSettings withPatience(double seconds) {
    return new TrackerSettings(
        highScore, lowScore, newScore, sureScore, smallestOverlap, seconds, confirmHits, momentum);
  }

  public TrackerSettings withConfirmHits(int hits) {
    return new TrackerSettings(
        highScore, lowScore, newScore, sureScore, smallestOverlap, patienceSeconds, hits, momentum);
  }
}
