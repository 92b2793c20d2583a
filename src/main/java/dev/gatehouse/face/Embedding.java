package dev.gatehouse.face;

import java.util.Arrays;

/**
 * What the embedder makes of one face: a unit vector that lies near other vectors of the same
 * person.
 *
 * <p>An embedding of somebody who did not enrol must leave nothing behind, so this type has no way
 * out: it is not {@link java.io.Serializable}, has no bean properties for a JSON mapper to find,
 * and prints only its model. Its numbers can be read by {@link #copyTo} alone, which only {@code
 * gallery} may call: to search, or to make a template <em>given a grant</em>. The structure test
 * holds that rule.
 *
 * <p>Immutable and safe for use by several threads, until {@link #erase()}.
 */
public final class Embedding {
  private final String model;
  private final float[] vector;

  /**
   * @param model id of the model that made it, as in the manifest
   * @param vector any length and scale but zero; it is copied and normalised to length 1
   */
  Embedding(String model, float[] vector) {
    this.model = model;
    this.vector = normalised(vector);
  }

  /**
   * A vector that is nobody's face, for measuring searches and for tests.
   *
   * @param vector any length and scale but zero; copied
   */
  public static Embedding synthetic(String model, float[] vector) {
    return new Embedding(model, vector);
  }

  private static float[] normalised(float[] vector) {
    double sum = 0;
    for (float v : vector) {
      sum += (double) v * v;
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new FaceException("An embedding needs a finite vector other than zero");
    }
    float scale = (float) (1 / Math.sqrt(sum));
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = vector[i] * scale;
    }
    return unit;
  }

  /** Id of the model that made it. Embeddings of different models are never compared. */
  public String model() {
    return model;
  }

  /** Number of dimensions, 512 for the default model. */
  public int dimension() {
    return vector.length;
  }

  /**
   * Cosine similarity, -1 to 1; above about 0.4 the two faces are likely of one person.
   *
   * @throws FaceException if the two were made by different models
   */
  public float similarity(Embedding other) {
    if (!model.equals(other.model) || vector.length != other.vector.length) {
      throw new FaceException(
          "Embeddings of different models cannot be compared: " + model + " and " + other.model);
    }
    float sum = 0;
    for (int i = 0; i < vector.length; i++) {
      sum += vector[i] * other.vector[i];
    }
    return sum;
  }

  /**
   * Copies the unit vector into {@code destination}. For {@code gallery} only.
   *
   * @throws IndexOutOfBoundsException if the destination is shorter than {@link #dimension()}
   */
  public void copyTo(float[] destination) {
    System.arraycopy(vector, 0, destination, 0, vector.length);
  }

  /** Overwrites the vector with zeros; every similarity is 0 from then on. */
  public void erase() {
    Arrays.fill(vector, 0);
  }

  @Override
  public String toString() {
    return "Embedding[" + model + "]";
  }
}
