package dev.gatehouse.site;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * All sites, areas and placements of this installation. What is read comes from memory; what is
 * changed is in the database when the call returns, and its listeners are told. Thread-safe.
 */
public final class Sites {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient database;
  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Snapshot now;

  private record Snapshot(
      Map<String, Site> sites,
      Map<String, Building> buildings,
      Map<String, Area> areas,
      Map<String, Placement> placements,
      Map<String, Walkway> walkways) {}

  Sites(JdbcClient database, Clock clock) {
    this.database = database;
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
   * @throws SiteException if there is no such site, or no such building on it
   */
  public void put(Area area) {
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
    change(
        () ->
            upsert(
                "update area set site = :site, building = :building, document = :document,"
                    + " changed_at = :now where id = :id",
                "insert into area (id, site, building, document, changed_at)"
                    + " values (:id, :site, :building, :document, :now)",
                row));
  }

  /**
   * @throws SiteException if there is no such area
   */
  public void put(Placement placement) {
    String area = placement.position().area();
    if (!now.areas.containsKey(area)) {
      throw new SiteException("There is no area '" + area + "'");
    }
    change(
        () ->
            upsert(
                "update camera_placement set area = :area, document = :document where camera ="
                    + " :camera",
                "insert into camera_placement (camera, area, document)"
                    + " values (:camera, :area, :document)",
                Map.of(
                    "camera", placement.camera(),
                    "area", area,
                    "document", JSON.writeValueAsString(placement))));
  }

  /**
   * @throws SiteException if there is no such site, or a node lies on an area of another
   */
  public void put(String site, Walkway walkway) {
    requireSite(site);
    for (Walkway.Node node : walkway.nodes()) {
      Area area = now.areas.get(node.position().area());
      if (area == null || !area.site().equals(site)) {
        throw new SiteException(
            "Node '%s' lies on the area '%s', which site '%s' does not have"
                .formatted(node.id(), node.position().area(), site));
      }
    }
    change(
        () ->
            upsert(
                "update walkway set document = :document where site = :site",
                "insert into walkway (site, document) values (:site, :document)",
                Map.of("site", site, "document", JSON.writeValueAsString(walkway))));
  }

  private void requireSite(String id) {
    if (!now.sites.containsKey(id)) {
      throw new SiteException("There is no site '" + id + "'");
    }
  }

  private synchronized void change(Runnable writing) {
    writing.run();
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
    return new Snapshot(sites, buildings, areas, placements, walkways);
  }

  private <T> List<T> documents(String sql, Class<T> type) {
    return database
        .sql(sql)
        .query((row, _) -> JSON.readValue(row.getString("document"), type))
        .list();
  }
}
