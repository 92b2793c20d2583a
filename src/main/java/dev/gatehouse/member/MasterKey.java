package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;

/**
 * The key that wraps every member's key: 32 random bytes in a file of mode 0600, made at the first
 * start. Who has it and the data folder can read all templates; without it nobody can.
 */
final class MasterKey implements AutoCloseable {
  private final AesKey key;

  private MasterKey(AesKey key) {
    this.key = key;
  }

  /**
   * Reads the key, or makes it where nothing depends on an older one.
   *
   * @param file where it lies, or shall
   * @param sealedExists whether there is anything that only the missing key could open
   * @throws KeyException if the file can be read by others, is damaged, or is missing although
   *     something was sealed with it
   */
  static MasterKey open(Path file, BooleanSupplier sealedExists) {
    try {
      if (Files.exists(file)) {
        return read(file);
      }
      if (sealedExists.getAsBoolean()) {
        throw new KeyException(
            file
                + " is missing, but there are members whose keys it opens. Restore it from your"
                + " backup. Without it their templates cannot be read: move the data folder away"
                + " to start anew");
      }
      PrivateFiles.createFolder(PrivateFiles.folderOf(file));
      byte[] bytes = new byte[AesKey.BYTES];
      new SecureRandom().nextBytes(bytes);
      PrivateFiles.create(file, bytes);
      return new MasterKey(new AesKey(bytes));
    } catch (IOException e) {
      throw new KeyException(file + " cannot be used: " + e, e);
    }
  }

  private static MasterKey read(Path file) throws IOException {
    PrivateFiles.requirePrivate(file);
    long size = Files.size(file);
    if (size != AesKey.BYTES) {
      throw new KeyException(
          file
              + " is damaged: it has "
              + size
              + " bytes instead of "
              + AesKey.BYTES
              + ". Restore it from your backup");
    }
    return new MasterKey(new AesKey(Files.readAllBytes(file)));
  }

  byte[] wrap(UUID member, AesKey memberKey) {
    byte[] bytes = memberKey.getEncoded();
    try {
      return Seal.seal(key, member, "key", bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  AesKey unwrap(UUID member, byte[] wrapped) {
    return new AesKey(Seal.open(key, member, "key", wrapped));
  }

  /** HMAC-SHA-256 (RFC 2104) of a text, by a key that is made of this one for that alone. */
  byte[] hash(String text) {
    byte[] own = mac(key, "gatehouse/1/hash");
    try (AesKey hashing = new AesKey(own)) {
      return mac(hashing, text);
    }
  }

  private static byte[] mac(AesKey key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new KeyException("This Java has no HMAC-SHA-256: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    key.close();
  }
}
