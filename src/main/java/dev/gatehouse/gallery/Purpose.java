package dev.gatehouse.gallery;

/** What a member may have agreed to be recognised for. A search is made for exactly one. */
public enum Purpose {
  /** Opening a door. */
  DOOR,
  /** A day map of where the member has been. */
  TRAIL,
  /** One-to-one verification through the API. */
  VERIFY,
  /** Being greeted at a showroom kiosk. */
  KIOSK
}
