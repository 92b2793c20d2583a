package dev.gatehouse.merchandise;

import dev.gatehouse.face.Sex;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of a catalogue: texts by the names of their columns, as they stand in the file.
 *
 * @param line of the file, 1 being the first
 * @param numbers of JSON, which need no reading
 */
record CatalogueRow(long line, Map<Column, String> texts, Map<Column, BigDecimal> numbers) {

  /** A column of a catalogue file, and what else it may be called. */
  enum Column {
    SKU("articlenumber", "itemnumber", "number", "id"),
    NAME("title", "article", "item", "product"),
    PRICE("amount"),
    CURRENCY(),
    DESCRIPTION("text"),
    MINIMUM_AGE("minage", "agelimit", "agefrom"),
    AGES("age", "agebands", "ageband"),
    SEXES("sex", "gender"),
    DAYS("day", "weekdays"),
    HOURS("time", "times"),
    STOCK("quantity", "onstock", "instock"),
    WEIGHT("priority");

    private final List<String> others;

    Column(String... others) {
      this.others = List.of(others);
    }

    static Optional<Column> of(String header) {
      String name = header.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
      return Arrays.stream(values())
          .filter(
              one ->
                  one.name().toLowerCase(Locale.ROOT).replace("_", "").equals(name)
                      || one.others.contains(name))
          .findFirst();
    }

    /** As the API calls it. */
    String field() {
      return this == MINIMUM_AGE ? "minimumAge" : name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern BAND = Pattern.compile("(\\d{1,3})\\s*(?:[-–]\\s*(\\d{1,3})|\\+)");
  private static final Pattern HOURS =
      Pattern.compile("(\\d{1,2})(?::?(\\d{2}))?\\s*[-–]\\s*(\\d{1,2})(?::?(\\d{2}))?");

  CatalogueRow {
    texts = Map.copyOf(texts);
    numbers = Map.copyOf(numbers);
  }

  private String text(Column column) {
    return Objects.requireNonNullElse(texts.get(column), "").strip();
  }

  String sku() {
    return text(Column.SKU);
  }

  /**
   * @param id of the item that the row describes
   * @throws MerchandiseException for the first thing that is wrong
   */
  Item item(UUID id, Currency fallback) {
    String code = text(Column.CURRENCY);
    Currency currency = code.isEmpty() ? fallback : Price.currency(code);
    return new Item(
        id,
        sku(),
        text(Column.NAME),
        text(Column.DESCRIPTION),
        Price.of(Optional.ofNullable(numbers.get(Column.PRICE)), text(Column.PRICE), currency),
        whole(Column.MINIMUM_AGE).orElse(0),
        new Target(
            ages(text(Column.AGES)),
            sexes(text(Column.SEXES)),
            days(text(Column.DAYS)),
            hours(text(Column.HOURS))),
        whole(Column.STOCK),
        weight());
  }

  private OptionalInt whole(Column column) {
    String text = text(column);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    String number = column == Column.MINIMUM_AGE ? text.replaceFirst("\\+$", "") : text;
    if (!number.matches("-?\\d{1,9}([.,]0+)?")) {
      throw new MerchandiseException(
          column.field(), "'" + text + "' is no whole number, as '" + column.field() + "' is");
    }
    return OptionalInt.of(Integer.parseInt(number.replaceFirst("[.,].*", "")));
  }

  private double weight() {
    String text = text(Column.WEIGHT);
    if (text.isEmpty()) {
      return 1;
    }
    if (!text.matches("-?\\d{1,9}([.,]\\d{1,9})?")) {
      throw new MerchandiseException("weight", "'" + text + "' is no weight; write it as 1.5");
    }
    return Double.parseDouble(text.replace(',', '.'));
  }

  private static List<String> parts(String text) {
    return Arrays.stream(text.split("[|;/]|,|\\s+(?=[^\\s–-])"))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** Ages such as "18-29 60+": all bands that lie within. */
  static Set<AgeBand> ages(String text) {
    Set<AgeBand> ages = EnumSet.noneOf(AgeBand.class);
    for (String part : parts(text)) {
      Matcher range = BAND.matcher(part);
      if (!range.matches()) {
        throw new MerchandiseException(
            "ages", "'" + part + "' is no age; write " + labels() + ", or several of them");
      }
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? Integer.MAX_VALUE : Integer.parseInt(range.group(2));
      Set<AgeBand> within = EnumSet.noneOf(AgeBand.class);
      for (AgeBand band : AgeBand.values()) {
        if (band.from() >= from && band.from() <= to) {
          within.add(band);
        }
      }
      boolean exact =
          within.stream().anyMatch(band -> band.from() == from)
              && (range.group(2) == null
                  || Arrays.stream(AgeBand.values()).anyMatch(band -> band.from() == to + 1));
      if (!exact) {
        throw new MerchandiseException(
            "ages", "'" + part + "' is none of the ages told apart here: " + labels());
      }
      ages.addAll(within);
    }
    return ages;
  }

  private static String labels() {
    return String.join(", ", Arrays.stream(AgeBand.values()).map(AgeBand::label).toList());
  }

  static Set<Sex> sexes(String text) {
    Set<Sex> sexes = EnumSet.noneOf(Sex.class);
    for (String part : parts(text)) {
      sexes.add(
          switch (part.toLowerCase(Locale.ROOT)) {
            case "female", "f", "w", "women", "woman" -> Sex.FEMALE;
            case "male", "m", "men", "man" -> Sex.MALE;
            default ->
                throw new MerchandiseException(
                    "sexes", "'" + part + "' is no sex; write female or male, or nothing for all");
          });
    }
    return sexes.size() == Sex.values().length ? Set.of() : sexes;
  }

  /** Days such as "mon-fri sun". */
  static Set<DayOfWeek> days(String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : parts(text)) {
      String[] ends = part.split("\\s*[-–]\\s*", -1);
      if (ends.length > 2) {
        throw noDay(part);
      }
      DayOfWeek day = day(ends[0]);
      DayOfWeek last = day(ends[ends.length - 1]);
      days.add(day);
      while (day != last) { // also over the end of the week
        day = day.plus(1);
        days.add(day);
      }
    }
    return days.size() == 7 ? Set.of() : days;
  }

  private static final Map<String, DayOfWeek> DAYS = new TreeMap<>();

  static {
    for (DayOfWeek day : DayOfWeek.values()) {
      DAYS.put(day.name().substring(0, 3), day);
    }
  }

  private static DayOfWeek day(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    DayOfWeek day = name.length() < 3 ? null : DAYS.get(name.substring(0, 3));
    if (day == null || !day.name().startsWith(name)) {
      throw noDay(text);
    }
    return day;
  }

  private static MerchandiseException noDay(String text) {
    return new MerchandiseException(
        "days", "'" + text + "' is no day; write mon tue wed thu fri sat sun, or mon-fri");
  }

  /** A time such as "11:00-14:30" or "22-6". */
  static Optional<Target.Hours> hours(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher range = HOURS.matcher(text);
    if (!range.matches()) {
      throw new MerchandiseException("hours", "'" + text + "' is no time; write 11:00-14:30");
    }
    LocalTime from = time(text, range.group(1), range.group(2));
    LocalTime to = time(text, range.group(3), range.group(4));
    if (from.equals(to)) { // 0-24, in whatever way it is written
      return Optional.empty();
    }
    return Optional.of(new Target.Hours(from, to));
  }

  private static LocalTime time(
      String text, String hour, @org.jspecify.annotations.Nullable String minute) {
    try {
      int hours = Integer.parseInt(hour);
      return LocalTime.parse(
          "%02d:%s".formatted(hours == 24 ? 0 : hours, minute == null ? "00" : minute));
    } catch (DateTimeParseException e) {
      throw new MerchandiseException("hours", "'" + text + "' is no time; write 11:00-14:30");
    }
  }
}
