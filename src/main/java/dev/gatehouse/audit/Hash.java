package dev.gatehouse.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 of the tree: of a leaf, a node or a whole tree (RFC 6962, section 2.1). Immutable; two
 * are equal if their bytes are.
 */
public final class Hash {
  /** So many bytes has one. */
  public static final int BYTES = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(Hash::newMessageDigest);

  /** The root of a tree without leaves. */
  public static final Hash EMPTY = sha256(new byte[0]);

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @param bytes 32 of them
   * @throws AuditException if there are more or fewer
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new AuditException("A hash has " + BYTES + " bytes, not " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  /**
   * @param hex 64 digits
   * @throws AuditException if it is anything else
   */
  public static Hash parse(String hex) {
    try {
      return of(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new AuditException("A hash has " + 2 * BYTES + " hexadecimal digits, not " + hex, e);
    }
  }

  /** Of a leaf: SHA-256(0x00 || data). */
  public static Hash leaf(byte[] data) {
    MessageDigest sha256 = SHA256.get();
    sha256.update(LEAF);
    return new Hash(sha256.digest(data));
  }

  /** Of a node: SHA-256(0x01 || left || right). */
  static Hash node(Hash left, Hash right) {
    MessageDigest sha256 = SHA256.get();
    sha256.update(NODE);
    sha256.update(left.bytes);
    return new Hash(sha256.digest(right.bytes));
  }

  static Hash sha256(byte[] data) {
    return new Hash(SHA256.get().digest(data));
  }

  private static MessageDigest newMessageDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** A copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** In hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
