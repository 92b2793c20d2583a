package dev.gatehouse.member;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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
  private final SigningKey receipts;
  private final Optional<Path> mirror;
  private final TemplateSecrets templates;
  private final SecureRandom random = new SecureRandom();

  /** Those that were read before: a member may have thousands of texts. Guarded by itself. */
  private final Map<UUID, AesKey> opened = new HashMap<>();

  private MemberKeys(
      Path folder,
      MasterKey master,
      SigningKey receipts,
      TemplateSecrets templates,
      Optional<Path> mirror) {
    this.folder = folder;
    this.master = master;
    this.receipts = receipts;
    this.templates = templates;
    this.mirror = mirror;
  }

  /**
   * Without a mirror.
   *
   * @throws KeyException as {@link MasterKey#open}
   */
  static MemberKeys open(Path keys, BooleanSupplier membersExist) {
    return open(keys, Optional.empty(), membersExist);
  }

  /**
   * @param keys the folder of {@code master.key}; made where it is missing
   * @param mirror a folder on another disk that has the same members' keys at all times, so that no
   *     backup of them is needed that would keep a destroyed one. It does not get the master key
   * @param membersExist whether the database has members
   * @throws KeyException as {@link MasterKey#open}; if the mirror cannot be written
   */
  static MemberKeys open(Path keys, Optional<Path> mirror, BooleanSupplier membersExist) {
    Path folder = keys.resolve("members");
    MasterKey master =
        MasterKey.open(
            keys.resolve("master.key"), () -> membersExist.getAsBoolean() || hasFile(folder));
    try {
      PrivateFiles.createFolder(folder);
      PrivateFiles.deleteParts(folder);
      PrivateFiles.deleteParts(keys);
    } catch (IOException e) {
      master.close();
      throw new KeyException(folder + " cannot be made: " + e, e);
    }
    SigningKey receipts = SigningKey.open(keys.resolve("receipts.key"));
    TemplateSecrets templates = TemplateSecrets.open(keys.resolve("templates"));
    var opened = new MemberKeys(folder, master, receipts, templates, mirror);
    mirror.ifPresent(opened::reflect);
    return opened;
  }

  /** By which this deployment's templates are turned. */
  TemplateSecrets templates() {
    return templates;
  }

  /** Copies what the mirror lacks, and destroys there what is not here. */
  private void reflect(Path to) {
    try {
      PrivateFiles.createFolder(to);
      PrivateFiles.deleteParts(to);
      Set<String> here = names(folder);
      Set<String> there = names(to);
      if (here.isEmpty() && !there.isEmpty()) {
        throw new KeyException(
            folder
                + " has no keys, but its mirror "
                + to
                + " has some. Copy them back if they were lost, or empty the mirror");
      }
      for (String name : here) {
        if (!there.contains(name)) {
          PrivateFiles.create(to.resolve(name), Files.readAllBytes(folder.resolve(name)));
        }
      }
      for (String name : there) {
        if (!here.contains(name)) {
          PrivateFiles.destroy(to.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new KeyException("The keys cannot be mirrored to " + to + ": " + e, e);
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> Objects.requireNonNull(file.getFileName()).toString())
          .filter(name -> name.endsWith(".key"))
          .collect(Collectors.toSet());
    }
  }

  /** What receipts are signed with. */
  SigningKey receipts() {
    return receipts;
  }

  boolean has(UUID member) {
    return Files.exists(file(member));
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
      byte[] wrapped = master.wrap(member, key);
      PrivateFiles.create(file(member), wrapped);
      if (mirror.isPresent()) {
        PrivateFiles.create(mirror.get().resolve(name(member)), wrapped);
      }
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
    synchronized (opened) {
      AesKey known = opened.get(member);
      if (known != null && Files.exists(file)) {
        return known.copy();
      }
      AesKey key = read(member, file);
      forget(member);
      opened.put(member, key.copy());
      return key;
    }
  }

  private AesKey read(UUID member, Path file) {
    try {
      return master.unwrap(member, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new KeyException("The key " + file + " is missing", e);
    } catch (IOException e) {
      throw new KeyException("The key " + file + " cannot be read: " + e, e);
    }
  }

  private void forget(UUID member) {
    AesKey known = opened.remove(member);
    if (known != null) {
      known.close();
    }
  }

  /** See {@link MemberSeal#hash}. */
  byte[] hash(String text) {
    return master.hash(text);
  }

  /** From here on nothing that was sealed for the member can be opened, by anybody. */
  void destroy(UUID member) {
    try {
      synchronized (opened) {
        forget(member);
      }
      if (mirror.isPresent()) {
        PrivateFiles.destroy(mirror.get().resolve(name(member)));
      }
      PrivateFiles.destroy(file(member));
    } catch (IOException e) {
      throw new KeyException("The key " + file(member) + " could not be destroyed: " + e, e);
    }
  }

  private Path file(UUID member) {
    return folder.resolve(name(member));
  }

  private static String name(UUID member) {
    return member + ".key";
  }

  @Override
  public void close() {
    synchronized (opened) {
      List.copyOf(opened.keySet()).forEach(this::forget);
    }
    master.close();
    templates.close();
  }
}
