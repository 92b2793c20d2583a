package dev.gatehouse.face;

import java.util.Optional;

/**
 * How near a face's geometry comes to what studies found people to like on average: for fun, and no
 * judgement of anybody. It is computed from the points of {@link FaceMesh} alone, turned to the
 * front in three dimensions:
 *
 * <ul>
 *   <li><b>Symmetry</b>: how far the points of one half lie from the mirror image of the other, in
 *       widths of the face (Rhodes, "The evolutionary psychology of facial beauty", Annual Review
 *       of Psychology 57, 2006, on symmetry and averageness).
 *   <li><b>Proportions</b>: how near four of them are to those of an average face, among them the
 *       two that Pallett, Link and Lee varied and found best liked at the average ("New 'golden'
 *       ratios for facial beauty", Vision Research 50, 2010): eyes to mouth in lengths of the face,
 *       and the distance of the eyes in widths.
 * </ul>
 *
 * <p>It says nothing about anybody's taste: docs/faces.md has the measured correlation with
 * people's ratings, which is about none. It is shown and forgotten.
 *
 * @param symmetry 0 to 1; half of all faces are above 0.5
 * @param proportions 0 to 1
 */
public record Appeal(double symmetry, double proportions) {
  /** How far a head may be turned or nod, in radians. */
  private static final double TURNED = Math.toRadians(22);

  // Of every second photo of LFW: median asymmetry of a face that looks ahead, and what turning
  // adds a radian.
  private static final double ASYMMETRY = 0.0066;
  private static final double ASYMMETRY_TURNED = 0.018;

  /**
   * A proportion of the average face.
   *
   * @param mean median of every second photo of LFW
   * @param deviation standard deviation, from the quartiles
   */
  private enum Proportion {
    EYES_TO_MOUTH(0.4053, 0.0242),
    EYES_APART(0.4108, 0.0156),
    BROWS_TO_NOSE(0.4859, 0.0227),
    NOSE_WIDTH(0.6004, 0.0392);

    private final double mean;
    private final double deviation;

    Proportion(double mean, double deviation) {
      this.mean = mean;
      this.deviation = deviation;
    }

    double of(FrontalFace f) {
      double apart = (f.x(362) + f.x(263) - f.x(33) - f.x(133)) / 2;
      double brows = (f.y(66) + f.y(105) + f.y(296) + f.y(334)) / 4;
      double eyes = (f.y(33) + f.y(133) + f.y(362) + f.y(263)) / 4;
      double mouth = (f.y(61) + f.y(291)) / 2;
      double noseBase = f.y(2);
      double chin = f.y(152);
      return switch (this) {
        case EYES_TO_MOUTH -> (mouth - eyes) / f.length();
        case EYES_APART -> apart / f.width();
        case BROWS_TO_NOSE -> (noseBase - brows) / (chin - brows);
        case NOSE_WIDTH -> (f.x(294) - f.x(64)) / apart;
      };
    }
  }

  public Appeal {
    if (!(symmetry >= 0 && symmetry <= 1) || !(proportions >= 0 && proportions <= 1)) {
      throw new FaceException(
          "Symmetry and proportions are 0 to 1: " + symmetry + " and " + proportions);
    }
  }

  /** Empty where the head is turned or nods too far, by more than about 22 degrees. */
  public static Optional<Appeal> of(FaceMesh mesh) {
    double yaw = Math.abs(mesh.yaw());
    if (yaw > TURNED || Math.abs(mesh.pitch()) > TURNED) {
      return Optional.empty();
    }
    return FrontalFace.of(mesh)
        .map(
            face -> {
              double usual = ASYMMETRY + ASYMMETRY_TURNED * yaw;
              double sum = 0;
              for (Proportion p : Proportion.values()) {
                sum += near((p.of(face) - p.mean) / p.deviation);
              }
              return new Appeal(near(face.asymmetry() / usual), sum / Proportion.values().length);
            });
  }

  /** Both as one number, 0 to 1. */
  public double score() {
    return (symmetry + proportions) / 2;
  }

  /** What is shown, 90 to 99: everybody's is high. */
  public int shown() {
    return 90 + (int) Math.round(9 * score());
  }

  /**
   * The appeal over several frames: this one moved towards a newer one.
   *
   * @param weight of the newer one, 0 to 1; {@code 1.0 / n} at the nth frame makes it the mean
   */
  public Appeal towards(Appeal newer, double weight) {
    return new Appeal(
        symmetry + weight * (newer.symmetry - symmetry),
        proportions + weight * (newer.proportions - proportions));
  }

  /** 1 at 0, a half at 1, less the farther off; 0 for what is no number. */
  private static double near(double off) {
    double near = 1 / (1 + off * off);
    return Double.isNaN(near) ? 0 : near;
  }
}
