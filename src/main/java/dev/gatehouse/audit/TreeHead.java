package dev.gatehouse.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * What the log was at a moment, signed: so many entries with this root. It is a checkpoint as C2SP
 * describes it (a signed note of origin, size and root), with a line for the time:
 *
 * <pre>
 * gatehouse-audit-1f0c2b7a
 * 1203
 * 9c2Kf0...=
 * time 2026-11-25T10:31:50Z
 *
 * — gatehouse-audit-1f0c2b7a Hwwr...=
 * </pre>
 *
 * @param origin the name of the log, which is its key's
 * @param size so many entries
 * @param root of the tree of these entries
 * @param time when it was signed
 * @param note the text above, whole
 */
public record TreeHead(String origin, long size, Hash root, Instant time, String note) {
  private static final String TIME = "time ";
  private static final String SIGNATURE = "— ";

  static TreeHead sign(SigningKey key, long size, Hash root, Instant time) {
    String name = key.verifier().name();
    String text =
        name
            + "\n"
            + size
            + "\n"
            + Base64.getEncoder().encodeToString(root.bytes())
            + "\n"
            + TIME
            + time
            + "\n";
    byte[] signature = key.sign(text.getBytes(UTF_8));
    byte[] id = key.verifier().id();
    byte[] both = Arrays.copyOf(id, id.length + signature.length);
    System.arraycopy(signature, 0, both, id.length, signature.length);
    return new TreeHead(
        name,
        size,
        root,
        time,
        text + "\n" + SIGNATURE + name + " " + Base64.getEncoder().encodeToString(both) + "\n");
  }

  /**
   * Reads a head without trusting it: {@link #signedBy} tells whether it is genuine.
   *
   * @throws AuditException if it is none
   */
  public static TreeHead parse(String note) {
    String[] lines = note.split("\n", -1);
    try {
      if (lines.length >= 6 && lines[3].startsWith(TIME) && lines[4].isEmpty()) {
        long size = Long.parseLong(lines[1]);
        if (size >= 0 && Long.toString(size).equals(lines[1])) {
          return new TreeHead(
              lines[0],
              size,
              Hash.of(Base64.getDecoder().decode(lines[2])),
              Instant.parse(lines[3].substring(TIME.length())),
              note);
        }
      }
    } catch (IllegalArgumentException | DateTimeException | AuditException e) {
      throw noHead(e);
    }
    throw noHead(new IllegalArgumentException(note));
  }

  private static AuditException noHead(Exception why) {
    return new AuditException(
        "This is no signed tree head of an audit log, which begins with the lines NAME, SIZE, ROOT"
            + " and 'time ...'",
        why);
  }

  /** Whether that key signed this head. */
  public boolean signedBy(VerifierKey key) {
    int end = note.indexOf("\n\n") + 1;
    byte[] text = note.substring(0, end).getBytes(UTF_8);
    String start = SIGNATURE + key.name() + " ";
    return note.substring(end + 1)
        .lines()
        .filter(line -> line.startsWith(start))
        .anyMatch(line -> verifies(key, text, line.substring(start.length())));
  }

  private static boolean verifies(VerifierKey key, byte[] text, String base64) {
    try {
      byte[] both = Base64.getDecoder().decode(base64);
      return both.length > VerifierKey.ID_BYTES
          && key.hasId(Arrays.copyOf(both, VerifierKey.ID_BYTES))
          && key.verifies(text, Arrays.copyOfRange(both, VerifierKey.ID_BYTES, both.length));
    } catch (IllegalArgumentException e) {
      return false; // not base64
    }
  }
}
