package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D). Each text is bound to what it is and whose it is, so
 * that a row which was moved to another member, or another column, does not open.
 *
 * <p>Form: one byte of version (1), a random nonce of 96 bits, the encrypted text, a tag of 128
 * bits. A member's key seals a handful of texts, far from the 2^32 after which random nonces may
 * repeat. Thread-safe.
 */
final class Seal {
  private static final byte VERSION = 1;
  private static final int NONCE = 12; // 96 bits
  private static final int TAG = 16; // 128 bits
  private static final SecureRandom RANDOM = new SecureRandom();

  private Seal() {}

  /**
   * @param what names the text within the member, such as "name"
   */
  static byte[] seal(AesKey key, UUID member, String what, byte[] text) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, member, what).doFinal(text);
      return ByteBuffer.allocate(1 + NONCE + encrypted.length)
          .put(VERSION)
          .put(nonce)
          .put(encrypted)
          .array();
    } catch (GeneralSecurityException e) {
      throw new KeyException("This Java cannot encrypt with AES-256-GCM: " + e.getMessage(), e);
    }
  }

  /**
   * @return the text; whoever asks for it wipes it
   * @throws KeyException if it was changed, is another member's, is something else, or was sealed
   *     with another key
   */
  static byte[] open(AesKey key, UUID member, String what, byte[] sealed) {
    if (sealed.length < 1 + NONCE + TAG || sealed[0] != VERSION) {
      throw new KeyException("The " + what + " of member " + member + " is not in a known form");
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
    try {
      return cipher(Cipher.DECRYPT_MODE, key, nonce, member, what)
          .doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE);
    } catch (AEADBadTagException e) {
      throw new KeyException(
          "The "
              + what
              + " of member "
              + member
              + " does not open: it was changed or moved, or sealed with another key",
          e);
    } catch (GeneralSecurityException e) {
      throw new KeyException("This Java cannot decrypt AES-256-GCM: " + e.getMessage(), e);
    }
  }

  private static Cipher cipher(int mode, AesKey key, byte[] nonce, UUID member, String what)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
    cipher.updateAAD(("gatehouse/" + VERSION + "/" + member + "/" + what).getBytes(UTF_8));
    return cipher;
  }
}
