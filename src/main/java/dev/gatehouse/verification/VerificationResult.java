package dev.gatehouse.verification;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The answer to a verification. It names nobody and is not kept.
 *
 * @param match whether the score reached the threshold
 * @param score cosine similarity, -1 to 1
 * @param threshold that the score had to reach
 * @param fmr false match rate that the threshold stands for: the share of pairs of different people
 *     that reach it
 * @param fmrSource where that rate was measured
 * @param liveness of the challenge, 0.5 (as good as unknown) to 1 (live); empty where a photo was
 *     sent, which shows no life
 * @param photos one for each photo, in the order of the request
 */
public record VerificationResult(
    boolean match,
    float score,
    float threshold,
    double fmr,
    String fmrSource,
    OptionalDouble liveness,
    List<PhotoQuality> photos) {

  public VerificationResult {
    photos = List.copyOf(photos);
  }

  /**
   * How well the face of a photo can be recognised.
   *
   * @param field of the request
   * @param quality 0 to 1
   * @param reasons what lowers it, for people, such as "face 38 px wide, 80 needed"; empty for a
   *     photo that is good enough to enrol
   */
  public record PhotoQuality(String field, double quality, List<String> reasons) {
    public PhotoQuality {
      reasons = List.copyOf(reasons);
    }
  }
}
