package dev.gatehouse.site;

/** What ids and names may be. */
final class Naming {
  private static final int LONGEST = 100;

  private Naming() {}

  static void requireId(String what, String id) {
    if (!id.matches("[a-z0-9][a-z0-9-]{0,99}")) {
      throw new SiteException(
          "The id of a %s is '%s': use small letters, digits and hyphens, 100 at most"
              .formatted(what, id));
    }
  }

  static void requireName(String what, String name) {
    if (name.isBlank()
        || name.length() > LONGEST
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new SiteException(
          "%s needs a name of 1 to %d characters, without control characters"
              .formatted(what, LONGEST));
    }
  }
}
