package dev.gatehouse.statistics;

/** A count that may be shown. What is under {@link #SMALLEST} has no form in which it could be. */
public sealed interface Amount {
  /** Groups of fewer are not shown. */
  int SMALLEST = 5;

  /** Nothing is known: no camera worked. */
  Amount GAP = new Gap();

  /** Fewer than {@link #SMALLEST}, nobody among them. */
  Amount FEW = new Few();

  static Amount of(long count) {
    return count < SMALLEST ? FEW : new Known(count);
  }

  /**
   * @param count {@link #SMALLEST} or more
   */
  record Known(long count) implements Amount {
    public Known {
      if (count < SMALLEST) {
        throw new IllegalArgumentException("A group of " + count + " is not shown");
      }
    }
  }

  /** See {@link Amount#FEW}. */
  record Few() implements Amount {}

  /** See {@link Amount#GAP}. */
  record Gap() implements Amount {}
}
