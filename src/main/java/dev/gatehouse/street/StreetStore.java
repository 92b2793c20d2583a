package dev.gatehouse.street;

import static dev.gatehouse.database.Instants.instant;
import static dev.gatehouse.database.Instants.time;

import dev.gatehouse.image.Point;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.PlateRead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Observations, counts by minute, layouts and registered vehicles, in the database. The text of a
 * plate comes here only if its owner agreed. Thread-safe.
 */
public final class StreetStore {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** A path that begins or ends this near to an edge of the picture came or went over it. */
  private static final double EDGE = 0.08;

  private final JdbcClient database;
  private final TransactionOperations transaction;
  private final Clock clock;
  private final PlateHash hash = new PlateHash();

  /**
   * Observations are written in turn with changes of what owners agreed to: none that began before
   * a deletion brings the text back after it.
   */
  private final ReadWriteLock grants = new ReentrantReadWriteLock();

  private volatile List<RegisteredVehicle> registered;

  StreetStore(JdbcClient database, TransactionOperations transaction, Clock clock) {
    this.database = database;
    this.transaction = transaction;
    this.clock = clock;
    this.registered = readVehicles();
  }

  // ---- observations

  /** Writes an observation and counts it, both or neither. */
  StoredObservation write(Observation o, PlatePrivacy plates) {
    grants.readLock().lock();
    try {
      StoredObservation stored = transaction.execute(_ -> insert(o, plates));
      if (stored == null) {
        throw new StreetException("The observation was not written");
      }
      return stored;
    } finally {
      grants.readLock().unlock();
    }
  }

  private StoredObservation insert(Observation o, PlatePrivacy plates) {
    Optional<PlateRead> plate =
        plates == PlatePrivacy.OFF ? Optional.empty() : plateOf(o.description());
    Optional<String> text =
        plate
            .map(PlateRead::text)
            .filter(t -> plates == PlatePrivacy.REGISTERED && isRegistered(o.street(), t));
    Map<String, Object> attributes =
        new LinkedHashMap<>(Attributes.of(o.description(), _ -> false));
    attributes.remove("plate");
    var keys = new GeneratedKeyHolder();
    database
        .sql(
            """
            insert into observation (street, track, class, score, seen_from, seen_to, attributes,
              crossings, stays, path, speed, plate_hash, plate_text, plate_score, plate_country)
            values (:street, :track, :class, :score, :from, :to, :attributes, :crossings, :stays,
              :path, :speed, :hash, :text, :plateScore, :country)
            """)
        .param("street", o.street())
        .param("track", o.track())
        .param("class", o.type().name())
        .param("score", o.score())
        .param("from", time(o.from()))
        .param("to", time(o.to()))
        .param("attributes", JSON.writeValueAsString(attributes))
        .param("crossings", JSON.writeValueAsString(o.crossings()))
        .param("stays", JSON.writeValueAsString(o.stays()))
        .param(
            "path",
            JSON.writeValueAsString(
                o.path().stream().map(p -> List.of(round(p.x()), round(p.y()))).toList()))
        .param("speed", o.speed().isPresent() ? o.speed().getAsDouble() : null, Types.REAL)
        .param("hash", plate.map(p -> hash.of(o.street(), p.text())).orElse(null), Types.VARBINARY)
        .param("text", text.orElse(null), Types.VARCHAR)
        .param("plateScore", plate.map(PlateRead::score).orElse(null), Types.REAL)
        .param("country", plate.flatMap(PlateRead::country).orElse(null), Types.VARCHAR)
        .update(keys, "id");
    Number id = keys.getKey();
    if (id == null) {
      throw new StreetException("The database gave the observation no number");
    }
    o.thumbnail()
        .ifPresent(
            jpeg ->
                database
                    .sql(
                        "insert into observation_thumbnail (observation, jpeg) values (:id, :jpeg)")
                    .param("id", id.longValue())
                    .param("jpeg", jpeg)
                    .update());
    count(o);
    plate.ifPresent(p -> attributes.put("plate", Attributes.plate(text, p.score(), p.country())));
    return new StoredObservation(
        id.longValue(),
        o.street(),
        o.track(),
        o.type().name(),
        o.score(),
        o.from(),
        o.to(),
        attributes,
        o.crossings(),
        o.stays(),
        o.speed(),
        o.path(),
        o.thumbnail().isPresent());
  }

  private static Optional<PlateRead> plateOf(Description description) {
    return description instanceof Description.Vehicle v ? v.plate() : Optional.empty();
  }

  private static double round(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  private record Key(
      Instant minute,
      String measure,
      String type,
      String line,
      String direction,
      String colour,
      String zone) {}

  private void count(Observation o) {
    String type = o.type().name();
    String colour =
        o.description() instanceof Description.Vehicle v
            ? v.colour().map(g -> g.value().name()).orElse("")
            : "";
    add(o.street(), new Key(o.to(), "objects", type, "", "", colour, ""), o.speed());
    for (Crossing c : o.crossings()) {
      String direction = c.forward() ? "forward" : "backward";
      add(
          o.street(),
          new Key(c.at(), "crossings", type, c.line(), direction, colour, ""),
          o.speed());
    }
    for (ZoneStay stay : o.stays()) {
      add(
          o.street(),
          new Key(stay.entered(), "stays", type, "", "", colour, stay.zone()),
          OptionalDouble.of(stay.dwell().toMillis() / 1000.0));
      occupy(o.street(), type, colour, stay);
    }
    List<String> way = way(o);
    for (int i = 1; i < way.size(); i++) {
      if (!way.get(i).equals(way.get(i - 1))) {
        add(
            o.street(),
            new Key(o.to(), "flows", type, way.get(i - 1), way.get(i), "", ""),
            OptionalDouble.empty());
      }
    }
  }

  /** Each minute of a stay has as many seconds of it as fall into that minute. */
  private void occupy(String street, String type, String colour, ZoneStay stay) {
    Instant from = stay.entered();
    Instant end = from.plus(stay.dwell());
    while (from.isBefore(end)) {
      Instant next = from.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
      Instant to = next.isBefore(end) ? next : end;
      add(
          street,
          new Key(from, "occupancy", type, "", "", colour, stay.zone()),
          OptionalDouble.of(Duration.between(from, to).toMillis() / 1000.0));
      from = to;
    }
  }

  /** Edge, zones and edge that the object passed; unknown ends are left out. */
  private static List<String> way(Observation o) {
    List<String> way = new ArrayList<>();
    if (!o.path().isEmpty()) {
      edge(o.path().getFirst()).ifPresent(way::add);
    }
    o.stays().forEach(stay -> way.add(stay.zone()));
    if (!o.path().isEmpty()) {
      edge(o.path().getLast()).ifPresent(way::add);
    }
    return way;
  }

  private static Optional<String> edge(Point p) {
    double nearest = Math.min(Math.min(p.x(), 1 - p.x()), Math.min(p.y(), 1 - p.y()));
    if (nearest > EDGE) {
      return Optional.empty();
    }
    if (nearest == p.x()) {
      return Optional.of("left");
    }
    if (nearest == 1 - p.x()) {
      return Optional.of("right");
    }
    return Optional.of(nearest == p.y() ? "top" : "bottom");
  }

  private void add(String street, Key key, OptionalDouble value) {
    var statement =
        """
        update street_minute set amount = amount + 1, total = total + :total,
          measured = measured + :measured
        where street = :street and at = :at and measure = :measure and class = :class
          and line = :line and direction = :direction and colour = :colour and zone = :zone
        """;
    if (bind(statement, street, key, value).update() == 0) {
      bind(
              """
              insert into street_minute (street, at, measure, class, line, direction, colour, zone,
                amount, total, measured)
              values (:street, :at, :measure, :class, :line, :direction, :colour, :zone, 1, :total,
                :measured)
              """,
              street,
              key,
              value)
          .update();
    }
  }

  private JdbcClient.StatementSpec bind(String sql, String street, Key key, OptionalDouble value) {
    return database
        .sql(sql)
        .param("street", street)
        .param("at", time(key.minute().truncatedTo(ChronoUnit.MINUTES)))
        .param("measure", key.measure())
        .param("class", key.type())
        .param("line", key.line())
        .param("direction", key.direction())
        .param("colour", key.colour())
        .param("zone", key.zone())
        .param("total", value.orElse(0))
        .param("measured", value.isPresent() ? 1 : 0);
  }

  /**
   * The newest observations first.
   *
   * @param limit at most so many, 1 to 500
   * @param before only those with a smaller number
   */
  public List<StoredObservation> latest(String street, int limit, Optional<Long> before) {
    return database
        .sql(
            """
            select o.*, (select count(*) from observation_thumbnail t where t.observation = o.id)
              as pictures
            from observation o where street = :street and id < :before
            order by id desc limit :limit
            """)
        .param("street", street)
        .param("before", before.orElse(Long.MAX_VALUE))
        .param("limit", Math.clamp(limit, 1, 500))
        .query((row, _) -> stored(row))
        .list();
  }

  private StoredObservation stored(ResultSet row) throws SQLException {
    Map<String, Object> attributes =
        JSON.readValue(
            row.getString("attributes"), new TypeReference<LinkedHashMap<String, Object>>() {});
    // A grant that is over shows nothing more, also of what was written before.
    String street = row.getString("street");
    Predicate<String> registeredHere = text -> isRegistered(street, text);
    double plateScore = row.getDouble("plate_score");
    if (!row.wasNull()) {
      attributes.put(
          "plate",
          Attributes.plate(
              Optional.ofNullable(row.getString("plate_text")).filter(registeredHere),
              plateScore,
              Optional.ofNullable(row.getString("plate_country"))));
    }
    double speed = row.getDouble("speed");
    boolean measured = !row.wasNull();
    List<List<Double>> path =
        JSON.readValue(row.getString("path"), new TypeReference<List<List<Double>>>() {});
    return new StoredObservation(
        row.getLong("id"),
        row.getString("street"),
        row.getLong("track"),
        row.getString("class"),
        row.getDouble("score"),
        instant(row, "seen_from"),
        instant(row, "seen_to"),
        attributes,
        JSON.readValue(row.getString("crossings"), new TypeReference<List<Crossing>>() {}),
        JSON.readValue(row.getString("stays"), new TypeReference<List<ZoneStay>>() {}),
        measured ? OptionalDouble.of(speed) : OptionalDouble.empty(),
        path.stream().map(p -> new Point(p.get(0), p.get(1))).toList(),
        row.getInt("pictures") > 0);
  }

  /** The picture of a vehicle; empty where there is none. */
  public Optional<byte[]> thumbnail(String street, long id) {
    return database
        .sql(
            """
            select t.jpeg from observation_thumbnail t
            join observation o on o.id = t.observation
            where o.id = :id and o.street = :street
            """)
        .param("id", id)
        .param("street", street)
        .query((row, _) -> row.getBytes("jpeg"))
        .optional();
  }

  // ---- statistics

  /** What statistics can be told apart by. */
  public static final Set<String> GROUPS = Set.of("class", "line", "direction", "colour", "zone");

  /**
   * Counts of one minute.
   *
   * @param group values of what was asked to be told apart, in that order
   * @param total km/h of objects and crossings, seconds of stays, and of occupancy the seconds that
   *     all stays had in that minute
   * @param measured how many the total is of
   */
  public record Minute(Instant at, List<String> group, long amount, double total, long measured) {}

  /**
   * @param measure objects, crossings, stays or occupancy
   * @param groups some of {@link #GROUPS}
   */
  public List<Minute> minutes(
      String street, String measure, Instant from, Instant to, List<String> groups) {
    return counts("at", street, measure, from, to, groups)
        .query(
            (row, _) ->
                new Minute(
                    instant(row, "slot"),
                    group(row, groups),
                    row.getLong("amount"),
                    row.getDouble("total"),
                    row.getLong("measured")))
        .list();
  }

  /**
   * As {@link #minutes}, added up by quarters of hours: a time zone's hours begin at one of them.
   */
  public List<Minute> quarters(
      String street, String measure, Instant from, Instant to, List<String> groups) {
    return counts(
            "cast(floor(extract(epoch from at) / 900) as bigint)",
            street,
            measure,
            from,
            to,
            groups)
        .query(
            (row, _) ->
                new Minute(
                    Instant.ofEpochSecond(900 * row.getLong("slot")),
                    group(row, groups),
                    row.getLong("amount"),
                    row.getDouble("total"),
                    row.getLong("measured")))
        .list();
  }

  private JdbcClient.StatementSpec counts(
      String slot, String street, String measure, Instant from, Instant to, List<String> groups) {
    if (!GROUPS.containsAll(groups)) { // they become part of the statement
      throw new StreetException("Statistics can be grouped by " + GROUPS + ", not by " + groups);
    }
    String columns = groups.isEmpty() ? "" : ", " + String.join(", ", groups);
    return database
        .sql(
            "select "
                + slot
                + " as slot"
                + columns
                + ", sum(amount) as amount, sum(total) as total, sum(measured) as measured"
                + " from street_minute where street = :street and measure = :measure"
                + " and at >= :from and at < :to group by "
                + slot
                + columns
                + " order by "
                + slot
                + columns)
        .param("street", street)
        .param("measure", measure)
        .param("from", time(from))
        .param("to", time(to));
  }

  private static List<String> group(ResultSet row, List<String> groups) throws SQLException {
    List<String> group = new ArrayList<>();
    for (String name : groups) {
      group.add(row.getString(name));
    }
    return group;
  }

  /**
   * @param source id of a zone, or an edge of the picture: left, right, top, bottom
   * @param target the same
   */
  public record Flow(String source, String target, long count) {}

  public List<Flow> flows(String street, Instant from, Instant to) {
    return database
        .sql(
            """
            select line, direction, sum(amount) as amount from street_minute
            where street = :street and measure = 'flows' and at >= :from and at < :to
            group by line, direction order by amount desc
            """)
        .param("street", street)
        .param("from", time(from))
        .param("to", time(to))
        .query(
            (row, _) ->
                new Flow(row.getString("line"), row.getString("direction"), row.getLong("amount")))
        .list();
  }

  /** What was counted on that day before this program started. */
  LayoutCounts countsOf(String street, ZoneId zone, LocalDate day) {
    Instant from = day.atStartOfDay(zone).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(zone).toInstant();
    Map<String, LayoutCounts.OfLine> lines = new HashMap<>();
    for (Minute m : minutes(street, "crossings", from, to, List.of("line", "direction"))) {
      boolean forward = m.group().get(1).equals("forward");
      lines.merge(
          m.group().get(0),
          new LayoutCounts.OfLine(forward ? m.amount() : 0, forward ? 0 : m.amount()),
          (a, b) ->
              new LayoutCounts.OfLine(a.forward() + b.forward(), a.backward() + b.backward()));
    }
    Map<String, double[]> stays = new HashMap<>();
    for (Minute m : minutes(street, "stays", from, to, List.of("zone"))) {
      double[] sums = stays.computeIfAbsent(m.group().getFirst(), _ -> new double[2]);
      sums[0] += m.amount();
      sums[1] += m.total();
    }
    Map<String, LayoutCounts.OfZone> zones = new HashMap<>();
    stays.forEach(
        (id, sums) ->
            zones.put(
                id,
                new LayoutCounts.OfZone(
                    0,
                    (long) sums[0],
                    (long) sums[0],
                    OptionalDouble.of(sums[1] / Math.max(1, sums[0])))));
    return new LayoutCounts(day, lines, zones);
  }

  // ---- layouts

  /** The layout that was drawn last; empty where none was. */
  Optional<Layout> layout(String street) {
    return database
        .sql("select layout from street_layout where street = :street")
        .param("street", street)
        .query((row, _) -> JSON.readValue(row.getString("layout"), Layout.class))
        .optional();
  }

  void layout(String street, Layout layout) {
    transaction.executeWithoutResult(
        _ -> {
          database
              .sql("delete from street_layout where street = :street")
              .param("street", street)
              .update();
          database
              .sql(
                  "insert into street_layout (street, layout, changed_at)"
                      + " values (:street, :layout, :at)")
              .param("street", street)
              .param("layout", JSON.writeValueAsString(layout))
              .param("at", time(clock.instant()))
              .update();
        });
  }

  // ---- registered vehicles

  /** Whether the owner of that plate agreed that this camera shows it. */
  public boolean isRegistered(String street, String plate) {
    Instant now = clock.instant();
    for (RegisteredVehicle v : registered) {
      if (v.plate().equals(plate) && v.streets().contains(street) && v.validAt(now)) {
        return true;
      }
    }
    return false;
  }

  public List<RegisteredVehicle> vehicles() {
    return registered;
  }

  /**
   * @param recordedBy who says that the owner agreed
   */
  public RegisteredVehicle register(RegisteredVehicle v, String recordedBy) {
    grants.writeLock().lock();
    try {
      transaction.executeWithoutResult(
          _ -> {
            database
                .sql(
                    """
                    insert into registered_vehicle (id, plate, owner, agreed_at, recorded_by, valid_to)
                    values (:id, :plate, :owner, :at, :by, :to)
                    """)
                .param("id", v.id())
                .param("plate", v.plate())
                .param("owner", v.owner())
                .param("at", time(clock.instant()))
                .param("by", recordedBy)
                .param(
                    "to",
                    v.validTo().map(to -> to.atOffset(ZoneOffset.UTC)).orElse(null),
                    Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
            for (String street : v.streets()) {
              database
                  .sql(
                      "insert into registered_vehicle_street (vehicle, street)"
                          + " values (:id, :street)")
                  .param("id", v.id())
                  .param("street", street)
                  .update();
            }
          });
      registered = readVehicles();
      return v;
    } finally {
      grants.writeLock().unlock();
    }
  }

  /** The owner no longer agrees: the vehicle goes, and its text out of all observations. */
  public boolean unregister(UUID id) {
    grants.writeLock().lock();
    try {
      Optional<RegisteredVehicle> known =
          registered.stream().filter(v -> v.id().equals(id)).findFirst();
      if (known.isEmpty()) {
        return false;
      }
      // First of all nothing more is written with its text.
      registered = registered.stream().filter(v -> !v.id().equals(id)).toList();
      transaction.executeWithoutResult(
          _ -> {
            database.sql("delete from registered_vehicle where id = :id").param("id", id).update();
            database
                .sql("update observation set plate_text = null where plate_text = :plate")
                .param("plate", known.get().plate())
                .update();
          });
      registered = readVehicles();
      return true;
    } finally {
      grants.writeLock().unlock();
    }
  }

  private List<RegisteredVehicle> readVehicles() {
    Map<UUID, List<String>> streets = new HashMap<>();
    database
        .sql("select vehicle, street from registered_vehicle_street order by street")
        .query(
            row -> {
              streets
                  .computeIfAbsent(row.getObject("vehicle", UUID.class), _ -> new ArrayList<>())
                  .add(row.getString("street"));
            });
    return database
        .sql("select * from registered_vehicle order by plate, id")
        .query(
            (row, _) -> {
              UUID id = row.getObject("id", UUID.class);
              return new RegisteredVehicle(
                  id,
                  row.getString("plate"),
                  row.getString("owner"),
                  streets.getOrDefault(id, List.of()),
                  Optional.ofNullable(row.getObject("valid_to", OffsetDateTime.class))
                      .map(OffsetDateTime::toInstant));
            })
        .list();
  }

  // ---- retention

  /** Takes the plates out of observations that ended before then, also their hashes. */
  int deletePlates(Instant before) {
    return database
        .sql(
            """
            update observation set plate_hash = null, plate_text = null, plate_score = null,
              plate_country = null
            where seen_to < :before and plate_score is not null
            """)
        .param("before", time(before))
        .update();
  }

  /** Deletes observations that ended before then, with pictures, crossings and stays. */
  int deleteObservations(Instant before) {
    return database
        .sql("delete from observation where seen_to < :before")
        .param("before", time(before))
        .update();
  }

  /** Deletes the counts of minutes before then. */
  int deleteMinutes(Instant before) {
    return database
        .sql("delete from street_minute where at < :before")
        .param("before", time(before))
        .update();
  }

  /**
   * With its offset: a Timestamp is written as local time, of which one hour a year comes twice.
   */
}
