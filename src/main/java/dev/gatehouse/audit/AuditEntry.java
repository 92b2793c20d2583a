package dev.gatehouse.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as it stands in the log.
 *
 * @param index its place, from 0
 * @param time when it was written, in whole microseconds
 * @param commitment to the personal part; present if there is, or was, one
 */
public record AuditEntry(
    long index, Instant time, AuditEvent event, Optional<Commitment> commitment) {
  private static final byte VERSION = 1;

  public AuditEntry {
    if (event.personal() && commitment.flatMap(Commitment::salt).isEmpty()) {
      throw new AuditException("Entry " + index + " lacks the salt of its personal part");
    }
  }

  static AuditEntry of(long index, Instant time, AuditEvent event, UUID salt) {
    return new AuditEntry(
        index,
        time.truncatedTo(ChronoUnit.MICROS),
        event,
        event.personal()
            ? Optional.of(new Commitment(personalHash(event, salt), Optional.of(salt)))
            : Optional.empty());
  }

  /** Whether it had a personal part that was deleted since. */
  public boolean forgotten() {
    return commitment.isPresent() && commitment.get().salt().isEmpty();
  }

  /** Whether what is kept of the personal part is what was written. */
  boolean personalPartFits() {
    return commitment
        .map(c -> c.salt().isEmpty() || c.hash().equals(personalHash(event, c.salt().get())))
        .orElse(true);
  }

  private static Hash personalHash(AuditEvent event, UUID salt) {
    var encoder = new Encoder().put(VERSION).put(salt);
    encoder.present(event.subject().isPresent());
    event.subject().ifPresent(encoder::put);
    return Hash.sha256(encoder.putText(event.reason()).putText(event.detail()).bytes());
  }

  /** The bytes that are hashed as a leaf of the tree; docs/audit.md describes them. */
  public byte[] leaf() {
    var encoder =
        new Encoder()
            .put(VERSION)
            .put(index)
            .put(ChronoUnit.MICROS.between(Instant.EPOCH, time))
            .put(event.action().name())
            .put(event.actor().toString())
            .putText(event.purpose())
            .putText(event.place());
    encoder.present(event.count().isPresent());
    event.count().ifPresent(encoder::put);
    encoder.present(commitment.isPresent());
    commitment.ifPresent(c -> encoder.put(c.hash()));
    return encoder.bytes();
  }

  public Hash hash() {
    return Hash.leaf(leaf());
  }
}
