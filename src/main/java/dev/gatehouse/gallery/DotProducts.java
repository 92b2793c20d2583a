package dev.gatehouse.gallery;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Chooses the dot product, once, when the first gallery is made.
 *
 * <p>The SIMD one is used if the module is there, it computes what the scalar one does, and it is
 * the faster. The last is measured because a virtual machine may have the module without compiling
 * it to SIMD instructions (an interpreter, another compiler), and then it is a hundred times
 * slower. The race ends as soon as SIMD has won a round, which takes a fraction of a second; only
 * if it never does is the full time spent.
 */
final class DotProducts {
  private static final System.Logger LOG = System.getLogger("dev.gatehouse.gallery");
  private static final long RACE = 3_000_000_000L; // 3 s

  private DotProducts() {}

  /** The fastest one that works on this machine. */
  static DotProduct fastest() {
    return Chosen.DOT_PRODUCT;
  }

  private static final class Chosen {
    static final DotProduct DOT_PRODUCT = choose();
  }

  private static DotProduct choose() {
    DotProduct scalar = new ScalarDotProduct();
    try {
      DotProduct simd = new SimdDotProduct();
      String objection = objection(scalar, simd);
      if (objection.isEmpty()) {
        LOG.log(INFO, "Gallery search uses " + simd.description());
        return simd;
      }
      LOG.log(WARNING, "Gallery search uses scalar code: " + objection);
    } catch (LinkageError e) {
      LOG.log(
          WARNING,
          "Gallery search uses scalar code, about 15 times slower: start Java with"
              + " --add-modules jdk.incubator.vector ("
              + e
              + ")");
    } catch (UnsupportedOperationException e) {
      LOG.log(WARNING, "Gallery search uses scalar code: " + e.getMessage());
    }
    return scalar;
  }

  /** Why SIMD is not to be used; empty if it is. */
  private static String objection(DotProduct scalar, DotProduct simd) {
    int vectors = 256;
    int stride = 512;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate((long) vectors * stride, Int8.LANES);
      SplittableRandom random = new SplittableRandom(1);
      short[] query = new short[stride];
      for (int i = 0; i <= vectors; i++) {
        float[] vector = new float[stride];
        for (int j = 0; j < stride; j++) {
          vector[j] = (float) random.nextGaussian();
        }
        Int8.quantise(vector, query); // the last one stays the query
        for (int j = 0; i < vectors && j < stride; j++) {
          block.set(ValueLayout.JAVA_BYTE, (long) i * stride + j, (byte) query[j]);
        }
      }
      float[] scales = new float[vectors];
      Arrays.fill(scales, 1);
      long[] all = new long[vectors / Long.SIZE];
      Arrays.fill(all, -1);

      long expected = scalar.best(block, scales, all, query);
      long bestScalar = Long.MAX_VALUE;
      long bestSimd = Long.MAX_VALUE;
      long start = System.nanoTime();
      do {
        long t0 = System.nanoTime();
        scalar.best(block, scales, all, query);
        long t1 = System.nanoTime();
        long actual = simd.best(block, scales, all, query);
        long t2 = System.nanoTime();
        if (actual != expected) {
          return simd.description() + " computes wrong results here";
        }
        bestScalar = Math.min(bestScalar, t1 - t0);
        bestSimd = Math.min(bestSimd, t2 - t1);
      } while (bestSimd >= bestScalar && System.nanoTime() - start < RACE);
      return bestSimd < bestScalar
          ? ""
          : "%s needs %d us where scalar code needs %d us"
              .formatted(simd.description(), bestSimd / 1000, bestScalar / 1000);
    }
  }
}
