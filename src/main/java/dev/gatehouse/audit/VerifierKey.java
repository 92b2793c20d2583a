package dev.gatehouse.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The public half of the key that signs tree heads, with its name; an Ed25519 key in the form of
 * C2SP's signed notes: {@code NAME+KEYID+BASE64}. Whoever has this line can check every head.
 */
public final class VerifierKey {
  /** Of an Ed25519 public key in X.509 form, whose last 32 bytes are the key itself. */
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  static final int ID_BYTES = 4;
  private static final int KEY_BYTES = 32;
  private static final byte ED25519 = 1;

  private final String name;
  private final byte[] raw;
  private final byte[] id;
  private final PublicKey key;

  private VerifierKey(String name, byte[] raw) {
    if (name.isEmpty() || name.chars().anyMatch(c -> Character.isWhitespace(c) || c == '+')) {
      throw new AuditException("The name of a key has no spaces and no +, unlike '" + name + "'");
    }
    this.name = name;
    this.raw = raw;
    this.id =
        Arrays.copyOf(
            Hash.sha256(concat((name + "\n").getBytes(UTF_8), new byte[] {ED25519}, raw)).bytes(),
            ID_BYTES);
    try {
      this.key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(concat(X509_HEAD, raw)));
    } catch (GeneralSecurityException e) {
      throw new AuditException("The key " + name + " is no Ed25519 key", e);
    }
  }

  static VerifierKey of(String name, PublicKey key) {
    byte[] x509 = key.getEncoded();
    return new VerifierKey(name, Arrays.copyOfRange(x509, x509.length - KEY_BYTES, x509.length));
  }

  /**
   * @param line as {@link #toString} gives it
   * @throws AuditException if it is no such line, or was changed
   */
  public static VerifierKey parse(String line) {
    String[] parts = line.strip().split("\\+", 3);
    if (parts.length == 3) {
      try {
        byte[] key = Base64.getDecoder().decode(parts[2]);
        if (key.length == 1 + KEY_BYTES && key[0] == ED25519) {
          var parsed = new VerifierKey(parts[0], Arrays.copyOfRange(key, 1, key.length));
          if (parsed.toString().equals(line.strip())) {
            return parsed;
          }
        }
      } catch (IllegalArgumentException e) {
        throw new AuditException("This is no key of an audit log: " + line, e);
      }
    }
    throw new AuditException(
        "This is no key of an audit log, which is one line NAME+KEYID+BASE64: " + line.strip());
  }

  public String name() {
    return name;
  }

  boolean hasId(byte[] other) {
    return MessageDigest.isEqual(id, other);
  }

  byte[] id() {
    return id.clone();
  }

  boolean verifies(byte[] signed, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(signed);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // a signature that is none
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifierKey that
        && name.equals(that.name)
        && Arrays.equals(raw, that.raw);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(id);
  }

  @Override
  public String toString() {
    return name
        + "+"
        + HexFormat.of().formatHex(id)
        + "+"
        + Base64.getEncoder().encodeToString(concat(new byte[] {ED25519}, raw));
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
