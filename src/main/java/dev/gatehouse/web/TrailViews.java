package dev.gatehouse.web;

import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.GeoPoint;
import dev.gatehouse.site.Path;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import dev.gatehouse.trail.DayMap;
import dev.gatehouse.trail.DayMaps;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** Day maps as the page, a map program and a spreadsheet read them. */
@Component
@ConditionalOnWebApplication
class TrailViews {
  private final DayMaps maps;
  private final Sites sites;
  private final CameraPlaces cameras;

  TrailViews(DayMaps maps, Sites sites, CameraPlaces cameras) {
    this.maps = maps;
    this.sites = sites;
    this.cameras = cameras;
  }

  /**
   * A day.
   *
   * @param from and {@code to}: of the day, which may have 23 or 25 hours
   * @param agreed whether a grant is in force now
   * @param note what an empty day, or a partial one, means; null where there is nothing to say
   * @param areas ids of those that are on it, as they are walked into
   * @param doubtful visits that do not fit the others
   */
  record DayView(
      LocalDate day,
      String zone,
      Instant from,
      Instant to,
      boolean agreed,
      @Nullable String note,
      List<PieceView> pieces,
      List<StopView> stops,
      List<String> areas,
      int doubtful) {}

  /**
   * A piece of time.
   *
   * @param spot where, if it is at a spot that is on a plan
   * @param path the way, where it is WALKED
   * @param stop which stop it belongs to
   */
  record PieceView(
      DayMap.Kind kind,
      Instant from,
      Instant to,
      @Nullable Integer stop,
      @Nullable SpotView spot,
      @Nullable List<PathPoint> path) {}

  /**
   * A point of an area.
   *
   * @param zone name of the room, if it is in one
   */
  record SpotView(String area, double x, double y, @Nullable String zone) {}

  /** Where one was when, on a way. */
  record PathPoint(String area, double x, double y, Instant at) {}

  /**
   * A stop.
   *
   * @param name the room, else the area, else the camera
   * @param seenSeconds for how long a camera saw them; the rest is inferred
   */
  record StopView(
      Instant from,
      Instant to,
      long seconds,
      long seenSeconds,
      String name,
      String place,
      List<CameraView> cameras,
      @Nullable SpotView spot) {}

  record CameraView(String id, String name) {}

  DayView view(
      DayMap map,
      LocalDate day,
      ZoneId zone,
      Instant from,
      Instant to,
      boolean agreed,
      String note) {
    Set<String> areas = new LinkedHashSet<>();
    for (DayMap.Piece piece : map.pieces()) {
      piece.position().map(Position::area).ifPresent(areas::add);
      piece.path().ifPresent(path -> path.points().forEach(point -> areas.add(point.area())));
    }
    return new DayView(
        day,
        zone.getId(),
        from,
        to,
        agreed,
        note.isEmpty() ? null : note,
        map.pieces().stream().map(this::piece).toList(),
        map.stops().stream().map(this::stop).toList(),
        areas.stream().filter(area -> sites.area(area).isPresent()).toList(),
        map.doubtful().size());
  }

  private PieceView piece(DayMap.Piece piece) {
    return new PieceView(
        piece.kind(),
        piece.from(),
        piece.to(),
        piece.stop() < 0 ? null : piece.stop(),
        piece.position().map(this::spot).orElse(null),
        piece.path().map(path -> points(path, piece)).orElse(null));
  }

  private SpotView spot(Position position) {
    return new SpotView(
        position.area(),
        rounded(position.metres().x()),
        rounded(position.metres().y()),
        maps.zone(position).map(AreaZone::name).orElse(null));
  }

  private static double rounded(double metres) {
    return Math.round(metres * 100) / 100.0;
  }

  private static List<PathPoint> points(Path path, DayMap.Piece piece) {
    List<PathPoint> points = new ArrayList<>();
    double millis = Duration.between(piece.from(), piece.to()).toMillis();
    for (int i = 0; i < path.points().size(); i++) {
      Position at = path.points().get(i);
      double share = path.length() > 0 ? path.metres().get(i) / path.length() : 0;
      points.add(
          new PathPoint(
              at.area(),
              rounded(at.metres().x()),
              rounded(at.metres().y()),
              piece.from().plusMillis((long) (share * millis))));
    }
    return points;
  }

  private StopView stop(DayMap.Stop stop) {
    return new StopView(
        stop.from(),
        stop.to(),
        stop.length().toSeconds(),
        stop.seen().toSeconds(),
        name(stop),
        stop.place(),
        stop.cameras().stream().map(id -> new CameraView(id, cameras.name(id))).toList(),
        stop.position().map(this::spot).orElse(null));
  }

  private String name(DayMap.Stop stop) {
    return where(stop.position()).orElseGet(() -> cameras.name(stop.cameras().getFirst()));
  }

  /** The room, else the area; empty where there is no plan (any more). */
  Optional<String> where(Optional<Position> position) {
    return position
        .flatMap(maps::zone)
        .map(AreaZone::name)
        .or(() -> position.map(Position::area).flatMap(sites::area).map(Area::name));
  }

  // ---- files

  /**
   * Points and ways on the globe (RFC 7946). What lies on an area that is tied to no place of the
   * globe has no geometry, but its metres among the properties.
   */
  Map<String, Object> geoJson(DayView day) {
    List<Map<String, Object>> features = new ArrayList<>();
    for (int i = 0; i < day.stops().size(); i++) {
      StopView stop = day.stops().get(i);
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("what", "stop");
      properties.put("name", stop.name());
      properties.put("place", stop.place());
      properties.put("from", stop.from());
      properties.put("to", stop.to());
      properties.put("seconds", stop.seconds());
      properties.put("seenSeconds", stop.seenSeconds());
      SpotView spot = stop.spot();
      Optional<List<Double>> globe = Optional.empty();
      if (spot != null) {
        put(properties, spot.area(), List.of(List.of(spot.x(), spot.y())));
        globe = globe(spot.area(), spot.x(), spot.y());
      }
      features.add(feature("Point", globe.orElse(null), properties));
    }
    for (PieceView piece : day.pieces()) {
      if (piece.path() != null) {
        features.addAll(ways(piece, piece.path()));
      }
    }
    Map<String, Object> collection = new LinkedHashMap<>();
    collection.put("type", "FeatureCollection");
    collection.put("day", day.day());
    collection.put("timeZone", day.zone());
    collection.put("features", features);
    return collection;
  }

  /** A feature for each area that a way goes over. */
  private List<Map<String, Object>> ways(PieceView piece, List<PathPoint> path) {
    List<Map<String, Object>> features = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= path.size(); i++) {
      if (i == path.size() || !path.get(i).area().equals(path.get(start).area())) {
        List<PathPoint> part = path.subList(start, i);
        if (part.size() > 1) {
          features.add(way(piece, part));
        }
        start = i;
      }
    }
    return features;
  }

  private Map<String, Object> way(PieceView piece, List<PathPoint> part) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("what", "way");
    properties.put("inferred", true);
    properties.put("from", part.getFirst().at());
    properties.put("to", part.getLast().at());
    properties.put("kind", piece.kind());
    String area = part.getFirst().area();
    put(properties, area, part.stream().map(point -> List.of(point.x(), point.y())).toList());
    List<List<Double>> line = new ArrayList<>();
    part.forEach(point -> globe(area, point.x(), point.y()).ifPresent(line::add));
    return feature("LineString", line.size() == part.size() ? line : null, properties);
  }

  private static void put(Map<String, Object> properties, String area, List<List<Double>> metres) {
    properties.put("area", area);
    properties.put("metres", metres);
  }

  private static Map<String, Object> feature(
      String type, @Nullable Object coordinates, Map<String, Object> properties) {
    Map<String, Object> feature = new LinkedHashMap<>();
    feature.put("type", "Feature");
    feature.put(
        "geometry", coordinates == null ? null : Map.of("type", type, "coordinates", coordinates));
    feature.put("properties", properties);
    return feature;
  }

  private Optional<List<Double>> globe(String area, double x, double y) {
    return sites
        .area(area)
        .flatMap(Area::reference)
        .map(reference -> reference.toGlobe(new Point(x, y)))
        .map(point -> List.of(degrees(point, false), degrees(point, true)));
  }

  private static double degrees(GeoPoint point, boolean latitude) {
    return Math.round((latitude ? point.latitude() : point.longitude()) * 1e7) / 1e7;
  }

  /** A line for each piece of time; times with the offset of the day's time zone. */
  String csv(DayView day) {
    ZoneId zone = ZoneId.of(day.zone());
    var csv =
        new StringBuilder(
            "from,to,seconds,how,inferred,name,place,cameras,area,x,y,latitude,longitude\r\n");
    for (PieceView piece : day.pieces()) {
      Optional<StopView> stop = Optional.ofNullable(piece.stop()).map(day.stops()::get);
      Optional<SpotView> spot = Optional.ofNullable(piece.spot());
      Optional<List<Double>> globe = spot.flatMap(one -> globe(one.area(), one.x(), one.y()));
      List<@Nullable Object> fields = new ArrayList<>();
      fields.add(piece.from().atZone(zone).toOffsetDateTime().toString());
      fields.add(piece.to().atZone(zone).toOffsetDateTime().toString());
      fields.add(Duration.between(piece.from(), piece.to()).toSeconds());
      fields.add(piece.kind().name());
      fields.add(piece.kind() != DayMap.Kind.SEEN);
      fields.add(stop.map(StopView::name).orElse(null));
      fields.add(stop.map(StopView::place).orElse(null));
      fields.add(
          stop.map(one -> String.join(" ", one.cameras().stream().map(CameraView::id).toList()))
              .orElse(null));
      fields.add(spot.map(SpotView::area).orElse(null));
      fields.add(spot.map(SpotView::x).orElse(null));
      fields.add(spot.map(SpotView::y).orElse(null));
      fields.add(globe.map(one -> one.get(1)).orElse(null));
      fields.add(globe.map(one -> one.get(0)).orElse(null));
      csv.append(String.join(",", fields.stream().map(StreetStatisticsController::field).toList()))
          .append("\r\n");
    }
    return csv.toString();
  }

  // ---- musters

  /** Null stands for what is not known, as JSON has it. */
  static @Nullable Integer orNull(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }
}
