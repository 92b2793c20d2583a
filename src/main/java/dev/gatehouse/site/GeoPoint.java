package dev.gatehouse.site;

/**
 * A point of the globe, WGS 84.
 *
 * @param latitude degrees, -85 to 85: the web's maps go no further
 * @param longitude degrees, -180 to 180
 */
public record GeoPoint(double latitude, double longitude) {
  public GeoPoint {
    if (!(Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180)) {
      throw new SiteException(
          "%s, %s is no place on the map: latitudes go from -85 to 85, longitudes from -180 to 180"
              .formatted(latitude, longitude));
    }
  }
}
