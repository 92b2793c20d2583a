package dev.gatehouse.backup;

import dev.gatehouse.member.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folder of the keys, and one beside it that is made ready first and then renamed. Until it is
 * kept, closing brings the former one back.
 */
final class KeyFolder implements AutoCloseable {
  private static final String HEAD = "audit.head";

  private final Path keys;
  private final Path staged;
  private final Path former;

  private boolean swapped;

  /**
   * Mends what a restore that was interrupted has left.
   *
   * @throws BackupException if only a person can tell which keys are the right ones
   */
  KeyFolder(Path keys) throws IOException {
    this.keys = keys;
    staged = keys.resolveSibling("keys-restore");
    former = keys.resolveSibling("keys-before-restore");
    destroy(staged);
    if (Files.exists(former)) {
      if (Files.exists(keys)) {
        throw new BackupException(
            "A restore was interrupted when it was almost done. If the database is the restored"
                + " one, delete "
                + former
                + "; if it is the one before, put it in place of "
                + keys);
      }
      Files.move(former, keys, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  Path staged() {
    return staged;
  }

  /**
   * Makes ready what the backup has. Where the present keys are of the same installation, what they
   * have and the backup has not stays: keys of members who enrolled since, a newer secret. So does
   * the newest head of the audit log, which shows what an older database lacks.
   */
  void stage(KeyBackup backup) throws IOException {
    backup.unpack(staged);
    Path master = keys.resolve("master.key");
    if (Files.exists(master)
        && Arrays.equals(Files.readAllBytes(master), backup.files().get("master.key"))) {
      try (Stream<Path> files = Files.walk(keys)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path to = staged.resolve(keys.relativize(file).toString());
          if (!Files.exists(to) || file.equals(keys.resolve(HEAD))) {
            PrivateFiles.createFolder(PrivateFiles.folderOf(to));
            Files.copy(
                file, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
          }
        }
      }
    }
  }

  /** Makes a folder without keys ready: the next start makes new ones. */
  void stageNew() throws IOException {
    PrivateFiles.createFolder(staged);
  }

  void swap() throws IOException {
    if (Files.exists(staged)) {
      if (Files.exists(keys)) {
        Files.move(keys, former, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(staged, keys, StandardCopyOption.ATOMIC_MOVE);
      swapped = true;
    }
  }

  /** There is no way back from here: the former keys are overwritten. */
  void keep() throws IOException {
    swapped = false;
    destroy(former);
  }

  @Override
  public void close() throws IOException {
    if (swapped) {
      destroy(keys);
    }
    if (Files.exists(former) && !Files.exists(keys)) {
      Files.move(former, keys, StandardCopyOption.ATOMIC_MOVE);
    }
    destroy(staged);
  }

  private static void destroy(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path one : files.sorted(Comparator.reverseOrder()).toList()) {
          if (Files.isRegularFile(one)) {
            PrivateFiles.destroy(one);
          } else {
            Files.delete(one);
          }
        }
      }
    }
  }
}
