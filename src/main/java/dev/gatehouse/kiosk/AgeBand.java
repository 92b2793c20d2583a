package dev.gatehouse.kiosk;

/** The coarse ages by which people are counted. */
public enum AgeBand {
  UNDER_18(0),
  FROM_18(18),
  FROM_30(30),
  FROM_45(45),
  FROM_60(60);

  private final int from;

  AgeBand(int from) {
    this.from = from;
  }

  /** The first age in it, in years. */
  public int from() {
    return from;
  }

  /**
   * @param years any number; below 0 counts as 0
   */
  static AgeBand of(double years) {
    AgeBand band = UNDER_18;
    for (AgeBand next : values()) {
      if (years >= next.from) {
        band = next;
      }
    }
    return band;
  }
}
