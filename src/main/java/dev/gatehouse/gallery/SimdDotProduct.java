package dev.gatehouse.gallery;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The dot product on the Vector API. Only {@link DotProducts} names this class, because loading it
 * fails where the module {@code jdk.incubator.vector} is absent.
 *
 * <p>The Vector API has no instruction that multiplies bytes and adds up (VNNI and its like), so
 * each step widens bytes to 16 bits, multiplies and adds, all in 16 bits: three instructions for
 * half a register of bytes, against five or more for the usual way (Lucene's) of widening the
 * products to 32 bits at each step. That the sums fit is the work of {@link Int8}.
 *
 * <p>Whether a batch of vectors is spread out in memory decides a second thing. Neighbours are
 * fetched by the processor's prefetcher. Of those far apart, each would cost the time of one access
 * to memory, one after the other; there is no prefetch instruction in Java, so a batch's cache
 * lines are first touched by plain loads, which the processor has under way all at once.
 *
 * <p>What was tried is in docs/gallery.md, with figures.
 */
final class SimdDotProduct implements DotProduct {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(SHORTS.vectorBitSize() / 2));
  private static final int LENGTH = SHORTS.length();
  private static final int CACHE_LINE = 64; // bytes

  /** Vectors whose memory is asked for together: 8 of 512 bytes are 64 requests in flight. */
  private static final int BATCH = 8;

  /** A batch that spans more vectors than this is taken to be spread out. */
  private static final int DENSE_SPAN = 2 * BATCH;

  /** Keeps the compiler from dropping the loads of {@link #touch}. One bit, so it tells nothing. */
  @SuppressWarnings("unused")
  private static boolean touched;

  SimdDotProduct() {
    if (LENGTH < 8 || LENGTH > 32) {
      throw new UnsupportedOperationException(
          "No kernel for vectors of " + SHORTS.vectorBitSize() + " bits");
    }
  }

  @Override
  public int dot(MemorySegment vectors, long offset, short[] query) {
    return switch (LENGTH) {
      case 32 -> two(vectors, offset, query);
      case 16 -> four(vectors, offset, query, 0);
      default -> four(vectors, offset, query, 0) + four(vectors, offset, query, Int8.LANES / 2);
    };
  }

  /** 512-bit registers: 64 lanes are two of them. */
  private static int two(MemorySegment vectors, long offset, short[] query) {
    ShortVector a = ShortVector.zero(SHORTS);
    ShortVector b = a;
    for (int j = 0; j < query.length; j += Int8.LANES) {
      a = a.add(products(vectors, offset, query, j));
      b = b.add(products(vectors, offset, query, j + LENGTH));
    }
    return widened(a).add(widened(b)).reduceLanes(VectorOperators.ADD);
  }

  /** 256-bit registers: 64 lanes are four of them. 128-bit ones: 32 lanes, from {@code first}. */
  private static int four(MemorySegment vectors, long offset, short[] query, int first) {
    ShortVector a = ShortVector.zero(SHORTS);
    ShortVector b = a;
    ShortVector c = a;
    ShortVector d = a;
    for (int j = first; j < query.length; j += Int8.LANES) {
      a = a.add(products(vectors, offset, query, j));
      b = b.add(products(vectors, offset, query, j + LENGTH));
      c = c.add(products(vectors, offset, query, j + 2 * LENGTH));
      d = d.add(products(vectors, offset, query, j + 3 * LENGTH));
    }
    return widened(a)
        .add(widened(b))
        .add(widened(c).add(widened(d)))
        .reduceLanes(VectorOperators.ADD);
  }

  private static ShortVector products(MemorySegment vectors, long offset, short[] query, int j) {
    return ((ShortVector)
            ByteVector.fromMemorySegment(BYTES, vectors, offset + j, LITTLE_ENDIAN)
                .convertShape(B2S, SHORTS, 0))
        .mul(ShortVector.fromArray(SHORTS, query, j));
  }

  /** Adds neighbouring pairs of 16-bit lanes in 32 bits. */
  private static IntVector widened(ShortVector sums) {
    IntVector pairs = sums.reinterpretAsInts();
    return pairs.lanewise(LSHL, 16).lanewise(ASHR, 16).add(pairs.lanewise(ASHR, 16));
  }

  @Override
  public long best(MemorySegment vectors, float[] scales, long[] eligible, short[] query) {
    int stride = query.length;
    int best = -1;
    float bestScore = Float.NEGATIVE_INFINITY;
    int[] batch = new int[BATCH];
    long lines = 0;
    int word = 0;
    long bits = eligible.length > 0 ? eligible[0] : 0;
    while (true) {
      int n = 0;
      while (n < BATCH) {
        while (bits == 0 && ++word < eligible.length) {
          bits = eligible[word];
        }
        if (bits == 0) {
          break;
        }
        batch[n++] = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
      }
      if (n == 0) {
        break;
      }
      if (batch[n - 1] - batch[0] > DENSE_SPAN) {
        for (int k = 0; k < n; k++) {
          lines ^= touch(vectors, (long) batch[k] * stride, stride);
        }
      }
      for (int k = 0; k < n; k++) {
        int i = batch[k];
        float score = dot(vectors, (long) i * stride, query) * scales[i];
        if (score > bestScore) {
          bestScore = score;
          best = i;
        }
      }
    }
    touched = (lines & 1) != 0;
    return DotProduct.pack(best, bestScore);
  }

  private static long touch(MemorySegment vectors, long offset, int stride) {
    long lines = 0;
    for (int j = 0; j < stride; j += CACHE_LINE) {
      lines ^= vectors.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + j);
    }
    return lines;
  }

  @Override
  public String description() {
    return "SIMD, " + SHORTS.vectorBitSize() + " bits";
  }

  @Override
  public int vectorBits() {
    return SHORTS.vectorBitSize();
  }
}
