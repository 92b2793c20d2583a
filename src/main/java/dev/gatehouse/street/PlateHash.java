package dev.gatehouse.street;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns a plate's text into a hash by which the same plate at the same camera is recognised for as
 * long as the hash is kept: HMAC-SHA-256 (RFC 2104). There are few enough plates to try them all,
 * so the hash is worth as much as the key is secret; hence the key is made anew at each start,
 * lives in memory alone and is written nowhere. Thread-safe.
 */
final class PlateHash {
  private final SecretKeySpec key;

  PlateHash() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, "HmacSHA256");
  }

  /** 32 bytes; another camera's hash of the same plate is another. */
  byte[] of(String street, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal((street + "\n" + text).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new StreetException("This Java has no HMAC-SHA-256", e);
    }
  }
}
