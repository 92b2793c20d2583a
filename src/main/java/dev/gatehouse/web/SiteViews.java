package dev.gatehouse.web;

import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Calibration;
import dev.gatehouse.site.DoorLine;
import dev.gatehouse.site.GeoPoint;
import dev.gatehouse.site.GeoReference;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import dev.gatehouse.site.Walkway;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sites as the API shows and takes them: points are [x, y] in metres of their area. */
final class SiteViews {
  private SiteViews() {}

  record ZoneView(String id, String name, List<List<Double>> polygon) {}

  /**
   * @param left the zone to the left of the arrow; null: outside
   * @param right likewise
   */
  record DoorLineView(
      String id,
      String name,
      List<Double> from,
      List<Double> to,
      @Nullable String left,
      @Nullable String right) {}

  record ReferenceView(double latitude, double longitude, double bearing) {}

  /**
   * @param url of the picture, another one for another picture
   */
  record PlanView(String url) {}

  record AreaView(
      String id,
      String site,
      @Nullable String building,
      String name,
      int level,
      double width,
      double height,
      @Nullable ReferenceView reference,
      List<ZoneView> zones,
      List<DoorLineView> doors,
      @Nullable PlanView plan,
      String version) {

    static AreaView of(Area area, Sites sites) {
      return new AreaView(
          area.id(),
          area.site(),
          area.building().orElse(null),
          area.name(),
          area.level(),
          area.width(),
          area.height(),
          area.reference()
              .map(
                  r ->
                      new ReferenceView(r.origin().latitude(), r.origin().longitude(), r.bearing()))
              .orElse(null),
          area.zones().stream()
              .map(z -> new ZoneView(z.id(), z.name(), numbers(z.polygon())))
              .toList(),
          area.doors().stream()
              .map(
                  d ->
                      new DoorLineView(
                          d.id(),
                          d.name(),
                          numbers(d.from()),
                          numbers(d.to()),
                          d.left().orElse(null),
                          d.right().orElse(null)))
              .toList(),
          sites
              .planVersion(area.id())
              .map(version -> new PlanView("/api/areas/" + area.id() + "/plan?v=" + version))
              .orElse(null),
          sites.version(area).orElse(""));
    }
  }

  /** What can be changed of an area at once. */
  record AreaChange(
      String version,
      String name,
      int level,
      double width,
      double height,
      @Nullable ReferenceView reference,
      List<ZoneView> zones,
      List<DoorLineView> doors) {

    Area area(Area before) {
      return new Area(
          before.id(),
          before.site(),
          before.building(),
          name.strip(),
          level,
          width,
          height,
          Optional.ofNullable(reference)
              .map(r -> new GeoReference(new GeoPoint(r.latitude(), r.longitude()), r.bearing())),
          zones.stream()
              .map(z -> new AreaZone(z.id(), z.name().strip(), points("zones", z.polygon())))
              .toList(),
          doors.stream()
              .map(
                  d ->
                      new DoorLine(
                          d.id(),
                          d.name().strip(),
                          point("doors", d.from()),
                          point("doors", d.to()),
                          Optional.ofNullable(d.left()),
                          Optional.ofNullable(d.right())))
              .toList());
    }
  }

  record BuildingView(String id, String name) {}

  record SiteView(String id, String name, List<BuildingView> buildings, List<AreaView> areas) {}

  record CalibrationView(List<List<Double>> picture, List<List<Double>> metres) {
    static CalibrationView of(Calibration calibration) {
      return new CalibrationView(numbers(calibration.picture()), numbers(calibration.metres()));
    }

    Calibration calibration() {
      return new Calibration(
          points("calibration.picture", picture), points("calibration.metres", metres));
    }
  }

  record PlacementView(
      String area,
      List<Double> position,
      double direction,
      double fieldOfView,
      double range,
      @Nullable CalibrationView calibration,
      long clockMs,
      String version) {

    static PlacementView of(Placement placement) {
      return new PlacementView(
          placement.position().area(),
          numbers(placement.position().metres()),
          placement.direction(),
          placement.fieldOfView(),
          placement.range(),
          placement.calibration().map(CalibrationView::of).orElse(null),
          placement.clock().toMillis(),
          Sites.version(placement));
    }
  }

  /**
   * @param version null: the camera stands nowhere yet
   */
  record PlacementChange(
      @Nullable String version,
      String area,
      List<Double> position,
      double direction,
      double fieldOfView,
      double range,
      @Nullable CalibrationView calibration,
      long clockMs) {

    Placement placement(String camera) {
      return new Placement(
          camera,
          new Position(area, point("position", position)),
          direction,
          fieldOfView,
          range,
          Optional.ofNullable(calibration).map(CalibrationView::calibration),
          Duration.ofMillis(clockMs));
    }
  }

  record NodeView(String id, String area, List<Double> position) {}

  record EdgeView(String from, String to, double metres) {}

  record WalkwayView(String version, List<NodeView> nodes, List<EdgeView> edges) {
    static WalkwayView of(Walkway walkway) {
      return new WalkwayView(
          Sites.version(walkway),
          walkway.nodes().stream()
              .map(n -> new NodeView(n.id(), n.position().area(), numbers(n.position().metres())))
              .toList(),
          walkway.edges().stream().map(e -> new EdgeView(e.from(), e.to(), e.metres())).toList());
    }

    Walkway walkway() {
      return new Walkway(
          nodes.stream()
              .map(
                  n ->
                      new Walkway.Node(
                          n.id(), new Position(n.area(), point("nodes", n.position()))))
              .toList(),
          edges.stream().map(e -> new Walkway.Edge(e.from(), e.to(), e.metres())).toList());
    }
  }

  static List<Double> numbers(Point point) {
    return List.of(point.x(), point.y());
  }

  private static List<List<Double>> numbers(List<Point> points) {
    return points.stream().map(SiteViews::numbers).toList();
  }

  private static List<Point> points(String field, List<List<Double>> points) {
    return points.stream().map(xy -> point(field, xy)).toList();
  }

  static Point point(String field, List<Double> xy) {
    if (xy.size() != 2) {
      throw new FieldException(field, "A point has two numbers, x and y, in metres");
    }
    return new Point(xy.get(0), xy.get(1));
  }
}
