package dev.gatehouse.face;

/** Makes embeddings for tests of other packages. */
public final class Embeddings {
  private Embeddings() {}

  /** As a model would have made it; the vector is copied and normalised. */
  public static Embedding of(String model, float[] vector) {
    return new Embedding(model, vector);
  }
}
