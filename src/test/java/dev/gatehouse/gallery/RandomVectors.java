package dev.gatehouse.gallery;

import java.util.SplittableRandom;

/** Unit vectors for tests. */
final class RandomVectors {
  private RandomVectors() {}

  /** In a uniformly distributed direction. */
  static float[] unit(SplittableRandom random, int dimension) {
    return near(random, new float[dimension], 0);
  }

  /** About {@code weight / sqrt(1 + weight^2)} similar to another unit vector. */
  static float[] near(SplittableRandom random, float[] centre, double weight) {
    double[] vector = new double[centre.length];
    double squares = 0;
    double expected = 1 / Math.sqrt(centre.length);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextGaussian() * expected + weight * centre[i];
      squares += vector[i] * vector[i];
    }
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = (float) (vector[i] / Math.sqrt(squares));
    }
    return unit;
  }
}
