package dev.gatehouse.scene;

/** Adult or child, as far as a street camera can tell. */
public enum AgeGroup {
  CHILD,
  ADULT
}
