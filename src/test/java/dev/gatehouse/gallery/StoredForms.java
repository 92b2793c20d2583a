package dev.gatehouse.gallery;

import dev.gatehouse.face.Embedding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The forms in which a face's numbers lie in memory and on disks, for who looks for them. */
public final class StoredForms {
  private StoredForms() {}

  /**
   * @param plain of the template as it is before it is turned
   * @param turned by the secret
   * @param held by the gallery: turned, as 8-bit integers
   * @param probes the embeddings themselves
   */
  public record Forms(float[] plain, float[] turned, byte[] held, List<float[]> probes) {}

  public static Forms of(List<Embedding> embeddings, byte[] secret) {
    UUID nobody = UUID.randomUUID();
    var grant =
        new Grant(
            UUID.randomUUID(), nobody, Purpose.DOOR, Set.of(), Instant.EPOCH, Optional.empty());
    Template plain = Template.enrol(grant, embeddings);
    Template turned = plain.protect(TemplateProtection.of(secret));
    float[] vector = turned.vector().clone();
    short[] quantised = new short[Int8.stride(vector.length)];
    Int8.quantise(vector.clone(), quantised);
    byte[] held = new byte[quantised.length];
    for (int i = 0; i < held.length; i++) {
      held[i] = (byte) quantised[i];
    }
    List<float[]> probes = new ArrayList<>();
    for (Embedding embedding : embeddings) {
      float[] numbers = new float[embedding.dimension()];
      embedding.copyTo(numbers);
      probes.add(numbers);
    }
    return new Forms(plain.vector().clone(), vector, held, probes);
  }
}
