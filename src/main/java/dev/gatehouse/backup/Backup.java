package dev.gatehouse.backup;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/**
 * Makes backups: of the database, and of the keys without which nobody can read who its members
 * are. They are two files on purpose, to be kept in two places.
 */
public final class Backup {
  private Backup() {}

  /**
   * What was written.
   *
   * @param sha256 of the file but its last 32 bytes, which are that
   */
  public record OfDatabase(Manifest manifest, String sha256) {}

  /**
   * What was written.
   *
   * @param files how many of the folder
   * @param sha256 of the file but its last 32 bytes, which are that
   */
  public record OfKeys(Instant time, int files, String sha256) {}

  /**
   * Writes all rows of the database as they are now, also while it is used.
   *
   * @param file is made; must not be there
   * @param progress is told how many rows of how many are written
   * @throws BackupException if it cannot be; nothing is left then
   */
  public static OfDatabase database(
      DataSource source, Path file, Instant now, BiConsumer<Integer, Integer> progress) {
    BackupFile.requireNew(file);
    try (Connection connection = source.getConnection()) {
      DatabaseBackup.Written written = DatabaseBackup.write(connection, file, now, progress);
      return new OfDatabase(written.manifest(), written.sha256());
    } catch (SQLException e) {
      throw new BackupException("The database cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes all keys, encrypted.
   *
   * @param file is made; must not be there
   * @param passphrase 12 characters or more; wiped by whoever asked for it
   * @throws BackupException if it cannot be; nothing is left then
   */
  public static OfKeys keys(Installation site, Path file, char[] passphrase, Instant now) {
    try (KeyBackup backup = KeyBackup.read(site.keys(), now)) {
      String sha256 = backup.write(file, passphrase);
      return new OfKeys(now, backup.files().size(), sha256);
    }
  }

  /**
   * @throws BackupException if the passphrase is too short to keep anybody out
   */
  public static void requirePassphrase(char[] passphrase) {
    KeyBackup.requirePassphrase(passphrase);
  }
}
