package dev.gatehouse.inference;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of whole files. */
final class Checksum {
  private Checksum() {}

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }

  static void require(byte[] bytes, String expected, String file) {
    String actual = sha256(bytes);
    if (!actual.equals(expected)) {
      throw new InferenceException(
          "Wrong checksum: "
              + file
              + " has SHA-256 "
              + actual
              + ", the manifest says "
              + expected
              + ". The file was changed or is damaged; it is not used");
    }
  }
}
