package dev.gatehouse.street;

/** What a street camera does with the licence plates it reads. */
public enum PlatePrivacy {
  /** Kept for minutes as a keyed hash, from which nobody can tell the text. */
  HASHED,
  /** As hashed, but the text of vehicles whose owners registered them for this camera. */
  REGISTERED,
  /** Not read at all. */
  OFF
}
