package dev.gatehouse.card;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.gallery.TemplateProtection;
import dev.gatehouse.member.KeyException;
import dev.gatehouse.member.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The site's key for cards: a file of mode 0600 beside the master key with 32 random bytes, from
 * which the encryption key and each card's rotation are derived by HKDF-SHA256 (RFC 5869), and an
 * Ed25519 key pair (RFC 8032). Thread-safe.
 */
final class CardKey implements AutoCloseable {
  static final int SIGNATURE = 64; // bytes
  static final int SITE = 4; // bytes
  static final int NONCE = 12; // 96 bits
  static final int TAG = 16; // 128 bits

  private static final int SECRET = 32;
  private static final int PRIVATE = 48; // of an Ed25519 key in PKCS #8
  private static final int PUBLIC = 44; // of an Ed25519 key in X.509

  private final SecureRandom random = new SecureRandom();
  private final byte[] secret;
  private final PrivateKey signing;
  private final PublicKey verifying;
  private final byte[] site;

  private CardKey(byte[] file) throws GeneralSecurityException {
    ByteBuffer in = ByteBuffer.wrap(file);
    secret = new byte[SECRET];
    byte[] privateKey = new byte[PRIVATE];
    byte[] publicKey = new byte[PUBLIC];
    in.get(secret).get(privateKey).get(publicKey);
    KeyFactory factory = KeyFactory.getInstance("Ed25519");
    signing = factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey));
    verifying = factory.generatePublic(new X509EncodedKeySpec(publicKey));
    Arrays.fill(privateKey, (byte) 0);
    site = Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(publicKey), SITE);
  }

  /**
   * Reads the key.
   *
   * @throws KeyException if it can be read by others or is damaged
   */
  static CardKey read(Path file) {
    try {
      PrivateFiles.requirePrivate(file);
      byte[] bytes = Files.readAllBytes(file);
      try {
        if (bytes.length != SECRET + PRIVATE + PUBLIC) {
          throw new KeyException(file + " is damaged. Restore it from your backup");
        }
        return new CardKey(bytes);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new KeyException(file + " cannot be used: " + e, e);
    }
  }

  /** Makes a key and keeps it. */
  static CardKey create(Path file) {
    byte[] bytes = new byte[SECRET + PRIVATE + PUBLIC];
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] secret = new byte[SECRET];
      new SecureRandom().nextBytes(secret);
      ByteBuffer.wrap(bytes)
          .put(secret)
          .put(pair.getPrivate().getEncoded())
          .put(pair.getPublic().getEncoded());
      Arrays.fill(secret, (byte) 0);
      PrivateFiles.createFolder(PrivateFiles.folderOf(file));
      PrivateFiles.create(file, bytes);
      return new CardKey(bytes);
    } catch (IOException | GeneralSecurityException e) {
      throw new KeyException(file + " cannot be made: " + e, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Tells this site's cards from others' before anything is verified: 4 bytes. */
  byte[] site() {
    return site.clone();
  }

  /** By which the template of one card is turned, and of no other. */
  TemplateProtection protection(UUID card) {
    byte[] derived = derive("template/" + card);
    try {
      return TemplateProtection.of(derived);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(signing);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new KeyException("This Java cannot sign with Ed25519: " + e.getMessage(), e);
    }
  }

  boolean verify(byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(verifying);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // Java throws for some forms of a wrong signature
    }
  }

  byte[] newNonce() {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return nonce;
  }

  /** AES-256-GCM (NIST SP 800-38D); the result ends with the tag. */
  byte[] encrypt(byte[] nonce, byte[] header, byte[] text) {
    try {
      return crypt(Cipher.ENCRYPT_MODE, nonce, header, text);
    } catch (GeneralSecurityException e) {
      throw new KeyException("This Java cannot encrypt with AES-256-GCM: " + e.getMessage(), e);
    }
  }

  /**
   * @return the text; whoever asks for it wipes it
   * @throws CardException if it was changed or encrypted with another key
   */
  byte[] decrypt(byte[] nonce, byte[] header, byte[] encrypted) {
    try {
      return crypt(Cipher.DECRYPT_MODE, nonce, header, encrypted);
    } catch (AEADBadTagException e) {
      throw new CardException("the card does not open", e);
    } catch (GeneralSecurityException e) {
      throw new KeyException("This Java cannot decrypt AES-256-GCM: " + e.getMessage(), e);
    }
  }

  private byte[] crypt(int mode, byte[] nonce, byte[] header, byte[] text)
      throws GeneralSecurityException {
    byte[] derived = derive("encryption");
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(derived, "AES"), new GCMParameterSpec(8 * TAG, nonce));
      cipher.updateAAD(header);
      return cipher.doFinal(text);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private byte[] derive(String what) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .thenExpand(("gatehouse/card/1/" + what).getBytes(UTF_8), 32));
    } catch (GeneralSecurityException e) {
      throw new KeyException("This Java has no HKDF-SHA256: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    Arrays.fill(secret, (byte) 0);
  }
}
