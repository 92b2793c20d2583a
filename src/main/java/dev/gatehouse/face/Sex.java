package dev.gatehouse.face;

/** What a network was taught to tell from a face; a guess, and no statement about a person. */
public enum Sex {
  FEMALE,
  MALE
}
