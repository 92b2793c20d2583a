package dev.gatehouse.scene;

/**
 * What the looks at one track have said so far; one for each track, kept by who follows it and
 * filled by {@link ObjectDescriber}. Not thread-safe.
 */
public final class Votes {
  final Vote<ObjectClass> objectClass = new Vote<>();
  final Vote<VehicleType> vehicleType = new Vote<>();
  final Vote<Colour> colour = new Vote<>();
  final Vote<String> make = new Vote<>();
  final Vote<String> model = new Vote<>();
  final Vote<Colour> upper = new Vote<>();
  final Vote<Colour> lower = new Vote<>();
  final Vote<AgeGroup> age = new Vote<>();
  final Vote<Sex> sex = new Vote<>();

  private int looks;
  private double bestWorth;

  /** How many pictures were looked at. */
  public int looks() {
    return looks;
  }

  /** {@link ViewMeter#worth} of the best of them; 0 before the first. */
  public double bestWorth() {
    return bestWorth;
  }

  /**
   * Whether a view of that worth is among the best so far: the first three always, later those not
   * much worse than the best, and after twenty only better ones.
   */
  boolean wants(double worth) {
    if (!(worth > 0)) {
      return false;
    }
    double needed = looks < 3 ? 0 : looks < 20 ? 0.7 * bestWorth : 1.05 * bestWorth;
    return worth >= needed;
  }

  void looked(double worth) {
    looks++;
    bestWorth = Math.max(bestWorth, worth);
  }
}
