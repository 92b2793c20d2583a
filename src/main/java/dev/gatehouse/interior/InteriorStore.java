package dev.gatehouse.interior;

import static dev.gatehouse.database.Instants.instant;
import static dev.gatehouse.database.Instants.time;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Counts of the interior in the database; no tracks, and nobody. Thread-safe. */
public final class InteriorStore {
  private final JdbcClient database;
  private final TransactionOperations transaction;

  InteriorStore(JdbcClient database, TransactionOperations transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  /**
   * How many people were in a zone in a minute.
   *
   * @param mean over the minute
   */
  public record Minute(Instant at, String zone, double mean, int most) {}

  /**
   * How many went through a door in a minute.
   *
   * @param forward from the left of its line to the right
   */
  public record Crossing(Instant at, String door, boolean forward, long amount) {}

  /** How many went from one zone to another that no door joins to it. */
  public record Flow(String source, String target, long amount) {}

  // ---- writing

  void write(AreaMinute minute) {
    if (minute.isEmpty()) {
      return;
    }
    transaction.executeWithoutResult(
        _ -> {
          for (AreaMinute.OfZone zone : minute.zones()) {
            Map<String, Object> row = row(minute);
            row.put("zone", zone.zone());
            row.put("mean", zone.mean());
            row.put("most", zone.most());
            // A program that was restarted writes its minute twice: the later half stands.
            upsert(
                "update interior_minute set mean = :mean, most = case when most > :most then most"
                    + " else :most end where area = :area and at = :at and zone = :zone",
                "insert into interior_minute (area, at, zone, mean, most)"
                    + " values (:area, :at, :zone, :mean, :most)",
                row);
          }
          for (AreaMinute.OfDoor door : minute.doors()) {
            cross(minute, door.door(), "forward", door.forward());
            cross(minute, door.door(), "backward", door.backward());
          }
          for (AreaMinute.OfFlow flow : minute.flows()) {
            Map<String, Object> row = row(minute);
            row.put("source", flow.from());
            row.put("target", flow.to());
            row.put("amount", flow.count());
            upsert(
                "update interior_flow set amount = amount + :amount where area = :area and at = :at"
                    + " and source = :source and target = :target",
                "insert into interior_flow (area, at, source, target, amount)"
                    + " values (:area, :at, :source, :target, :amount)",
                row);
          }
          for (Correction correction : minute.corrections()) {
            database
                .sql(
                    "insert into interior_correction (area, zone, at, counted, people, reason)"
                        + " values (:area, :zone, :at, :counted, :people, :reason)")
                .param("area", minute.area())
                .param("zone", correction.zone())
                .param("at", time(correction.at()))
                .param("counted", correction.before())
                .param("people", correction.after())
                .param("reason", correction.reason().name())
                .update();
          }
        });
  }

  private void cross(AreaMinute minute, String door, String direction, long amount) {
    if (amount == 0) {
      return;
    }
    Map<String, Object> row = row(minute);
    row.put("door", door);
    row.put("direction", direction);
    row.put("amount", amount);
    upsert(
        "update interior_crossing set amount = amount + :amount where area = :area and at = :at"
            + " and door = :door and direction = :direction",
        "insert into interior_crossing (area, at, door, direction, amount)"
            + " values (:area, :at, :door, :direction, :amount)",
        row);
  }

  private static Map<String, Object> row(AreaMinute minute) {
    Map<String, Object> row = new HashMap<>();
    row.put("area", minute.area());
    row.put("at", time(minute.at()));
    return row;
  }

  /**
   * @param quarter the beginning of 15 minutes
   */
  void write(String area, Instant quarter, HeatGrid grid) {
    transaction.executeWithoutResult(
        _ -> {
          Optional<HeatGrid> before =
              grids(area, quarter, quarter.plusMillis(1)).stream()
                  .filter(g -> g.cell() == grid.cell() && g.columns() == grid.columns())
                  .findFirst();
          HeatGrid all = before.map(b -> sum(List.of(b, grid))).orElse(grid);
          Map<String, Object> row = new HashMap<>();
          row.put("area", area);
          row.put("at", time(quarter));
          row.put("cell", grid.cell());
          row.put("columns", grid.columns());
          row.put("cells", all.toBytes());
          upsert(
              "update interior_heat set cells = :cells where area = :area and at = :at"
                  + " and cell = :cell and columns = :columns",
              "insert into interior_heat (area, at, cell, columns, cells)"
                  + " values (:area, :at, :cell, :columns, :cells)",
              row);
        });
  }

  void writeCounts(String area, Instant now, Map<String, Integer> counts) {
    transaction.executeWithoutResult(
        _ ->
            counts.forEach(
                (zone, people) ->
                    upsert(
                        "update interior_count set people = :people, changed_at = :now"
                            + " where area = :area and zone = :zone",
                        "insert into interior_count (area, zone, people, changed_at)"
                            + " values (:area, :zone, :people, :now)",
                        Map.of("area", area, "zone", zone, "people", people, "now", time(now)))));
  }

  /**
   * Adds seconds for which a camera worked.
   *
   * @param quarter the beginning of 15 minutes
   */
  void watched(String camera, Instant quarter, double seconds) {
    upsert(
        "update camera_watch set seconds = seconds + :seconds where camera = :camera and at = :at",
        "insert into camera_watch (camera, at, seconds) values (:camera, :at, :seconds)",
        Map.of("camera", camera, "at", time(quarter), "seconds", seconds));
  }

  private void upsert(String update, String insert, Map<String, ?> row) {
    if (database.sql(update).params(row).update() == 0) {
      database.sql(insert).params(row).update();
    }
  }

  // ---- reading

  /** By zone; empty before the first time. */
  Map<String, Integer> counts(String area) {
    Map<String, Integer> counts = new HashMap<>();
    database
        .sql("select zone, people from interior_count where area = :area")
        .param("area", area)
        .query(
            row -> {
              counts.put(row.getString("zone"), row.getInt("people"));
            });
    return counts;
  }

  /** In the order of their times. */
  public List<Minute> minutes(String area, Instant from, Instant to) {
    return between("select * from interior_minute", area, from, to)
        .query(
            (row, _) ->
                new Minute(
                    instant(row, "at"),
                    row.getString("zone"),
                    row.getDouble("mean"),
                    row.getInt("most")))
        .list();
  }

  /** In the order of their times. */
  public List<Crossing> crossings(String area, Instant from, Instant to) {
    return between("select * from interior_crossing", area, from, to)
        .query(
            (row, _) ->
                new Crossing(
                    instant(row, "at"),
                    row.getString("door"),
                    row.getString("direction").equals("forward"),
                    row.getLong("amount")))
        .list();
  }

  /** As {@link #crossings}, added up by quarters of hours. */
  public List<Crossing> crossingsByQuarter(String area, Instant from, Instant to) {
    return database
        .sql(
            """
            select cast(floor(extract(epoch from at) / 900) as bigint) as slot, door, direction,
              sum(amount) as amount
            from interior_crossing where area = :area and at >= :from and at < :to
            group by cast(floor(extract(epoch from at) / 900) as bigint), door, direction
            """)
        .param("area", area)
        .param("from", time(from))
        .param("to", time(to))
        .query(
            (row, _) ->
                new Crossing(
                    Instant.ofEpochSecond(900 * row.getLong("slot")),
                    row.getString("door"),
                    row.getString("direction").equals("forward"),
                    row.getLong("amount")))
        .list();
  }

  /**
   * How many people were in a zone in a quarter of an hour.
   *
   * @param minutes of it that are known
   * @param people the sum over these minutes
   */
  public record Quarter(Instant at, String zone, int minutes, double people) {}

  public List<Quarter> quarters(String area, Instant from, Instant to) {
    return database
        .sql(
            """
            select cast(floor(extract(epoch from at) / 900) as bigint) as slot, zone,
              count(*) as minutes, sum(mean) as people
            from interior_minute where area = :area and at >= :from and at < :to
            group by cast(floor(extract(epoch from at) / 900) as bigint), zone
            """)
        .param("area", area)
        .param("from", time(from))
        .param("to", time(to))
        .query(
            (row, _) ->
                new Quarter(
                    Instant.ofEpochSecond(900 * row.getLong("slot")),
                    row.getString("zone"),
                    row.getInt("minutes"),
                    row.getDouble("people")))
        .list();
  }

  private JdbcClient.StatementSpec between(String select, String area, Instant from, Instant to) {
    return database
        .sql(select + " where area = :area and at >= :from and at < :to order by at")
        .param("area", area)
        .param("from", time(from))
        .param("to", time(to));
  }

  /** Between zones that no door joins; the largest first. */
  public List<Flow> flows(String area, Instant from, Instant to) {
    return database
        .sql(
            """
            select source, target, sum(amount) as amount from interior_flow
            where area = :area and at >= :from and at < :to
            group by source, target order by sum(amount) desc, source, target
            """)
        .param("area", area)
        .param("from", time(from))
        .param("to", time(to))
        .query(
            (row, _) ->
                new Flow(row.getString("source"), row.getString("target"), row.getLong("amount")))
        .list();
  }

  /** Where people were, in whole quarters of hours; empty where nobody was. */
  public Optional<HeatGrid> heat(String area, Instant from, Instant to) {
    List<HeatGrid> grids = grids(area, from, to);
    if (grids.isEmpty()) {
      return Optional.empty();
    }
    // A plan whose size was changed has other cells: the newest count.
    HeatGrid last = grids.getLast();
    return Optional.of(
        sum(
            grids.stream()
                .filter(g -> g.cell() == last.cell() && g.columns() == last.columns())
                .toList()));
  }

  private List<HeatGrid> grids(String area, Instant from, Instant to) {
    return between("select * from interior_heat", area, from, to)
        .query(
            (row, _) ->
                HeatGrid.fromBytes(
                    row.getDouble("cell"), row.getInt("columns"), row.getBytes("cells")))
        .list();
  }

  private static HeatGrid sum(List<HeatGrid> grids) {
    int cells = 0;
    for (HeatGrid grid : grids) {
      cells = grid.isEmpty() ? cells : Math.max(cells, grid.places()[grid.places().length - 1] + 1);
    }
    var dense = new float[cells];
    for (HeatGrid grid : grids) {
      for (int i = 0; i < grid.places().length; i++) {
        dense[grid.places()[i]] += grid.seconds()[i];
      }
    }
    return HeatGrid.of(grids.getFirst().cell(), grids.getFirst().columns(), dense);
  }

  /** The newest first. */
  public List<Correction> corrections(String area, Instant from, Instant to) {
    return database
        .sql(
            "select * from interior_correction where area = :area and at >= :from and at < :to"
                + " order by at desc, id desc")
        .param("area", area)
        .param("from", time(from))
        .param("to", time(to))
        .query(
            (row, _) ->
                new Correction(
                    row.getString("zone"),
                    instant(row, "at"),
                    row.getInt("counted"),
                    row.getInt("people"),
                    Correction.Reason.valueOf(row.getString("reason"))))
        .list();
  }

  /** Seconds for which a camera worked, by the beginnings of 15 minutes; none where it did not. */
  public Map<Instant, Double> watched(String camera, Instant from, Instant to) {
    Map<Instant, Double> seconds = new LinkedHashMap<>();
    database
        .sql(
            "select at, seconds from camera_watch where camera = :camera and at >= :from and at <"
                + " :to order by at")
        .param("camera", camera)
        .param("from", time(from))
        .param("to", time(to))
        .query(
            row -> {
              seconds.put(instant(row, "at"), row.getDouble("seconds"));
            });
    return seconds;
  }

  // ---- capacities

  /** By zone, where the owner gave one. */
  public Map<String, Integer> capacities(String area) {
    Map<String, Integer> capacities = new HashMap<>();
    database
        .sql("select zone, people from interior_capacity where area = :area")
        .param("area", area)
        .query(
            row -> {
              capacities.put(row.getString("zone"), row.getInt("people"));
            });
    return capacities;
  }

  /**
   * @param people 1 to 100 000 that the zone holds; empty: nothing is said of it
   * @throws InteriorException if it holds another number
   */
  public void capacity(String area, String zone, Optional<Integer> people) {
    if (people.isPresent() && (people.get() < 1 || people.get() > 100_000)) {
      throw new InteriorException("A zone holds 1 to 100000 people, not " + people.get());
    }
    transaction.executeWithoutResult(
        _ -> {
          database
              .sql("delete from interior_capacity where area = :area and zone = :zone")
              .param("area", area)
              .param("zone", zone)
              .update();
          people.ifPresent(
              n ->
                  database
                      .sql(
                          "insert into interior_capacity (area, zone, people)"
                              + " values (:area, :zone, :people)")
                      .param("area", area)
                      .param("zone", zone)
                      .param("people", n)
                      .update());
        });
  }

  // ---- retention

  /** Counts of minutes, doors and flows, and for how long cameras worked. */
  int deleteCounts(Instant before) {
    int deleted = 0;
    for (String table :
        List.of(
            "interior_minute",
            "interior_crossing",
            "interior_flow",
            "interior_correction",
            "camera_watch")) {
      deleted +=
          database
              .sql("delete from " + table + " where at < :before")
              .param("before", time(before))
              .update();
    }
    return deleted;
  }

  int deleteHeat(Instant before) {
    return database
        .sql("delete from interior_heat where at < :before")
        .param("before", time(before))
        .update();
  }
}
