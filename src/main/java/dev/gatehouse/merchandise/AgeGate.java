package dev.gatehouse.merchandise;

import dev.gatehouse.face.AgeRange;
import java.util.Optional;

/**
 * The one way by which an item comes onto a screen. What is restricted passes only where everyone
 * in view is of the age, going by the youngest that the youngest of them may be; where an age is
 * not known, nothing that is restricted passes.
 */
final class AgeGate {
  private AgeGate() {}

  /** An item that has passed; nothing else can be shown, and nothing else makes one. */
  static final class Allowed {
    private final Item item;

    private Allowed(Item item) {
      this.item = item;
    }

    Item item() {
      return item;
    }
  }

  /**
   * @param ages of all who are in view; absent if one of them is not known, or nobody is there
   */
  static Optional<Allowed> pass(Item item, Optional<AgeRange> ages) {
    boolean allowed =
        item.minimumAge() == 0
            || ages.filter(range -> range.youngest() >= item.minimumAge()).isPresent();
    return allowed ? Optional.of(new Allowed(item)) : Optional.empty();
  }
}
