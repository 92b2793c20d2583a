package dev.gatehouse.gallery;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A random rotation (or reflection) of space, drawn by a seed from the uniform distribution over
 * all orthogonal matrices (Haar's), and its inverse.
 *
 * <p>The idea: the matrix is never made. It is the product of one Householder reflection a
 * dimension, each by a normally distributed vector that is one shorter than the last, and of random
 * signs. G. W. Stewart, "The efficient generation of random orthogonal matrices with an application
 * to condition estimators", SIAM Journal on Numerical Analysis 17 (1980), shows that this product
 * has Haar's distribution exactly. A reflection costs a dot product and a sum, so the whole costs
 * as much as the multiplication by a dense matrix, with half of its memory, for any dimension, and
 * is undone by reflecting in the opposite order.
 *
 * <p>The normal numbers come from AES-256 in counter mode by the method of Box and Muller, in
 * {@link StrictMath}: a seed gives the same bits on every machine. Immutable but for {@link
 * #wipe()}; thread-safe.
 */
final class Rotation {
  /** Sums that are kept apart so that the processor works on them side by side. */
  private static final int LANES = 8;

  private final int dimension;

  /** Of length sqrt(2), one after another; the first has all dimensions, the last two. */
  private final float[] reflections;

  private final float[] signs;

  /**
   * @param seed 32 bytes; read, not kept
   */
  Rotation(byte[] seed, int dimension) {
    this.dimension = dimension;
    this.reflections = new float[dimension * (dimension + 1) / 2 - 1];
    this.signs = new float[dimension];
    var normal = new NormalNumbers(seed);
    int offset = 0;
    for (int length = dimension; length >= 2; length--) {
      reflector(normal, offset, length);
      offset += length;
    }
    for (int i = 0; i < dimension; i++) {
      signs[i] = normal.next() < 0 ? -1 : 1;
    }
  }

  /** The vector whose reflection takes the first axis to where a random vector points. */
  private void reflector(NormalNumbers normal, int offset, int length) {
    double[] vector = new double[length];
    double squares = 0;
    for (int i = 0; i < length; i++) {
      vector[i] = normal.next();
      squares += vector[i] * vector[i];
    }
    double norm = Math.sqrt(squares);
    double first = vector[0];
    vector[0] = first + Math.copySign(norm, first);
    // |v|^2 with the new first number, by which 2 v v' is divided.
    double scale = Math.sqrt(2 / (squares - first * first + vector[0] * vector[0]));
    for (int i = 0; i < length; i++) {
      reflections[offset + i] = (float) (vector[i] * scale);
    }
  }

  int dimension() {
    return dimension;
  }

  /** Rotates in place, without allocating. */
  void apply(float[] vector) {
    require(vector);
    for (int i = 0; i < dimension; i++) {
      vector[i] *= signs[i];
    }
    int offset = reflections.length;
    for (int length = 2; length <= dimension; length++) {
      offset -= length;
      reflect(offset, length, vector);
    }
  }

  /** Undoes {@link #apply}, in place. */
  void undo(float[] vector) {
    require(vector);
    int offset = 0;
    for (int length = dimension; length >= 2; length--) {
      reflect(offset, length, vector);
      offset += length;
    }
    for (int i = 0; i < dimension; i++) {
      vector[i] *= signs[i];
    }
  }

  private void require(float[] vector) {
    if (vector.length != dimension) {
      throw new GalleryException(
          "A rotation of " + dimension + " dimensions cannot turn " + vector.length);
    }
  }

  /** Reflects the last {@code length} numbers of the vector. */
  private void reflect(int offset, int length, float[] vector) {
    int start = dimension - length;
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      int x = start + i;
      int v = offset + i;
      a += reflections[v] * vector[x];
      b += reflections[v + 1] * vector[x + 1];
      c += reflections[v + 2] * vector[x + 2];
      d += reflections[v + 3] * vector[x + 3];
      e += reflections[v + 4] * vector[x + 4];
      f += reflections[v + 5] * vector[x + 5];
      g += reflections[v + 6] * vector[x + 6];
      h += reflections[v + 7] * vector[x + 7];
    }
    float dot = ((a + b) + (c + d)) + ((e + f) + (g + h));
    for (; i < length; i++) {
      dot += reflections[offset + i] * vector[start + i];
    }
    for (int j = 0; j < length; j++) {
      vector[start + j] -= dot * reflections[offset + j];
    }
  }

  /** Overwrites what could turn a vector back. */
  void wipe() {
    Arrays.fill(reflections, 0);
    Arrays.fill(signs, 0);
  }

  /** Standard normal numbers from a seed. */
  private static final class NormalNumbers {
    private static final int BLOCK = 4096; // bytes a call of the cipher
    private static final double UNIT = 0x1p-53;

    private final Cipher cipher;
    private final byte[] zeros = new byte[BLOCK];
    private ByteBuffer bits = ByteBuffer.allocate(0);
    private double spare = Double.NaN;

    NormalNumbers(byte[] seed) {
      try {
        cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(
            Cipher.ENCRYPT_MODE, new SecretKeySpec(seed, "AES"), new IvParameterSpec(new byte[16]));
      } catch (GeneralSecurityException e) {
        throw new GalleryException("This Java cannot encrypt with AES-256-CTR: " + e.getMessage());
      }
    }

    double next() {
      if (!Double.isNaN(spare)) {
        double kept = spare;
        spare = Double.NaN;
        return kept;
      }
      // 1 - u is never 0, so its logarithm is finite.
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
      double angle = 2 * Math.PI * uniform();
      spare = radius * StrictMath.sin(angle);
      return radius * StrictMath.cos(angle);
    }

    /** 0 to 1, without 1. */
    private double uniform() {
      if (!bits.hasRemaining()) {
        bits = ByteBuffer.wrap(cipher.update(zeros)).order(ByteOrder.LITTLE_ENDIAN);
      }
      return (bits.getLong() >>> 11) * UNIT;
    }
  }
}
