package dev.gatehouse.verification;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.verification.VerificationResult.PhotoQuality;
import java.util.OptionalDouble;

/**
 * A face that is being verified.
 *
 * @param liveness 0 (an attack) to 1 (live); empty where it was not asked for
 */
record Look(Embedding embedding, PhotoQuality quality, OptionalDouble liveness)
    implements AutoCloseable {
  @Override
  public void close() {
    embedding.erase();
  }
}
