package dev.gatehouse.scene;

/** What a person looks like; a guess, never used to open or refuse. */
public enum Sex {
  MALE,
  FEMALE
}
