package dev.gatehouse.member;

import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * 256 bits for AES that can be wiped, which {@link javax.crypto.spec.SecretKeySpec} cannot. The
 * bytes stand in memory from construction to {@link #close()}; the collector may have moved and so
 * copied them, which Java leaves no way to prevent.
 */
final class AesKey implements SecretKey, AutoCloseable {
  static final int BYTES = 32;

  private final transient byte[] bytes;
  private transient boolean wiped;

  /**
   * @param bytes 32 of them, taken over: closing the key wipes them
   */
  AesKey(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new KeyException("A key has " + BYTES + " bytes, not " + bytes.length);
    }
    this.bytes = bytes;
  }

  static AesKey random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new AesKey(bytes);
  }

  /** Another key of the same bytes, to be closed by itself. */
  AesKey copy() {
    return new AesKey(getEncoded());
  }

  /** A copy; whoever asks for it wipes it. */
  @Override
  public byte[] getEncoded() {
    if (wiped) {
      throw new IllegalStateException("The key was wiped");
    }
    return bytes.clone();
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public boolean isDestroyed() {
    return wiped;
  }

  @Override
  public void destroy() {
    wiped = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public void close() {
    destroy();
  }

  @Override
  public String toString() {
    return "AesKey";
  }

  private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
    throw new java.io.NotSerializableException("A key is not written");
  }
}
