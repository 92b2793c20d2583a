package dev.gatehouse.scene;

/** Kinds of vehicles. */
public enum VehicleType {
  CAR,
  VAN,
  BUS,
  TRUCK,
  MOTORCYCLE,
  BICYCLE
}
