package dev.gatehouse.scene;

import java.util.Map;
import java.util.Optional;

/** Kinds of vehicles. */
public enum VehicleType {
  CAR,
  VAN,
  BUS,
  TRUCK,
  MOTORCYCLE,
  BICYCLE;

  private static final Map<ObjectClass, VehicleType> BY_CLASS =
      Map.of(
          ObjectClass.CAR, CAR,
          ObjectClass.BUS, BUS,
          ObjectClass.TRUCK, TRUCK,
          ObjectClass.MOTORCYCLE, MOTORCYCLE,
          ObjectClass.BICYCLE, BICYCLE);

  /** Cars and off-road cars are lower than this, delivery vans and minibuses are not. */
  private static final double VAN_OVER = 2.0;

  /** Lorries are taller; the highest roofs of vans end here. */
  private static final double VAN_BELOW = 2.9;

  private static final double SURE = 0.8;

  /**
   * The detector's class, refined by the height over the ground where a calibrated camera tells
   * one: what the detector calls a car or a truck and stands 2.0 to 2.9 m high, with 80 %
   * probability, is a van. Without a height a van stays what the detector calls it, mostly a car:
   * neither the shape of its box nor the detector's doubts tell vans from cars well enough
   * (docs/street.md has the figures).
   *
   * @return empty for what is no vehicle
   */
  public static Optional<Guess<VehicleType>> of(
      Guess<ObjectClass> detected, Optional<Height> height) {
    VehicleType type = BY_CLASS.get(detected.value());
    if (type == null) {
      return Optional.empty();
    }
    if (type == CAR || type == TRUCK) {
      double van =
          height.map(h -> h.probabilityOver(VAN_OVER) - h.probabilityOver(VAN_BELOW)).orElse(0.0);
      if (van >= SURE) {
        return Optional.of(new Guess<>(VAN, van));
      }
    }
    return Optional.of(new Guess<>(type, detected.score()));
  }
}
