package dev.gatehouse.face;

import java.util.List;

/**
 * How well a face can be recognised, as one number with its reasons.
 *
 * @param score 0 to 1, the product of the four below
 * @param size 1 from 80 pixels between the sides of the face up
 * @param sharpness 1 for a sharp picture, towards 0 the more blurred
 * @param pose 1 for a face that looks into the camera, towards 0 the more it turns away
 * @param exposure 1 for well lit, towards 0 for too dark, too bright or too flat
 * @param reasons what lowers it, for people, such as "face 38 px wide, 80 needed"; empty for a face
 *     that is good enough to enrol
 */
public record FaceQuality(
    double score,
    double size,
    double sharpness,
    double pose,
    double exposure,
    List<String> reasons) {

  public FaceQuality {
    reasons = List.copyOf(reasons);
  }

  /** Whether it suits enrolment: nothing is wrong with it. */
  public boolean enrollable() {
    return reasons.isEmpty();
  }
}
