package dev.gatehouse.member;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One random AES-256 key a member, wrapped by the {@link MasterKey}, in a file of its own.
 *
 * <p>The files lie apart from the database on purpose: a backup of the database alone cannot be
 * read, and a key that was destroyed is not in it. Thread-safe.
 */
final class MemberKeys implements AutoCloseable {
  private final Path folder;
  private final MasterKey master;
  private final TemplateSecrets templates;
  private final SecureRandom random = new SecureRandom();

  private MemberKeys(Path folder, MasterKey master, TemplateSecrets templates) {
    this.folder = folder;
    this.master = master;
    this.templates = templates;
  }

  /**
   * @param keys the folder of {@code master.key}; made where it is missing
   * @param membersExist whether the database has members
   * @throws KeyException as {@link MasterKey#open}
   */
  static MemberKeys open(Path keys, BooleanSupplier membersExist) {
    Path folder = keys.resolve("members");
    MasterKey master =
        MasterKey.open(
            keys.resolve("master.key"), () -> membersExist.getAsBoolean() || hasFile(folder));
    try {
      PrivateFiles.createFolder(folder);
    } catch (IOException e) {
      master.close();
      throw new KeyException(folder + " cannot be made: " + e, e);
    }
    try {
      return new MemberKeys(folder, master, TemplateSecrets.open(keys.resolve("templates")));
    } catch (KeyException e) {
      master.close();
      throw e;
    }
  }

  /** By which this deployment's templates are turned. */
  TemplateSecrets templates() {
    return templates;
  }

  private static boolean hasFile(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      throw new KeyException(folder + " cannot be read: " + e, e);
    }
  }

  /**
   * Makes and keeps the key of a new member; the caller closes what it is given.
   *
   * @throws KeyException if the member has one, or it cannot be written
   */
  AesKey create(UUID member) {
    AesKey key = AesKey.random(random);
    try {
      PrivateFiles.create(file(member), master.wrap(member, key));
      return key;
    } catch (IOException e) {
      key.close();
      throw new KeyException("The key of member " + member + " cannot be kept: " + e, e);
    }
  }

  /**
   * The key of a member; the caller closes it.
   *
   * @throws KeyException if it is missing, or was wrapped by another master key
   */
  AesKey key(UUID member) {
    Path file = file(member);
    try {
      return master.unwrap(member, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new KeyException("The key " + file + " is missing", e);
    } catch (IOException e) {
      throw new KeyException("The key " + file + " cannot be read: " + e, e);
    }
  }

  /** From here on nothing that was sealed for the member can be opened, by anybody. */
  void destroy(UUID member) {
    try {
      PrivateFiles.destroy(file(member));
    } catch (IOException e) {
      throw new KeyException("The key " + file(member) + " could not be destroyed: " + e, e);
    }
  }

  private Path file(UUID member) {
    return folder.resolve(member + ".key");
  }

  @Override
  public void close() {
    master.close();
    templates.close();
  }
}
