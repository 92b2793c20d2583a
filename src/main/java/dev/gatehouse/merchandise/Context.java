package dev.gatehouse.merchandise;

import dev.gatehouse.face.Sex;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * In what situation goods are shown: all that is learned about strangers is kept by this, and it
 * describes thousands.
 *
 * @param age absent where it is not known, or several people of different ages stand there
 * @param sex absent where it is not known, or both are there
 */
public record Context(Optional<AgeBand> age, Optional<Sex> sex, DayPart part) {
  /** How many ages there are, with "not known". */
  static final int AGES = AgeBand.values().length + 1;

  static final int SEXES = Sex.values().length + 1;
  static final int PARTS = DayPart.values().length;

  static Context of(Shopper shopper, ZoneId zone) {
    return of(
        shopper.ages().flatMap(AgeBand::of),
        shopper.sex(),
        shopper.at().truncatedTo(ChronoUnit.HOURS),
        zone);
  }

  /**
   * @param hour as it is counted: where the clock on the wall is half an hour off, so is its part
   *     of the day, always in the same way
   */
  static Context of(Optional<AgeBand> age, Optional<Sex> sex, Instant hour, ZoneId zone) {
    return new Context(age, sex, DayPart.of(hour.atZone(zone).getHour()));
  }

  /** 0 where it is not known. */
  int ageIndex() {
    return age.map(band -> band.ordinal() + 1).orElse(0);
  }

  /** 0 where it is not known. */
  int sexIndex() {
    return sex.map(one -> one.ordinal() + 1).orElse(0);
  }
}
