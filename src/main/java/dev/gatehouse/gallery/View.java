package dev.gatehouse.gallery;

/**
 * Whom a search may see: those who agreed to a purpose at a place. Compared by identity.
 *
 * <p>The index, 0 to {@link Views#MOST}, is where blocks remember what they know of the view. It
 * passes to another view when this one has fallen out of use, so a block checks whose it is.
 */
final class View {
  private final Purpose purpose;
  private final String place;
  private final int index;

  /** When it was last asked for. A race here only makes its age a little wrong. */
  private volatile long used;

  View(Purpose purpose, String place, int index) {
    this.purpose = purpose;
    this.place = place;
    this.index = index;
  }

  Purpose purpose() {
    return purpose;
  }

  String place() {
    return place;
  }

  int index() {
    return index;
  }

  long used() {
    return used;
  }

  void use() {
    used = System.nanoTime();
  }
}
