package dev.gatehouse.web;

import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.DoorLine;
import dev.gatehouse.site.GeoPoint;
import dev.gatehouse.site.GeoReference;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.SiteException;
import dev.gatehouse.site.Walkway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An area as GeoJSON (RFC 7946): its outline, zones, doors, cameras and ways. */
final class AreaGeoJson {
  private final GeoReference reference;
  private final List<Map<String, Object>> features = new ArrayList<>();

  private AreaGeoJson(GeoReference reference) {
    this.reference = reference;
  }

  /**
   * @throws SiteException if nobody said where on the globe the area is
   */
  static Map<String, Object> of(Area area, List<Placement> placements, Walkway walkway) {
    GeoReference reference =
        area.reference()
            .orElseThrow(
                () ->
                    new SiteException(
                        "'%s' is not tied to the map yet, so that it has no GeoJSON; tie two points"
                            .formatted(area.name())));
    var json = new AreaGeoJson(reference);
    json.polygon(
        "area",
        area.id(),
        area.name(),
        List.of(
            new Point(0, 0),
            new Point(area.width(), 0),
            new Point(area.width(), area.height()),
            new Point(0, area.height())));
    for (AreaZone zone : area.zones()) {
      json.polygon("zone", zone.id(), zone.name(), zone.polygon());
    }
    for (DoorLine door : area.doors()) {
      json.add(
          "door",
          door.id(),
          door.name(),
          "LineString",
          List.of(json.globe(door.from()), json.globe(door.to())));
    }
    for (Placement placement : placements) {
      Map<String, Object> properties =
          json.add(
              "camera",
              placement.camera(),
              placement.camera(),
              "Point",
              json.globe(placement.position().metres()));
      properties.put("bearing", (placement.direction() + reference.bearing()) % 360);
      properties.put("fieldOfView", placement.fieldOfView());
      properties.put("range", placement.range());
      properties.put("calibrated", placement.calibration().isPresent());
    }
    json.ways(area, walkway);
    Map<String, Object> collection = new LinkedHashMap<>();
    collection.put("type", "FeatureCollection");
    collection.put("features", json.features);
    return collection;
  }

  private void ways(Area area, Walkway walkway) {
    Map<String, Point> nodes = new HashMap<>();
    for (Walkway.Node node : walkway.nodes()) {
      Position position = node.position();
      if (position.area().equals(area.id())) {
        nodes.put(node.id(), position.metres());
      }
    }
    for (Walkway.Edge edge : walkway.edges()) {
      Point from = nodes.get(edge.from());
      Point to = nodes.get(edge.to());
      if (from != null && to != null) {
        add(
            "way",
            edge.from() + " " + edge.to(),
            "Way",
            "LineString",
            List.of(globe(from), globe(to)));
      }
    }
  }

  /** Closed, and counter-clockwise on the globe, as the standard wants it. */
  private void polygon(String kind, String id, String name, List<Point> corners) {
    double twice = 0;
    for (int i = 0; i < corners.size(); i++) {
      Point a = corners.get(i);
      Point b = corners.get((i + 1) % corners.size());
      twice += a.x() * b.y() - b.x() * a.y();
    }
    List<Point> around = twice > 0 ? corners.reversed() : corners; // y goes down
    List<List<Double>> ring = new ArrayList<>(around.stream().map(this::globe).toList());
    ring.add(ring.getFirst());
    add(kind, id, name, "Polygon", List.of(ring));
  }

  private List<Double> globe(Point metres) {
    GeoPoint point = reference.toGlobe(metres);
    return List.of(point.longitude(), point.latitude());
  }

  private Map<String, Object> add(
      String kind, String id, String name, String type, Object coordinates) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("kind", kind);
    properties.put("id", id);
    properties.put("name", name);
    Map<String, Object> feature = new LinkedHashMap<>();
    feature.put("type", "Feature");
    feature.put("geometry", Map.of("type", type, "coordinates", coordinates));
    feature.put("properties", properties);
    features.add(feature);
    return properties;
  }
}
