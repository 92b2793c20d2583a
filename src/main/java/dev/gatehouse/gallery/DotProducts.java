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
 * <p>The SIMD one is used if the module is there and computes what the scalar one does. They do not
 * race for it: while the JIT has not compiled it yet, which on a busy machine takes seconds, SIMD
 * code is much the slower, and the wrong choice would stay.
 */
final class DotProducts {
  private static final System.Logger LOG = System.getLogger("dev.gatehouse.gallery");

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

      return simd.best(block, scales, all, query) == scalar.best(block, scales, all, query)
          ? ""
          : simd.description() + " computes wrong results here";
    }
  }
}
