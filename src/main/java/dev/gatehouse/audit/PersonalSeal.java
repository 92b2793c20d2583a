package dev.gatehouse.audit;

import java.util.Optional;
import java.util.UUID;

/**
 * Seals the personal part of entries, with a key that their subject alone has: a database keeps the
 * bytes of what was deleted for a while, and without the key they tell nothing. Thread-safe.
 */
public interface PersonalSeal {
  /** For a log whose subjects have no keys: it is kept as it is. */
  PersonalSeal NONE =
      new PersonalSeal() {
        @Override
        public Optional<byte[]> seal(UUID subject, byte[] text) {
          return Optional.empty();
        }

        @Override
        public Optional<byte[]> open(UUID subject, byte[] sealed) {
          return Optional.empty();
        }
      };

  /**
   * @return absent if the subject has no key
   */
  Optional<byte[]> seal(UUID subject, byte[] text);

  /**
   * @return absent if the subject's key is gone; the entry counts as forgotten then
   */
  Optional<byte[]> open(UUID subject, byte[] sealed);
}
