package dev.gatehouse.gallery;

import java.lang.foreign.MemorySegment;

/**
 * Inner products of int8 vectors in native memory with one query.
 *
 * <p>Vectors and query have the same stride, a multiple of {@link Int8#LANES}, padded with zeros,
 * and obey the bounds of {@link Int8}. Vector {@code i} of a block begins at byte {@code i *
 * stride}. All implementations give the same results to the last bit, allocate nothing for a
 * vector, and are safe for use by several threads.
 */
interface DotProduct {
  /** What {@link #best} returns when no vector was eligible. */
  long NOTHING = pack(-1, Float.NEGATIVE_INFINITY);

  /** The inner product of the query with the vector at {@code offset} bytes. */
  int dot(MemorySegment vectors, long offset, short[] query);

  /**
   * The eligible vector with the greatest {@code dot * scale}, the first of equal ones.
   *
   * @param scales one for each vector, as {@link Int8#quantise} returned it
   * @param eligible bit {@code i % 64} of word {@code i / 64} is set if vector {@code i} is to be
   *     looked at; nothing is read of the others
   * @return its index and score, to be taken apart by {@link #index} and {@link #score}
   */
  long best(MemorySegment vectors, float[] scales, long[] eligible, short[] query);

  /** For people: which instructions do the work, such as "scalar" or "SIMD, 512 bits". */
  String description();

  /** Bits of a register that it works with; 0 for the scalar one. */
  int vectorBits();

  /** Two results in one word, as a scan must not allocate. */
  static long pack(int index, float score) {
    return (long) Float.floatToRawIntBits(score) << 32 | (index & 0xFFFF_FFFFL);
  }

  static int index(long best) {
    return (int) best;
  }

  static float score(long best) {
    return Float.intBitsToFloat((int) (best >>> 32));
  }
}
