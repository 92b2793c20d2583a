package dev.gatehouse.merchandise;

import dev.gatehouse.face.AgeRange;
import java.util.Optional;

/** Ages as rules and statistics tell them apart: coarse enough to describe nobody. */
public enum AgeBand {
  UNDER_13(0, 12),
  FROM_13(13, 17),
  FROM_18(18, 29),
  FROM_30(30, 44),
  FROM_45(45, 59),
  FROM_60(60, 120);

  /** People whose ages differ by more than this are a mixed group, of no band. */
  private static final int MIXED = 30; // years

  private final int from;
  private final int to;

  AgeBand(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /** The youngest age in it. */
  public int from() {
    return from;
  }

  /** "18-29", or "60+". */
  public String label() {
    return this == FROM_60 ? from + "+" : from + "-" + to;
  }

  /** The band of the middle of the range; none for a family. */
  static Optional<AgeBand> of(AgeRange ages) {
    if (ages.oldest() - ages.youngest() > MIXED) {
      return Optional.empty();
    }
    int middle = (ages.youngest() + ages.oldest()) / 2;
    AgeBand found = UNDER_13;
    for (AgeBand band : values()) {
      if (middle >= band.from) {
        found = band;
      }
    }
    return Optional.of(found);
  }
}
