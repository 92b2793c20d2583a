package dev.gatehouse.site;

import dev.gatehouse.image.Point;

/**
 * Ties an area's metres to the globe, by a plane that touches it at the area's origin: over a few
 * kilometres that is right to centimetres. Radii of curvature of WGS 84 (NIMA TR8350.2).
 *
 * @param origin where the area's point 0, 0 lies
 * @param bearing where the area's up (against y) points to, in degrees clockwise from north
 */
public record GeoReference(GeoPoint origin, double bearing) {
  private static final double A = 6_378_137; // metres, semi-major axis
  private static final double E2 = 6.69437999014e-3; // first eccentricity, squared

  public GeoReference {
    if (!Double.isFinite(bearing)) {
      throw new SiteException("The bearing of a plan is in degrees");
    }
    bearing = ((bearing % 360) + 360) % 360;
  }

  private double metresPerLatitude() {
    double sin = Math.sin(Math.toRadians(origin.latitude()));
    return Math.toRadians(A * (1 - E2) / Math.pow(1 - E2 * sin * sin, 1.5));
  }

  private double metresPerLongitude() {
    double latitude = Math.toRadians(origin.latitude());
    double sin = Math.sin(latitude);
    return Math.toRadians(A * Math.cos(latitude) / Math.sqrt(1 - E2 * sin * sin));
  }

  /**
   * @param metres of the area, x right, y down
   */
  public GeoPoint toGlobe(Point metres) {
    double turn = Math.toRadians(bearing);
    double east = metres.x() * Math.cos(turn) - metres.y() * Math.sin(turn);
    double south = metres.x() * Math.sin(turn) + metres.y() * Math.cos(turn);
    return new GeoPoint(
        origin.latitude() - south / metresPerLatitude(),
        origin.longitude() + east / metresPerLongitude());
  }

  /** The other way round, in metres of the area. */
  public Point toArea(GeoPoint point) {
    double turn = Math.toRadians(bearing);
    double east = (point.longitude() - origin.longitude()) * metresPerLongitude();
    double south = (origin.latitude() - point.latitude()) * metresPerLatitude();
    return new Point(
        east * Math.cos(turn) + south * Math.sin(turn),
        -east * Math.sin(turn) + south * Math.cos(turn));
  }

  /**
   * How an area lies on the globe.
   *
   * @param scale by which its metres are to be multiplied
   * @param reference of the area after that
   */
  record Fit(double scale, GeoReference reference) {}

  /** The one way to lay an area so that two of its points come to lie on two of the globe. */
  static Fit between(Point a, GeoPoint aGlobe, Point b, GeoPoint bGlobe) {
    Point apart = new GeoReference(aGlobe, 0).toArea(bGlobe);
    double metres = Math.hypot(apart.x(), apart.y());
    if (!(metres >= 1 && metres <= Area.LARGEST)) {
      throw new SiteException(
          "The two points on the map are %.1f metres apart; 1 to %.0f are needed"
              .formatted(metres, Area.LARGEST));
    }
    double scale = metres / a.distance(b);
    double turn = Math.atan2(apart.y(), apart.x()) - Math.atan2(b.y() - a.y(), b.x() - a.x());
    double bearing = Math.toDegrees(turn);
    GeoPoint origin =
        new GeoReference(aGlobe, bearing).toGlobe(new Point(-a.x() * scale, -a.y() * scale));
    return new Fit(scale, new GeoReference(origin, bearing));
  }
}
