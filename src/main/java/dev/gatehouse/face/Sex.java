package dev.gatehouse.face;

/** What a face looks like; a guess, never used to open or refuse a door. */
public enum Sex {
  FEMALE,
  MALE
}
