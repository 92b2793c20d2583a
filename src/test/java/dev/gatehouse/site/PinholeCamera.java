package dev.gatehouse.site;

import dev.gatehouse.image.Point;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A camera over flat ground, without lens distortion: what a calibration should find out.
 *
 * @param foot the point below it, in metres, y down
 * @param height metres over the ground
 * @param pan degrees clockwise from up (against y)
 * @param tilt degrees below the horizontal
 * @param focal in heights of the picture
 * @param aspect width of the picture over its height
 */
record PinholeCamera(
    Point foot, double height, double pan, double tilt, double focal, double aspect) {

  static PinholeCamera random(Random random) {
    return new PinholeCamera(
        new Point(random.nextDouble(-50, 50), random.nextDouble(-50, 50)),
        random.nextDouble(2, 10),
        random.nextDouble(360),
        random.nextDouble(15, 65),
        random.nextDouble(0.6, 2.5),
        random.nextBoolean() ? 16.0 / 9 : 4.0 / 3);
  }

  /** Where a point of the ground is in the picture, as fractions of it; empty behind the camera. */
  Optional<Point> see(Point ground) {
    double turn = Math.toRadians(pan);
    double down = Math.toRadians(tilt);
    double dx = ground.x() - foot.x();
    double dy = ground.y() - foot.y();
    double right = dx * Math.cos(turn) + dy * Math.sin(turn);
    double ahead = dx * Math.sin(turn) - dy * Math.cos(turn);
    double depth = ahead * Math.cos(down) + height * Math.sin(down);
    double below = height * Math.cos(down) - ahead * Math.sin(down);
    return depth <= 0
        ? Optional.empty()
        : Optional.of(new Point(0.5 + focal * right / depth / aspect, 0.5 + focal * below / depth));
  }

  /** Where on the ground a point of the picture is; empty above the horizon. */
  Optional<Point> ground(Point seen) {
    double turn = Math.toRadians(pan);
    double down = Math.toRadians(tilt);
    double x = (seen.x() - 0.5) * aspect / focal;
    double y = (seen.y() - 0.5) / focal;
    double sinking = y * Math.cos(down) + Math.sin(down);
    if (sinking < 1e-3) {
      return Optional.empty();
    }
    double right = x * height / sinking;
    double ahead = (Math.cos(down) - y * Math.sin(down)) * height / sinking;
    return Optional.of(
        new Point(
            foot.x() + right * Math.cos(turn) + ahead * Math.sin(turn),
            foot.y() + right * Math.sin(turn) - ahead * Math.cos(turn)));
  }

  /** Four points around the picture's middle that lie on the ground no farther than 60 m. */
  Optional<List<Point>> quadrilateral(Random random) {
    for (int attempt = 0; attempt < 50; attempt++) {
      double top = random.nextDouble(0.1, 0.5);
      double bottom = random.nextDouble(top + 0.3, 0.95);
      List<Point> four =
          List.of(
              new Point(random.nextDouble(0.1, 0.35), top),
              new Point(random.nextDouble(0.65, 0.9), top + random.nextDouble(0.05)),
              new Point(random.nextDouble(0.65, 0.95), bottom - random.nextDouble(0.05)),
              new Point(random.nextDouble(0.05, 0.35), bottom));
      if (four.stream().allMatch(p -> ground(p).filter(g -> g.distance(foot) < 60).isPresent())) {
        return Optional.of(four);
      }
    }
    return Optional.empty();
  }

  /** The calibration by four points of its picture, each clicked beside where it is. */
  Calibration calibration(List<Point> points, double pixels, Random random) {
    return new Calibration(
        points.stream()
            .map(
                p ->
                    new Point(
                        Math.clamp(p.x() + pixels * random.nextGaussian() / (aspect * 1080), 0, 1),
                        Math.clamp(p.y() + pixels * random.nextGaussian() / 1080, 0, 1)))
            .toList(),
        points.stream().map(p -> ground(p).orElseThrow()).toList());
  }
}
