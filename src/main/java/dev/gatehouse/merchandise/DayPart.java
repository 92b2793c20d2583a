package dev.gatehouse.merchandise;

/** Part of a day, by the hour at which it begins; the evening lasts until the morning. */
public enum DayPart {
  MORNING(5),
  MIDDAY(11),
  AFTERNOON(14),
  EVENING(18);

  private final int from;

  DayPart(int from) {
    this.from = from;
  }

  /**
   * @param hour 0 to 23, of the clock on the wall
   */
  static DayPart of(int hour) {
    DayPart found = EVENING;
    for (DayPart part : values()) {
      if (hour >= part.from) {
        found = part;
      }
    }
    return found;
  }
}
