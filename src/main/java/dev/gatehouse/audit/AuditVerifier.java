package dev.gatehouse.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Checks that a log is what was written. Thread-safe. */
public final class AuditVerifier {
  private final AuditStore store;
  private final VerifierKey key;
  private final Path headFile;

  AuditVerifier(AuditStore store, VerifierKey key, Path keys) {
    this.store = store;
    this.key = key;
    this.headFile = keys.resolve(AuditLog.HEAD_FILE);
  }

  /**
   * Checks the log of this installation, with the head that lies beside its key.
   *
   * @param more keys that are trusted too, such as one that this installation had before
   * @param outside heads that were kept elsewhere
   * @param progress is told how many entries of how many are done
   */
  public Verification verify(
      List<VerifierKey> more, List<TreeHead> outside, BiConsumer<Integer, Integer> progress) {
    List<VerifierKey> keys = new ArrayList<>(List.of(key));
    keys.addAll(more);
    List<TreeHead> heads = new ArrayList<>(outside);
    if (Files.exists(headFile)) {
      heads.add(readHead(headFile));
    }
    var source = new DatabaseSource(store);
    return LogVerifier.verify(source, keys, heads, done -> tell(progress, done, source.total()));
  }

  /**
   * Checks an exported log; needs nothing but the file.
   *
   * @param keys that are trusted; where there are none, the one that the file names
   * @param progress is told how many kibibytes of how many are done
   * @throws AuditException if it is no exported log
   */
  public static Verification verifyFile(
      Path file,
      List<VerifierKey> keys,
      List<TreeHead> outside,
      BiConsumer<Integer, Integer> progress) {
    VerifierKey named = AuditFile.key(file);
    AuditFile source = AuditFile.open(file);
    return LogVerifier.verify(
        source,
        keys.isEmpty() ? List.of(named) : keys,
        outside,
        done -> tell(progress, done >> 10, source.total() >> 10));
  }

  private static void tell(BiConsumer<Integer, Integer> progress, long done, long total) {
    progress.accept(
        (int) Math.min(done, Integer.MAX_VALUE), (int) Math.min(total, Integer.MAX_VALUE));
  }

  /**
   * Reads a head that was kept as a file.
   *
   * @throws AuditException if it cannot be read, or is none
   */
  public static TreeHead readHead(Path file) {
    try {
      return TreeHead.parse(Files.readString(file));
    } catch (IOException e) {
      throw AuditFile.cannotRead(file, e);
    } catch (AuditException e) {
      throw new AuditException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the key that signs heads, or signed them, from a file of one line.
   *
   * @throws AuditException if it cannot be read, or is none
   */
  public static VerifierKey readKey(Path file) {
    try {
      return VerifierKey.parse(Files.readString(file));
    } catch (IOException e) {
      throw AuditFile.cannotRead(file, e);
    } catch (AuditException e) {
      throw new AuditException(file + ": " + e.getMessage(), e);
    }
  }
}
