package dev.gatehouse.member;

import dev.gatehouse.gallery.TemplateProtection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The secrets of this deployment by which templates are turned: files of 32 random bytes and mode
 * 0600 beside the master key, never in the database. The last one is current. Those before it stay
 * until every template was read back turned by the current one, so that a renewal may be
 * interrupted anywhere. Thread-safe.
 *
 * <p>A file is named by its number and its secret's id, {@code 000001-0123456789abcdef.key}, so
 * that one that comes back from a backup displaces none.
 */
final class TemplateSecrets implements AutoCloseable {
  private static final String FORM = "[0-9]{6}-[0-9a-f]{16}\\.key";

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  /** Ascending; the last is current. */
  private final List<Secret> secrets = new ArrayList<>();

  private record Secret(Path file, int number, TemplateProtection protection) {}

  private TemplateSecrets(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads the secrets, and makes the first.
   *
   * @param folder made where it is missing
   * @throws KeyException if a file can be read by others or is damaged
   */
  static TemplateSecrets open(Path folder) {
    var secrets = new TemplateSecrets(folder);
    try {
      PrivateFiles.createFolder(folder);
      PrivateFiles.deleteParts(folder);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().filter(TemplateSecrets::isSecret).toList()) {
          secrets.read(file);
        }
      }
    } catch (IOException e) {
      secrets.close();
      throw new KeyException(folder + " cannot be used: " + e, e);
    }
    if (secrets.secrets.isEmpty()) {
      secrets.renew();
    }
    return secrets;
  }

  private static boolean isSecret(Path file) {
    return String.valueOf(file.getFileName()).matches(FORM);
  }

  private void read(Path file) throws IOException {
    PrivateFiles.requirePrivate(file);
    byte[] bytes = Files.readAllBytes(file);
    try {
      if (Arrays.equals(bytes, new byte[bytes.length])) {
        PrivateFiles.destroy(file); // which had been interrupted
        return;
      }
      String name = String.valueOf(file.getFileName());
      if (bytes.length == TemplateProtection.SECRET) {
        TemplateProtection protection = TemplateProtection.of(bytes);
        if (name.startsWith(protection.id(), 7)) {
          secrets.add(new Secret(file, Integer.parseInt(name.substring(0, 6)), protection));
          return;
        }
        protection.close();
      }
      throw new KeyException(file + " is damaged. Restore it from your backup");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** By which templates are turned from now on. */
  synchronized TemplateProtection current() {
    return secrets.getLast().protection();
  }

  /** A secret by its id, the current one or one before it. */
  synchronized Optional<TemplateProtection> find(String id) {
    return secrets.stream().map(Secret::protection).filter(p -> p.id().equals(id)).findFirst();
  }

  synchronized boolean hasFormer() {
    return secrets.size() > 1;
  }

  /** Makes a new secret and keeps it: it is current from here on, whatever happens next. */
  synchronized TemplateProtection renew() {
    byte[] bytes = new byte[TemplateProtection.SECRET];
    random.nextBytes(bytes);
    try {
      TemplateProtection protection = TemplateProtection.of(bytes);
      int number = secrets.isEmpty() ? 1 : secrets.getLast().number() + 1;
      Path file = folder.resolve("%06d-%s.key".formatted(number, protection.id()));
      PrivateFiles.create(file, bytes);
      secrets.add(new Secret(file, number, protection));
      return protection;
    } catch (IOException e) {
      throw new KeyException("A new secret cannot be kept in " + folder + ": " + e, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Destroys all but the current one; to be called when no template needs them any more. */
  synchronized void destroyFormer() {
    while (hasFormer()) {
      Secret first = secrets.getFirst();
      try {
        PrivateFiles.destroy(first.file());
      } catch (IOException e) {
        throw new KeyException("The secret " + first.file() + " could not be destroyed: " + e, e);
      }
      secrets.removeFirst().protection().close();
    }
  }

  @Override
  public synchronized void close() {
    secrets.forEach(secret -> secret.protection().close());
  }
}
