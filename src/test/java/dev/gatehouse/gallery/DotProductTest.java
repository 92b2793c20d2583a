package dev.gatehouse.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotProductTest {

  @ParameterizedTest(name = "{0} dimensions")
  @ValueSource(ints = {1, 8, 63, 64, 65, 128, 256, 500, 512, 1024})
  void simdGivesTheSameIntegersAsScalarCode(int dimension) {
    var simd = new SimdDotProduct();
    var scalar = new ScalarDotProduct();
    var random = new Random(dimension);
    int stride = Int8.stride(dimension);
    int vectors = 256;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate((long) vectors * stride, 64);
      float[] scales = new float[vectors];
      short[] quantised = new short[stride];
      for (int i = 0; i < vectors; i++) {
        scales[i] = Int8.quantise(vector(random, dimension, i), quantised);
        for (int j = 0; j < stride; j++) {
          block.set(ValueLayout.JAVA_BYTE, (long) i * stride + j, (byte) quantised[j]);
        }
      }
      for (int q = 0; q < 20; q++) {
        Int8.quantise(vector(random, dimension, q), quantised);
        for (int i = 0; i < vectors; i++) {
          assertThat(simd.dot(block, (long) i * stride, quantised))
              .isEqualTo(scalar.dot(block, (long) i * stride, quantised));
        }
        long[] eligible = {random.nextLong(), 0, -1, random.nextLong() & 0x1111_0101_0001_1000L};
        assertThat(simd.best(block, scales, eligible, quantised))
            .isEqualTo(scalar.best(block, scales, eligible, quantised));
      }
    }
  }

  /** Every kind that could overflow: all values the same, one large value, alternating signs. */
  private static float[] vector(Random random, int dimension, int kind) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] =
          switch (kind % 5) {
            case 0 -> 1;
            case 1 -> i % 2 == 0 ? 1 : -1;
            case 2 -> i == 0 ? 1 : 0.001f;
            case 3 -> i % 64 == 0 ? 1 : 0; // all weight in one lane
            default -> (float) random.nextGaussian();
          };
    }
    return vector;
  }
}
