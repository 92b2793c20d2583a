package dev.gatehouse.web;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Locale;
import org.springframework.format.Formatter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Times and days of requests: of the years 1 to 9999, as RFC 3339 can write them. Java knows times
 * of a thousand million years, of which the next day, or the form for a database, may not exist.
 */
final class Times {
  private static final int LAST_YEAR = 9999;

  private Times() {}

  /**
   * @throws DateTimeException if it is no time, or of another year
   */
  static Instant instant(String text) {
    Instant time = Instant.parse(text.strip());
    require(time.atOffset(ZoneOffset.UTC).getYear());
    return time;
  }

  /**
   * @throws DateTimeException if it is no day, or of another year
   */
  static LocalDate day(String text) {
    LocalDate day = LocalDate.parse(text.strip());
    require(day.getYear());
    return day;
  }

  private static void require(int year) {
    if (year < 1 || year > LAST_YEAR) {
      throw new DateTimeException("The year is 1 to " + LAST_YEAR + ", not " + Year.of(year));
    }
  }

  /** Of parameters. */
  static final class OfInstant implements Formatter<Instant> {
    @Override
    public Instant parse(String text, Locale locale) throws ParseException {
      return instant(text);
    }

    @Override
    public String print(Instant time, Locale locale) {
      return time.toString();
    }
  }

  /** Of parameters. */
  static final class OfDay implements Formatter<LocalDate> {
    @Override
    public LocalDate parse(String text, Locale locale) throws ParseException {
      return day(text);
    }

    @Override
    public String print(LocalDate day, Locale locale) {
      return day.toString();
    }
  }

  /** Of bodies in JSON. */
  static final class OfJson extends StdScalarDeserializer<Instant> {
    OfJson() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws JacksonException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (Instant) context.handleUnexpectedToken(Instant.class, parser);
      }
      String text = parser.getString();
      try {
        return instant(text);
      } catch (DateTimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "no time");
      }
    }
  }
}
