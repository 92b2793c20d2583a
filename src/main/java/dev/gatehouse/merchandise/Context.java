package dev.gatehouse.merchandise;

import dev.gatehouse.face.Sex;
import java.time.ZoneId;
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
    return new Context(
        shopper.ages().flatMap(AgeBand::of),
        shopper.sex(),
        DayPart.of(shopper.at().atZone(zone).getHour()));
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
