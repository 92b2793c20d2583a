package dev.gatehouse.merchandise;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What was shown and touched in a time.
 *
 * @param lift of picked slates over random ones
 * @param shows of items, with their touches
 * @param items by the number of touches
 * @param contexts by age band, sex and part of the day, each for itself
 * @param lifts of each age band and sex
 * @param curve by hour or day
 */
public record MerchandiseReport(
    Lift lift,
    Rate shows,
    List<MerchandiseReport.OfItem> items,
    List<MerchandiseReport.OfContext> contexts,
    List<MerchandiseReport.LiftOf> lifts,
    List<MerchandiseReport.Step> curve) {

  public record OfItem(UUID item, Rate rate) {}

  /**
   * @param dimension "age", "sex" or "part"
   * @param value as in {@link AgeBand#label()}, or in small letters; "unknown"
   */
  public record OfContext(UUID item, String dimension, String value, Rate rate) {}

  public record LiftOf(String dimension, String value, Lift lift) {}

  /**
   * @param from where the step begins
   * @param picked slates of which something was touched
   * @param random the same of random slates
   */
  public record Step(Instant from, Rate picked, Rate random) {}
}
