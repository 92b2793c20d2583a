package dev.gatehouse.gallery;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The obvious implementation: the measure of the other one, and what runs where that cannot. */
final class ScalarDotProduct implements DotProduct {
  @Override
  public int dot(MemorySegment vectors, long offset, short[] query) {
    int sum = 0;
    for (int j = 0; j < query.length; j++) {
      sum += vectors.get(ValueLayout.JAVA_BYTE, offset + j) * query[j];
    }
    return sum;
  }

  @Override
  public long best(MemorySegment vectors, float[] scales, long[] eligible, short[] query) {
    int best = -1;
    float bestScore = Float.NEGATIVE_INFINITY;
    for (int word = 0; word < eligible.length; word++) {
      for (long bits = eligible[word]; bits != 0; bits &= bits - 1) {
        int i = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
        float score = dot(vectors, (long) i * query.length, query) * scales[i];
        if (score > bestScore) {
          bestScore = score;
          best = i;
        }
      }
    }
    return DotProduct.pack(best, bestScore);
  }

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public int vectorBits() {
    return 0;
  }
}
