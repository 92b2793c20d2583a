package dev.gatehouse.scene;

import java.util.Set;

/**
 * What kind of thing a detector says it sees, by the name its model gives (COCO's names for the
 * default one).
 */
public record ObjectClass(String name) {
  public static final ObjectClass PERSON = new ObjectClass("person");
  public static final ObjectClass BICYCLE = new ObjectClass("bicycle");
  public static final ObjectClass CAR = new ObjectClass("car");
  public static final ObjectClass MOTORCYCLE = new ObjectClass("motorcycle");
  public static final ObjectClass BUS = new ObjectClass("bus");
  public static final ObjectClass TRUCK = new ObjectClass("truck");

  /** The classes that a street is watched for unless its settings say otherwise. */
  public static final Set<ObjectClass> STREET =
      Set.of(PERSON, BICYCLE, CAR, MOTORCYCLE, BUS, TRUCK);

  private static final Set<ObjectClass> MOTOR_VEHICLES = Set.of(CAR, MOTORCYCLE, BUS, TRUCK);

  public ObjectClass {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A class of objects needs a name");
    }
  }

  public boolean isPerson() {
    return equals(PERSON);
  }

  /** Whether it may carry a licence plate: car, motorcycle, bus, truck. */
  public boolean isMotorVehicle() {
    return MOTOR_VEHICLES.contains(this);
  }

  /** Whether it is something that people ride in or on: a motor vehicle or a bicycle. */
  public boolean isVehicle() {
    return isMotorVehicle() || equals(BICYCLE);
  }

  @Override
  public String toString() {
    return name;
  }
}
