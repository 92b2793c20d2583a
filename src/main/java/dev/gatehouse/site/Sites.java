package dev.gatehouse.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.image.Point;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * All sites, areas and placements of this installation. What is read comes from memory; what is
 * changed is in the database when the call returns, and its listeners are told. Thread-safe.
 */
public final class Sites {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient database;
  private final TransactionOperations transaction;
  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Snapshot now;

  private record Snapshot(
      Map<String, Site> sites,
      Map<String, Building> buildings,
      Map<String, Area> areas,
      Map<String, Placement> placements,
      Map<String, Walkway> walkways,
      Map<String, String> planVersions,
      Map<String, WalkwayGraph> graphs) {}

  /** Reads what the database has. */
  public Sites(JdbcClient database, TransactionOperations transaction, Clock clock) {
    this.database = database;
    this.transaction = transaction;
    this.clock = clock;
    this.now = read();
  }

  public Collection<Site> sites() {
    return now.sites.values();
  }

  public Optional<Site> site(String id) {
    return Optional.ofNullable(now.sites.get(id));
  }

  public Collection<Building> buildings() {
    return now.buildings.values();
  }

  public Collection<Area> areas() {
    return now.areas.values();
  }

  public Optional<Area> area(String id) {
    return Optional.ofNullable(now.areas.get(id));
  }

  public Collection<Placement> placements() {
    return now.placements.values();
  }

  /** Where a camera (the id of a door, a street camera or a kiosk) stands. */
  public Optional<Placement> placement(String camera) {
    return Optional.ofNullable(now.placements.get(camera));
  }

  public Walkway walkway(String site) {
    return now.walkways.getOrDefault(site, Walkway.EMPTY);
  }

  /**
   * How somebody walks from one place to another, along the ways that were drawn; on an area
   * without any, straight.
   *
   * @return the shortest; empty where the two are on areas with no way between them
   */
  public Optional<Path> path(Position from, Position to) {
    Snapshot known = now;
    Optional<Path> walked =
        Optional.ofNullable(known.areas.get(from.area()))
            .map(area -> known.graphs.get(area.site()))
            .flatMap(graph -> graph.path(from, to));
    return walked.isEmpty() && from.area().equals(to.area())
        ? Optional.of(Path.straight(from, to))
        : walked;
  }

  /** The picture of an area's plan, from the database. */
  public Optional<PlanPicture> plan(String area) {
    return database
        .sql("select png, width, height from area_plan where area = ?")
        .param(area)
        .query(
            (row, _) ->
                new PlanPicture(row.getBytes("png"), row.getInt("width"), row.getInt("height")))
        .optional();
  }

  /** A text that is another one for another picture; empty where the area has none. */
  public Optional<String> planVersion(String area) {
    return Optional.ofNullable(now.planVersions.get(area));
  }

  /** A short text that is another one when the area, or the picture of its plan, is another. */
  public Optional<String> version(Area area) {
    return Optional.ofNullable(now.areas.get(area.id()))
        .map(_ -> version(area, now.planVersions.getOrDefault(area.id(), "")));
  }

  /** A short text that is another one for other ways. */
  public static String version(Walkway walkway) {
    return version(walkway, "");
  }

  /** A short text that is another one for another placement. */
  public static String version(Placement placement) {
    return version(placement, "");
  }

  private static String version(Object value, String more) {
    return Digests.shortHash((JSON.writeValueAsString(value) + more).getBytes(UTF_8));
  }

  /** What is on an area, and goes with it. */
  public Contents contents(Area area) {
    return contents(List.of(area), List.of());
  }

  /** What is on the floors of a building, and goes with it. */
  public Contents contents(Building building) {
    return contents(area -> area.building().equals(Optional.of(building.id())));
  }

  /** What is on a site, and goes with it. */
  public Contents contents(Site site) {
    return contents(area -> area.site().equals(site.id()));
  }

  private Contents contents(Predicate<Area> within) {
    List<Area> areas = now.areas.values().stream().filter(within).toList();
    return contents(areas, areas.stream().map(Area::name).toList());
  }

  private Contents contents(List<Area> areas, List<String> names) {
    Snapshot known = now;
    Set<String> ids = areas.stream().map(Area::id).collect(Collectors.toSet());
    return new Contents(
        names,
        known.placements.values().stream()
            .filter(placement -> ids.contains(placement.position().area()))
            .map(Placement::camera)
            .toList(),
        (int) ids.stream().filter(known.planVersions::containsKey).count(),
        areas.stream().mapToInt(area -> area.zones().size()).sum(),
        areas.stream().mapToInt(area -> area.doors().size()).sum(),
        (int)
            known.walkways.values().stream()
                .flatMap(walkway -> walkway.nodes().stream())
                .filter(node -> ids.contains(node.position().area()))
                .count());
  }

  /** Tells of each change, after it, on the thread that made it. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  // ---- changes

  public void put(Site site) {
    change(
        () ->
            upsert(
                "update site set name = :name where id = :id",
                "insert into site (id, name) values (:id, :name)",
                Map.of("id", site.id(), "name", site.name())));
  }

  /**
   * @throws SiteException if there is no such site
   */
  public void put(Building building) {
    requireSite(building.site());
    change(
        () ->
            upsert(
                "update building set site = :site, name = :name where id = :id",
                "insert into building (id, site, name) values (:id, :site, :name)",
                Map.of("id", building.id(), "site", building.site(), "name", building.name())));
  }

  /**
   * As {@link #put(Area)}, unless it was changed since it was read.
   *
   * @param version of the area as it was read
   * @throws StaleException if it is another one now
   */
  public void put(Area area, String version) {
    change(
        () -> {
          Area known = requireArea(area.id());
          requireVersion(version, version(known), "'" + known.name() + "'");
          write(area);
        });
  }

  /**
   * @throws SiteException if there is no such site, or no such building on it
   */
  public void put(Area area) {
    change(() -> write(area));
  }

  private void write(Area area) {
    requireSite(area.site());
    area.building()
        .ifPresent(
            id -> {
              Building building = now.buildings.get(id);
              if (building == null || !building.site().equals(area.site())) {
                throw new SiteException(
                    "Site '%s' has no building '%s'".formatted(area.site(), id));
              }
            });
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", area.id());
    row.put("site", area.site());
    row.put("building", area.building().orElse(null));
    row.put("document", JSON.writeValueAsString(area));
    row.put("now", clock.instant().atOffset(ZoneOffset.UTC));
    upsert(
        "update area set site = :site, building = :building, document = :document,"
            + " changed_at = :now where id = :id",
        "insert into area (id, site, building, document, changed_at)"
            + " values (:id, :site, :building, :document, :now)",
        row);
  }

  /**
   * As {@link #put(Placement)}, unless the camera was placed elsewhere since that was read.
   *
   * @param version of its placement as it was read; empty: it had none
   * @throws StaleException if it is another one now
   */
  public void put(Placement placement, Optional<String> version) {
    change(
        () -> {
          requireVersion(
              version.orElse(""),
              placement(placement.camera()).map(Sites::version),
              "the place of camera '" + placement.camera() + "'");
          write(placement);
        });
  }

  /**
   * @throws SiteException if there is no such area
   */
  public void put(Placement placement) {
    change(() -> write(placement));
  }

  private void write(Placement placement) {
    String area = requireArea(placement.position().area()).id();
    upsert(
        "update camera_placement set area = :area, document = :document where camera = :camera",
        "insert into camera_placement (camera, area, document) values (:camera, :area, :document)",
        Map.of(
            "camera", placement.camera(),
            "area", area,
            "document", JSON.writeValueAsString(placement)));
  }

  /**
   * As {@link #put(String, Walkway)}, unless the ways were changed since they were read.
   *
   * @param version of the ways as they were read
   * @throws StaleException if they are others now
   */
  public void put(String site, Walkway walkway, String version) {
    change(
        () -> {
          requireVersion(
              version, Optional.of(version(walkway(site))), "the ways of site '" + site + "'");
          write(site, walkway);
        });
  }

  /**
   * @throws SiteException if there is no such site, or a node lies on an area of another
   */
  public void put(String site, Walkway walkway) {
    change(() -> write(site, walkway));
  }

  private void write(String site, Walkway walkway) {
    requireSite(site);
    for (Walkway.Node node : walkway.nodes()) {
      Area area = now.areas.get(node.position().area());
      if (area == null || !area.site().equals(site)) {
        throw new SiteException(
            "Node '%s' lies on the area '%s', which site '%s' does not have"
                .formatted(node.id(), node.position().area(), site));
      }
    }
    upsert(
        "update walkway set document = :document where site = :site",
        "insert into walkway (site, document) values (:site, :document)",
        Map.of("site", site, "document", JSON.writeValueAsString(walkway)));
  }

  // ---- plans

  /**
   * Gives an area a plan from an uploaded picture. The area keeps its width, and takes the shape of
   * the picture.
   *
   * @param file JPEG, PNG, WebP or BMP
   * @throws SiteException if it is none of these, or too large; says what to do instead
   */
  public void plan(String area, byte[] file) {
    PlanPicture plan = PlanPicture.of(file);
    change(
        () -> {
          Area known = requireArea(area);
          double height = known.width() * plan.height() / plan.width();
          // First: it refuses a plan too long and thin.
          write(known.sized(known.width(), height));
          upsert(
              "update area_plan set png = :png, version = :version, width = :width,"
                  + " height = :height where area = :area",
              "insert into area_plan (area, png, version, width, height)"
                  + " values (:area, :png, :version, :width, :height)",
              Map.of(
                  "area", area,
                  "png", plan.png(),
                  "version", plan.version(),
                  "width", plan.width(),
                  "height", plan.height()));
        });
  }

  /** Takes the picture away; what is drawn on it stays. */
  public void removePlan(String area) {
    change(() -> database.sql("delete from area_plan where area = ?").param(area).update());
  }

  /**
   * Makes an area as large as a known distance on it says; all that is drawn on it goes along.
   *
   * @param from in metres as they are now
   * @param to likewise
   * @param metres what the distance of the two is
   * @throws SiteException if the two are too near each other to measure by
   */
  public void measure(String area, Point from, Point to, double metres) {
    change(
        () -> {
          Area known = requireArea(area);
          requireApart(known, from, to);
          if (!(metres > 0)) {
            throw new SiteException("A distance of %s metres is none".formatted(metres));
          }
          scale(known, metres / from.distance(to), known.reference());
        });
  }

  /**
   * Ties two points of an area to two of the globe, which give its place, its turn and its size;
   * all that is drawn on it goes along.
   *
   * @param from in metres as they are now
   * @param to likewise
   * @throws SiteException if the two are too near each other to measure by
   */
  public void locate(String area, Point from, GeoPoint fromGlobe, Point to, GeoPoint toGlobe) {
    change(
        () -> {
          Area known = requireArea(area);
          requireApart(known, from, to);
          GeoReference.Fit fit = GeoReference.between(from, fromGlobe, to, toGlobe);
          scale(known, fit.scale(), Optional.of(fit.reference()));
        });
  }

  private static void requireApart(Area area, Point from, Point to) {
    if (!(from.distance(to) >= 0.02 * Math.hypot(area.width(), area.height()))) {
      throw new SiteException(
          "The two points are too near each other to measure by; take two at opposite ends of the"
              + " plan");
    }
  }

  private void scale(Area area, double factor, Optional<GeoReference> reference) {
    write(area.scaled(factor, reference));
    for (Placement placement : now.placements.values()) {
      if (placement.position().area().equals(area.id())) {
        write(placement.scaled(factor));
      }
    }
    Walkway ways = walkway(area.site());
    if (!ways.nodes().isEmpty()) {
      write(area.site(), ways.scaled(area.id(), factor));
    }
  }

  // ---- deletions

  /** Deletes a site with all that is on it; nothing where there is none. */
  public void removeSite(String id) {
    change(() -> database.sql("delete from site where id = ?").param(id).update());
  }

  /** Deletes a building with its floors, and all that is on them. */
  public void removeBuilding(String id) {
    change(
        () -> {
          for (Area area : now.areas.values()) {
            if (area.building().equals(Optional.of(id))) {
              delete(area);
            }
          }
          database.sql("delete from building where id = ?").param(id).update();
        });
  }

  /** Deletes an area with its plan, the placements on it and its part of the ways. */
  public void removeArea(String id) {
    change(() -> area(id).ifPresent(this::delete));
  }

  private void delete(Area area) {
    Walkway ways = readWalkways().getOrDefault(area.site(), Walkway.EMPTY);
    Walkway left = ways.without(area.id());
    if (!left.equals(ways)) {
      write(area.site(), left);
    }
    database.sql("delete from area where id = ?").param(area.id()).update();
  }

  /** Takes a camera off its area. */
  public void removePlacement(String camera) {
    change(
        () -> database.sql("delete from camera_placement where camera = ?").param(camera).update());
  }

  private Area requireArea(String id) {
    Area area = now.areas.get(id);
    if (area == null) {
      throw new SiteException("There is no area '" + id + "'");
    }
    return area;
  }

  private static void requireVersion(String read, Optional<String> is, String what) {
    if (!read.equals(is.orElse(""))) {
      throw new StaleException(what);
    }
  }

  private void requireSite(String id) {
    if (!now.sites.containsKey(id)) {
      throw new SiteException("There is no site '" + id + "'");
    }
  }

  private synchronized void change(Runnable writing) {
    transaction.executeWithoutResult(_ -> writing.run());
    now = read();
    listeners.forEach(Runnable::run);
  }

  private void upsert(String update, String insert, Map<String, ?> row) {
    if (database.sql(update).params(row).update() == 0) {
      database.sql(insert).params(row).update();
    }
  }

  private Snapshot read() {
    Map<String, Site> sites = new LinkedHashMap<>();
    database
        .sql("select id, name from site order by name, id")
        .query((row, _) -> new Site(row.getString("id"), row.getString("name")))
        .list()
        .forEach(site -> sites.put(site.id(), site));
    Map<String, Building> buildings = new LinkedHashMap<>();
    database
        .sql("select id, site, name from building order by name, id")
        .query(
            (row, _) ->
                new Building(row.getString("id"), row.getString("site"), row.getString("name")))
        .list()
        .forEach(building -> buildings.put(building.id(), building));
    Map<String, Area> areas = new LinkedHashMap<>();
    documents("select document from area order by id", Area.class)
        .forEach(area -> areas.put(area.id(), area));
    Map<String, Placement> placements = new LinkedHashMap<>();
    documents("select document from camera_placement order by camera", Placement.class)
        .forEach(placement -> placements.put(placement.camera(), placement));
    Map<String, String> plans = new HashMap<>();
    database
        .sql("select area, version from area_plan")
        .query((row, _) -> Map.entry(row.getString("area"), row.getString("version")))
        .list()
        .forEach(entry -> plans.put(entry.getKey(), entry.getValue()));
    Map<String, Walkway> walkways = readWalkways();
    Map<String, WalkwayGraph> graphs = new HashMap<>();
    walkways.forEach((site, walkway) -> graphs.put(site, new WalkwayGraph(walkway)));
    return new Snapshot(sites, buildings, areas, placements, walkways, plans, graphs);
  }

  private Map<String, Walkway> readWalkways() {
    Map<String, Walkway> walkways = new LinkedHashMap<>();
    database
        .sql("select site, document from walkway")
        .query(
            (row, _) ->
                Map.entry(
                    row.getString("site"),
                    JSON.readValue(row.getString("document"), Walkway.class)))
        .list()
        .forEach(entry -> walkways.put(entry.getKey(), entry.getValue()));
    return walkways;
  }

  private <T> List<T> documents(String sql, Class<T> type) {
    return database
        .sql(sql)
        .query((row, _) -> JSON.readValue(row.getString("document"), type))
        .list();
  }
}
