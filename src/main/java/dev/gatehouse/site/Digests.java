package dev.gatehouse.site;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells by a few digits whether something is still what it was. */
final class Digests {
  private static final int BYTES = 8;

  private Digests() {}

  /** The beginning of its SHA-256, in hexadecimal digits. */
  static String shortHash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
