package dev.gatehouse.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotProductTest {
  private static final DotProduct SCALAR = new ScalarDotProduct();
  private static final DotProduct SIMD = new SimdDotProduct();

  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 63, 64, 65, 120, 128, 192, 256, 504, 512, 768, 1024, 2048})
  void simdEqualsScalarOnRandomVectors(int dimension) {
    try (Arena arena = Arena.ofConfined()) {
      int count = 300;
      int stride = Int8.stride(dimension);
      short[] query = quantised(dimension);
      MemorySegment block = arena.allocate((long) count * stride, 64);
      float[] scales = new float[count];
      for (int i = 0; i < count; i++) {
        store(block, i, quantised(dimension));
        scales[i] = 0.5f + random.nextFloat();
      }
      for (int i = 0; i < count; i++) {
        assertThat(SIMD.dot(block, (long) i * stride, query))
            .isEqualTo(SCALAR.dot(block, (long) i * stride, query));
      }
      for (int percent : new int[] {0, 1, 3, 10, 50, 97, 100}) {
        long[] eligible = new long[(count + 63) / 64];
        for (int i = 0; i < count; i++) {
          if (random.nextInt(100) < percent) {
            eligible[i / 64] |= 1L << i;
          }
        }
        assertThat(SIMD.best(block, scales, eligible, query))
            .describedAs("%d %% eligible", percent)
            .isEqualTo(SCALAR.best(block, scales, eligible, query));
      }
    }
  }

  @Test
  void ofEqualVectorsTheFirstIsBest() {
    try (Arena arena = Arena.ofConfined()) {
      short[] vector = quantised(512);
      MemorySegment block = arena.allocate(128 * 512, 64);
      float[] scales = new float[128];
      Arrays.fill(scales, 1);
      for (int i = 0; i < 128; i++) {
        store(block, i, vector);
      }
      long[] eligible = {1L << 40 | 1L << 63, -1L};
      for (DotProduct dotProduct : new DotProduct[] {SCALAR, SIMD}) {
        assertThat(DotProduct.index(dotProduct.best(block, scales, eligible, vector)))
            .isEqualTo(40);
      }
    }
  }

  @Test
  void withNothingEligibleNothingIsFound() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(64 * 64, 64);
      for (DotProduct dotProduct : new DotProduct[] {SCALAR, SIMD}) {
        assertThat(dotProduct.best(block, new float[64], new long[1], new short[64]))
            .isEqualTo(DotProduct.NOTHING);
        assertThat(dotProduct.best(block, new float[0], new long[0], new short[64]))
            .isEqualTo(DotProduct.NOTHING);
      }
    }
  }

  @Test
  void theGreatestVectorsThatTheRuleAllowsDoNotOverflow() {
    // Squares add up to 32,761 in each lane, the most there may be.
    short[] lane = {127, 126, 27, 5, 1, 1, 0, 0};
    for (int length : new int[] {512, 1024}) {
      short[] up = vector(length, j -> j / 64 < 8 ? lane[j / 64] : 0);
      short[] down = vector(length, j -> -up[j]);
      assertEqualAndExactly(64 * 32_761, up, up);
      assertEqualAndExactly(64 * 32_761, down, down);
      assertEqualAndExactly(-64 * 32_761, up, down);
    }
  }

  @Test
  void allOf127DoesNotOverflowWhereTheRuleAllowsIt() {
    for (int length : new int[] {64, 128}) {
      short[] up = vector(length, j -> 127);
      short[] mixed = vector(length, j -> j % 3 == 0 ? -127 : 127);
      assertEqualAndExactly(length * 127 * 127, up, up);
      assertEqualAndExactly(length * 127 * 127, mixed, mixed);
      assertEqualAndExactly(Arrays.stream(toInts(mixed)).map(v -> v * 127).sum(), up, mixed);
    }
  }

  @Test
  void wrappingOnTheWayIsHarmless() {
    // Half way through a lane the sum is 4 * 125 * 125 = 62,500, twice what 16 bits can hold. That
    // breaks the rule, and still only the end counts.
    short[] up = vector(512, j -> 125);
    short[] thenDown = vector(512, j -> j / 64 < 4 ? 125 : -125);
    assertEqualAndExactly(0, up, thenDown);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 64, 65, 128, 512, 1024})
  void quantisingKeepsItsBounds(int dimension) {
    for (int round = 0; round < 200; round++) {
      float[] vector = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        // From even to very uneven vectors.
        vector[j] = (float) Math.pow(random.nextGaussian(), 1 + 2 * (round % 3));
      }
      short[] quantised = new short[Int8.stride(dimension)];
      Arrays.fill(quantised, (short) 99);
      float scale = Int8.quantise(vector, quantised);
      int[] squares = new int[64];
      for (int j = 0; j < quantised.length; j++) {
        float original = j < dimension ? vector[j] : 0;
        assertThat(Math.abs(quantised[j])).isLessThanOrEqualTo((short) 127);
        assertThat(quantised[j] * scale).isCloseTo(original, offset(0.502f * scale));
        squares[j % 64] += quantised[j] * quantised[j];
      }
      assertThat(Arrays.stream(squares).max().orElseThrow()).isLessThanOrEqualTo(32_761);
    }
  }

  @Test
  void aConstantVectorIsScaledDownToTheLanesBound() {
    float[] vector = new float[1024]; // 16 a lane: all at 127 would be far beyond
    Arrays.fill(vector, 1 / 32f);
    short[] quantised = new short[1024];
    float scale = Int8.quantise(vector, quantised);
    assertThat(quantised).containsOnly((short) 45);
    assertThat(45 * scale).isCloseTo(1 / 32f, offset(0.001f));
    assertEqualAndExactly(1024 * 45 * 45, quantised, quantised);
  }

  private static void assertEqualAndExactly(int expected, short[] vector, short[] query) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(vector.length, 64);
      store(block, 0, vector);
      assertThat(SCALAR.dot(block, 0, query)).isEqualTo(expected);
      assertThat(SIMD.dot(block, 0, query)).isEqualTo(expected);
    }
  }

  private short[] quantised(int dimension) {
    float[] vector = new float[dimension];
    int kind = random.nextInt(8);
    for (int j = 0; j < dimension; j++) {
      vector[j] =
          switch (kind) {
            case 0 -> 1;
            case 1 -> j % 2 == 0 ? 1 : -1;
            case 2 -> j == 0 ? 1 : 0.001f;
            case 3 -> j % 64 == 0 ? 1 : 0; // all weight in one lane
            default -> (float) random.nextGaussian();
          };
    }
    short[] quantised = new short[Int8.stride(dimension)];
    Int8.quantise(vector, quantised);
    return quantised;
  }

  private static void store(MemorySegment block, int index, short[] vector) {
    for (int j = 0; j < vector.length; j++) {
      block.set(ValueLayout.JAVA_BYTE, (long) index * vector.length + j, (byte) vector[j]);
    }
  }

  private static short[] vector(int length, IntUnaryOperator value) {
    short[] vector = new short[length];
    for (int j = 0; j < length; j++) {
      vector[j] = (short) value.applyAsInt(j);
    }
    return vector;
  }

  private static int[] toInts(short[] vector) {
    int[] ints = new int[vector.length];
    Arrays.setAll(ints, j -> vector[j]);
    return ints;
  }
}
