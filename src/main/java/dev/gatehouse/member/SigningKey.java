package dev.gatehouse.member;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The site's Ed25519 key for receipts, in a file of mode 0600 beside the master key, made when it
 * is first needed. The file holds the public key (SubjectPublicKeyInfo) and the private one (PKCS
 * #8), each after its length as one byte. Thread-safe.
 */
final class SigningKey {
  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private SigningKey(PublicKey publicKey, PrivateKey privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /**
   * @throws KeyException if the file can be read by others, or is damaged
   */
  static SigningKey open(Path file) {
    try {
      if (!Files.exists(file)) {
        PrivateFiles.createFolder(PrivateFiles.folderOf(file));
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        byte[] open = pair.getPublic().getEncoded();
        byte[] closed = pair.getPrivate().getEncoded();
        byte[] bytes = new byte[2 + open.length + closed.length];
        bytes[0] = (byte) open.length;
        System.arraycopy(open, 0, bytes, 1, open.length);
        bytes[1 + open.length] = (byte) closed.length;
        System.arraycopy(closed, 0, bytes, 2 + open.length, closed.length);
        PrivateFiles.create(file, bytes);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(closed, (byte) 0);
      }
      PrivateFiles.requirePrivate(file);
      return read(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new KeyException(file + " cannot be used: " + e, e);
    } catch (GeneralSecurityException | IndexOutOfBoundsException e) {
      throw new KeyException(file + " is damaged. Restore it from your backup", e);
    }
  }

  private static SigningKey read(byte[] bytes) throws GeneralSecurityException {
    int open = bytes[0] & 0xff;
    int closed = bytes[1 + open] & 0xff;
    if (bytes.length != 2 + open + closed) {
      throw new GeneralSecurityException("wrong length");
    }
    var factory = KeyFactory.getInstance(ALGORITHM);
    return new SigningKey(
        factory.generatePublic(new X509EncodedKeySpec(Arrays.copyOfRange(bytes, 1, 1 + open))),
        factory.generatePrivate(
            new PKCS8EncodedKeySpec(Arrays.copyOfRange(bytes, 2 + open, bytes.length))));
  }

  /** In Base64. */
  String sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(text);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new KeyException("This Java cannot sign with Ed25519: " + e.getMessage(), e);
    }
  }

  /** Whether this key, or the one it was made from, signed that text. */
  boolean verifies(byte[] text, String signature) {
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(publicKey);
      check.update(text);
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** SubjectPublicKeyInfo as PEM, as OpenSSL and every library read it. */
  String publicPem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }
}
