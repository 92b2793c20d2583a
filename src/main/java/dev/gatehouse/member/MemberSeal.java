package dev.gatehouse.member;

import java.util.Optional;
import java.util.UUID;

/**
 * Seals what other modules keep of a member with that member's own key. Databases do not overwrite
 * what is deleted: its bytes stay in unused pages and write-ahead logs. Once the key is destroyed
 * nobody can read them. Thread-safe.
 */
public final class MemberSeal {
  private final MemberKeys keys;

  MemberSeal(MemberKeys keys) {
    this.keys = keys;
  }

  /**
   * @param what names the text within the member, such as "username"; it is needed again to open
   * @return absent if the member has no key (any more)
   */
  public Optional<byte[]> seal(UUID member, String what, byte[] text) {
    try (AesKey key = keys.key(member)) {
      return Optional.of(Seal.seal(key, member, what, text));
    } catch (KeyException e) {
      return Optional.empty();
    }
  }

  /**
   * @return absent if the member has no key (any more), or it was changed or is something else
   */
  public Optional<byte[]> open(UUID member, String what, byte[] sealed) {
    try (AesKey key = keys.key(member)) {
      return Optional.of(Seal.open(key, member, what, sealed));
    } catch (KeyException e) {
      return Optional.empty();
    }
  }

  /**
   * By which a text is found again that only lies sealed: HMAC-SHA-256 (RFC 2104) with a key made
   * of the master key. Who lacks that key cannot try texts out.
   *
   * @return 32 bytes
   */
  public byte[] hash(String text) {
    return keys.hash(text);
  }
}
