package dev.gatehouse.gallery;

import java.util.Arrays;

/**
 * Turns unit vectors into int8 vectors and a scale, such that the fast dot product cannot overflow.
 *
 * <p>The idea: the SIMD dot product adds 16-bit products in 16-bit lanes, with arithmetic modulo
 * 2^16, and widens only once at the end. Wrapping on the way is harmless, as only the final sum
 * modulo 2^16 counts; but that final sum has to fit. Lane {@code k} sums the products of the
 * dimensions {@code j} with {@code j mod 64 = k}. By Cauchy and Schwarz its absolute value is at
 * most the product of the two lanes' norms, so if each lane of either vector has a norm of at most
 * 181, no sum exceeds 181 * 181 = 32,761, which is less than 2^15. So the scale of a vector is the
 * largest at which neither a single value exceeds 127 nor a lane 181. For 512 dimensions, eight a
 * lane, the first bound is the one that binds nearly always: the second costs nothing.
 *
 * <p>The rule does not depend on how wide the machine's registers are; all of them see 64 lanes.
 */
final class Int8 {
  /** Sums that are kept apart until they are widened to 32 bits. Strides are multiples of it. */
  static final int LANES = 64;

  static final int MAX_VALUE = 127;

  /** Largest sum of squares in a lane. */
  static final int MAX_LANE_SQUARES = 181 * 181; // 32,761 < 32,768

  private Int8() {}

  /** Bytes from one vector to the next: the dimension rounded up to a cache line of 64. */
  static int stride(int dimension) {
    return (dimension + LANES - 1) / LANES * LANES;
  }

  /**
   * Quantises a vector.
   *
   * @param vector finite
   * @param quantised receives integers of -127 to 127, as long as {@link #stride}, zeros at the end
   * @return the scale by which to multiply the integers to get the vector's values back; 0 for a
   *     vector of zeros
   */
  static float quantise(float[] vector, short[] quantised) {
    float max = 0;
    for (float v : vector) {
      max = Math.max(max, Math.abs(v));
    }
    if (max == 0) {
      Arrays.fill(quantised, (short) 0);
      return 0;
    }
    float factor = MAX_VALUE / max;
    // Rounding may push a lane a little over its bound, hence the loop; it seldom runs twice.
    while (true) {
      int squares = round(vector, factor, quantised);
      if (squares <= MAX_LANE_SQUARES) {
        return 1 / factor;
      }
      factor *= (float) Math.min(0.995, Math.sqrt((double) MAX_LANE_SQUARES / squares));
    }
  }

  /** Returns the largest sum of squares in a lane. Two plain loops, which the JIT vectorises. */
  private static int round(float[] vector, float factor, short[] quantised) {
    for (int j = 0; j < vector.length; j++) {
      // Truncation of what is positive: Math.round takes ten times as long.
      quantised[j] = (short) ((int) (vector[j] * factor + (MAX_VALUE + 1.5f)) - (MAX_VALUE + 1));
    }
    Arrays.fill(quantised, vector.length, quantised.length, (short) 0);
    int[] squares = new int[LANES];
    for (int base = 0; base < quantised.length; base += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        int q = quantised[base + lane];
        squares[lane] += q * q;
      }
    }
    int most = 0;
    for (int s : squares) {
      most = Math.max(most, s);
    }
    return most;
  }
}
