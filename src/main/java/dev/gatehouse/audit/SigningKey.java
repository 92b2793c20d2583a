package dev.gatehouse.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * The Ed25519 key that signs tree heads: in a file of mode 0600 of two lines, the public half as
 * {@link VerifierKey} writes it and the private one as PKCS #8 in base64. Thread-safe.
 */
final class SigningKey {
  private static final String ALGORITHM = "Ed25519";

  private final VerifierKey verifier;
  private final PrivateKey key;
  private final boolean isNew;

  private SigningKey(VerifierKey verifier, PrivateKey key, boolean isNew) {
    this.verifier = verifier;
    this.key = key;
    this.isNew = isNew;
  }

  /**
   * Reads the key, or makes it where there is none.
   *
   * @throws AuditException if it cannot be read or written, or others can read it
   */
  static SigningKey open(Path file) {
    try {
      if (Files.exists(file)) {
        return read(file);
      }
      return create(file);
    } catch (IOException | GeneralSecurityException e) {
      throw new AuditException("The audit log's key " + file + " cannot be used: " + e, e);
    }
  }

  private static SigningKey create(Path file) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    byte[] x509 = pair.getPublic().getEncoded();
    // Two installations must not have the same name, or their heads could be mistaken.
    String name = "gatehouse-audit-" + Hash.sha256(x509).toString().substring(0, 8);
    VerifierKey verifier = VerifierKey.of(name, pair.getPublic());
    String text =
        verifier + "\n" + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n";
    Files.createDirectories(
        file.toAbsolutePath().normalize().resolveSibling(""), attributes(file, "rwx------"));
    write(file, text);
    return new SigningKey(verifier, pair.getPrivate(), true);
  }

  private static SigningKey read(Path file) throws IOException, GeneralSecurityException {
    if (posix(file)) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      if (!mode.endsWith("------")) {
        throw new AuditException(
            file
                + " can be read or written by others (mode "
                + mode
                + "). Run: chmod 600 "
                + file
                + ". Who has read it can sign a changed log as if it were yours");
      }
    }
    List<String> lines = Files.readAllLines(file, US_ASCII);
    if (lines.size() != 2) {
      throw new AuditException(file + " is damaged: restore it from your backup");
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(1).strip())));
      var opened = new SigningKey(VerifierKey.parse(lines.get(0)), key, false);
      byte[] probe = {1};
      if (!opened.verifier.verifies(probe, opened.sign(probe))) {
        throw new AuditException(file + " is damaged: its two lines are of different keys");
      }
      return opened;
    } catch (IllegalArgumentException e) {
      throw new AuditException(file + " is damaged: restore it from your backup", e);
    }
  }

  /**
   * Writes a private file whole or not at all, in place of an older one, and waits until it is on
   * the disk.
   */
  static void write(Path file, String text) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = absolute.resolveSibling("");
    Path part = Files.createTempFile(folder, ".new", null, attributes(file, "rw-------"));
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
      if (posix(file)) {
        try (FileChannel channel = FileChannel.open(folder)) {
          channel.force(true);
        }
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] attributes(Path file, String mode) {
    return posix(file)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  VerifierKey verifier() {
    return verifier;
  }

  /** Whether it was made just now. */
  boolean isNew() {
    return isNew;
  }

  byte[] sign(byte[] text) {
    try {
      Signature ed25519 = Signature.getInstance(ALGORITHM);
      ed25519.initSign(key);
      ed25519.update(text);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new AuditException("A tree head cannot be signed: " + e.getMessage(), e);
    }
  }
}
