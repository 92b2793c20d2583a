package dev.gatehouse.merchandise;

import static dev.gatehouse.database.Instants.instant;
import static dev.gatehouse.database.Instants.time;

import dev.gatehouse.face.Sex;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The catalogue, its pictures and the counts, in the database. Thread-safe. */
final class MerchandiseStore {
  private final JdbcClient database;
  private final TransactionOperations transaction;

  MerchandiseStore(JdbcClient database, TransactionOperations transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  // ---- the catalogue

  List<Item> items() {
    return database
        .sql("select * from merchandise_item order by sku")
        .query((row, _) -> item(row))
        .list();
  }

  private static Item item(ResultSet row) throws SQLException {
    int stock = row.getInt("stock");
    OptionalInt counted = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(stock);
    String from = row.getString("hour_from");
    String to = row.getString("hour_to");
    return new Item(
        row.getObject("id", UUID.class),
        row.getString("sku"),
        row.getString("name"),
        row.getString("description"),
        new Price(
            new BigDecimal(row.getString("price")),
            Currency.getInstance(row.getString("currency"))),
        row.getInt("minimum_age"),
        new Target(
            names(row.getString("ages"), AgeBand::valueOf),
            names(row.getString("sexes"), Sex::valueOf),
            names(row.getString("days"), DayOfWeek::valueOf),
            from == null || to == null
                ? Optional.empty()
                : Optional.of(new Target.Hours(LocalTime.parse(from), LocalTime.parse(to)))),
        counted,
        row.getDouble("weight"));
  }

  private static <T> Set<T> names(String text, Function<String, T> of) {
    return Arrays.stream(text.split(" "))
        .filter(name -> !name.isEmpty())
        .map(of)
        .collect(Collectors.toSet());
  }

  private static String names(Set<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).collect(Collectors.toCollection(TreeSet::new)).stream()
        .collect(Collectors.joining(" "));
  }

  /** Writes items, new ones and changed ones: all or none. */
  void write(Collection<Item> items, Instant at) {
    transaction.executeWithoutResult(
        _ -> {
          for (Item item : items) {
            if (bind(UPDATE, item, at).update() == 0) {
              bind(INSERT, item, at).update();
            }
          }
        });
  }

  private static final String UPDATE =
      """
      update merchandise_item set sku = :sku, name = :name, description = :description,
        price = :price, currency = :currency, minimum_age = :age, ages = :ages, sexes = :sexes,
        days = :days, hour_from = :from, hour_to = :to, stock = :stock, weight = :weight,
        changed_at = :at
      where id = :id
      """;

  private static final String INSERT =
      """
      insert into merchandise_item (id, sku, name, description, price, currency, minimum_age, ages,
        sexes, days, hour_from, hour_to, stock, weight, changed_at)
      values (:id, :sku, :name, :description, :price, :currency, :age, :ages, :sexes, :days, :from,
        :to, :stock, :weight, :at)
      """;

  private JdbcClient.StatementSpec bind(String sql, Item item, Instant at) {
    Target target = item.target();
    return database
        .sql(sql)
        .param("id", item.id())
        .param("sku", item.sku())
        .param("name", item.name())
        .param("description", item.description())
        .param("price", item.price().amount().toPlainString())
        .param("currency", item.price().currency().getCurrencyCode())
        .param("age", item.minimumAge())
        .param("ages", names(target.ages()))
        .param("sexes", names(target.sexes()))
        .param("days", names(target.days()))
        .param("from", target.hours().map(h -> h.from().toString()).orElse(null), Types.VARCHAR)
        .param("to", target.hours().map(h -> h.to().toString()).orElse(null), Types.VARCHAR)
        .param("stock", item.stock().isPresent() ? item.stock().getAsInt() : null, Types.INTEGER)
        .param("weight", item.weight())
        .param("at", time(at));
  }

  /** With its picture and counts; false if there is none. */
  boolean delete(UUID item) {
    return database.sql("delete from merchandise_item where id = ?").param(item).update() == 1;
  }

  // ---- pictures

  Optional<byte[]> picture(UUID item) {
    return database
        .sql("select jpeg from merchandise_picture where item = ?")
        .param(item)
        .query((row, _) -> row.getBytes("jpeg"))
        .optional();
  }

  /** When each picture was put in, by item. */
  Map<UUID, Instant> pictures() {
    return database
        .sql("select item, changed_at from merchandise_picture")
        .query((row, _) -> Map.entry(row.getObject(1, UUID.class), instant(row, "changed_at")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  void picture(UUID item, byte[] jpeg, Instant at) {
    transaction.executeWithoutResult(
        _ -> {
          deletePicture(item);
          database
              .sql("insert into merchandise_picture (item, jpeg, changed_at) values (?, ?, ?)")
              .params(item, jpeg, time(at))
              .update();
        });
  }

  boolean deletePicture(UUID item) {
    return database.sql("delete from merchandise_picture where item = ?").param(item).update() == 1;
  }

  // ---- counts

  /**
   * Under what a show is counted; of the people before the screen it has an age band and a sex.
   *
   * @param hour truncated
   */
  record Key(Instant hour, String kiosk, String age, String sex, boolean explored) {
    static Key of(Shopper shopper, Context context, boolean explored) {
      return new Key(
          shopper.at().truncatedTo(ChronoUnit.HOURS),
          shopper.kiosk(),
          context.age().map(AgeBand::name).orElse(""),
          context.sex().map(Sex::name).orElse(""),
          explored);
    }
  }

  /** Counts a slate and its items, both or neither. */
  void shown(Key key, Collection<UUID> items) {
    transaction.executeWithoutResult(
        _ -> {
          // Always in the same order, so that two screens do not wait for each other.
          for (UUID item : new TreeSet<>(items)) {
            if (add(COUNT_SHOW, key, Optional.of(item)) == 0) {
              add(FIRST_COUNT, key, Optional.of(item));
              add(COUNT_SHOW, key, Optional.of(item));
            }
          }
          if (add(COUNT_SLATE, key, Optional.empty()) == 0) {
            add(FIRST_SLATE, key, Optional.empty());
            add(COUNT_SLATE, key, Optional.empty());
          }
        });
  }

  /**
   * @param first whether nothing of its slate was touched before
   */
  void touched(Key key, UUID item, boolean first) {
    transaction.executeWithoutResult(
        _ -> {
          add(COUNT_TOUCH, key, Optional.of(item));
          if (first) {
            add(COUNT_TOUCHED_SLATE, key, Optional.empty());
          }
        });
  }

  private static final String WHERE =
      " where at = :at and kiosk = :kiosk and age = :age and sex = :sex and explored = :explored";
  private static final String COUNT_SHOW =
      "update merchandise_count set shows = shows + 1" + WHERE + " and item = :item";
  private static final String COUNT_TOUCH =
      "update merchandise_count set touches = touches + 1" + WHERE + " and item = :item";
  private static final String COUNT_SLATE =
      "update merchandise_slate set slates = slates + 1" + WHERE;
  private static final String COUNT_TOUCHED_SLATE =
      "update merchandise_slate set touched = touched + 1" + WHERE;
  private static final String FIRST_COUNT =
      """
      insert into merchandise_count (at, kiosk, item, age, sex, explored, shows, touches)
      select cast(:at as timestamp with time zone), cast(:kiosk as varchar), id, cast(:age as varchar),
        cast(:sex as varchar), cast(:explored as boolean), 0, 0
      from merchandise_item where id = :item
      on conflict do nothing
      """;
  private static final String FIRST_SLATE =
      """
      insert into merchandise_slate (at, kiosk, age, sex, explored, slates, touched)
      values (:at, :kiosk, :age, :sex, :explored, 0, 0) on conflict do nothing
      """;

  private int add(String sql, Key key, Optional<UUID> item) {
    JdbcClient.StatementSpec statement =
        database
            .sql(sql)
            .param("at", time(key.hour()), Types.TIMESTAMP_WITH_TIMEZONE)
            .param("kiosk", key.kiosk(), Types.VARCHAR)
            .param("age", key.age(), Types.VARCHAR)
            .param("sex", key.sex(), Types.VARCHAR)
            .param("explored", key.explored(), Types.BOOLEAN);
    return item.map(id -> statement.param("item", id)).orElse(statement).update();
  }

  /** What was counted in one hour, at all kiosks or one. */
  record ItemHour(
      Instant hour,
      UUID item,
      Optional<AgeBand> age,
      Optional<Sex> sex,
      long shows,
      long touches) {}

  /** Calls {@code each} with every hour and item; there may be a million of them. */
  void counts(Instant from, Instant to, Optional<String> kiosk, Consumer<ItemHour> each) {
    select(
            """
            select at, item, age, sex, sum(shows) as shows, sum(touches) as touches
            from merchandise_count where at >= :from and at < :to %s
            group by at, item, age, sex
            """,
            from, to, kiosk)
        .query(
            row -> {
              each.accept(
                  new ItemHour(
                      instant(row, "at"),
                      row.getObject("item", UUID.class),
                      optional(row.getString("age"), AgeBand::valueOf),
                      optional(row.getString("sex"), Sex::valueOf),
                      row.getLong("shows"),
                      row.getLong("touches")));
            });
  }

  /** The same of slates. */
  record SlateHour(
      Instant hour,
      Optional<AgeBand> age,
      Optional<Sex> sex,
      boolean explored,
      long slates,
      long touched) {}

  List<SlateHour> slates(Instant from, Instant to, Optional<String> kiosk) {
    return select(
            """
            select at, age, sex, explored, sum(slates) as slates, sum(touched) as touched
            from merchandise_slate where at >= :from and at < :to %s
            group by at, age, sex, explored order by at
            """,
            from, to, kiosk)
        .query(
            (row, _) ->
                new SlateHour(
                    instant(row, "at"),
                    optional(row.getString("age"), AgeBand::valueOf),
                    optional(row.getString("sex"), Sex::valueOf),
                    row.getBoolean("explored"),
                    row.getLong("slates"),
                    row.getLong("touched")))
        .list();
  }

  private JdbcClient.StatementSpec select(
      String sql, Instant from, Instant to, Optional<String> kiosk) {
    JdbcClient.StatementSpec statement =
        database
            .sql(sql.formatted(kiosk.isPresent() ? "and kiosk = :kiosk" : ""))
            .param("from", time(from))
            .param("to", time(to));
    return kiosk.map(id -> statement.param("kiosk", id)).orElse(statement);
  }

  /** Kiosks at which something was shown. */
  List<String> kiosks() {
    return database
        .sql("select distinct kiosk from merchandise_slate order by kiosk")
        .query(String.class)
        .list();
  }

  /** Deletes the counts of hours before then; says how many rows that were. */
  int deleteCounts(Instant before) {
    int items =
        database.sql("delete from merchandise_count where at < ?").param(time(before)).update();
    return items
        + database.sql("delete from merchandise_slate where at < ?").param(time(before)).update();
  }

  private static <T> Optional<T> optional(String name, Function<String, T> of) {
    return name.isEmpty() ? Optional.empty() : Optional.of(of.apply(name));
  }
}
