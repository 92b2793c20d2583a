package dev.gatehouse.audit;

import java.util.Locale;
import java.util.UUID;

/**
 * Who or what did something. Written as {@code user:admin} or {@code door:front}. A member is named
 * by the random id alone, so that the log holds no member's name.
 *
 * @param name 1 to 100 characters, no control characters; ids of members, names of all others
 */
public record Actor(Kind kind, String name) {
  /** What sort of actor. */
  public enum Kind {
    /** Somebody with an account who works here. */
    USER,
    MEMBER,
    /** A program with an API token. */
    TOKEN,
    /** Whoever gave a command on this machine, by the name of the system's user. */
    COMMAND,
    DOOR,
    CAMERA,
    /** A showroom's screen. */
    KIOSK,
    /** Gatehouse by itself. */
    SYSTEM;

    private final String prefix = name().toLowerCase(Locale.ROOT);
  }

  /** Gatehouse by itself. */
  public static final Actor SYSTEM = new Actor(Kind.SYSTEM, "gatehouse");

  static final int LONGEST_NAME = 100;

  public Actor {
    AuditEvent.requireText("The name of an actor", name, LONGEST_NAME);
  }

  public static Actor user(String name) {
    return new Actor(Kind.USER, name);
  }

  public static Actor member(UUID member) {
    return new Actor(Kind.MEMBER, member.toString());
  }

  public static Actor door(String id) {
    return new Actor(Kind.DOOR, id);
  }

  public static Actor kiosk(String id) {
    return new Actor(Kind.KIOSK, id);
  }

  /** Whoever runs this program. */
  public static Actor command() {
    String user = System.getProperty("user.name", "");
    return new Actor(Kind.COMMAND, user.isBlank() ? "unknown" : user);
  }

  /**
   * @param text as {@link #toString} gives it
   */
  static Actor parse(String text) {
    int colon = text.indexOf(':');
    if (colon > 0) {
      String prefix = text.substring(0, colon);
      for (Kind kind : Kind.values()) {
        if (kind.prefix.equals(prefix)) {
          return new Actor(kind, text.substring(colon + 1));
        }
      }
    }
    throw new AuditException("An actor is written as user:NAME or door:ID, not " + text);
  }

  @Override
  public String toString() {
    return kind.prefix + ":" + name;
  }
}
