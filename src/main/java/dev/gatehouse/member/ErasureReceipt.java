package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Says that a member was erased: the key is destroyed, the rows are deleted, everything else that
 * was about the member is gone or names nobody any more. Signed by the site.
 *
 * @param erased the member's id
 * @param at when
 * @param counts how much there was in each store, such as "templates"
 * @param signature Ed25519 over {@link #signed}, in Base64; see {@code GET
 *     /api/erasures/public-key}
 */
public record ErasureReceipt(
    UUID erased, Instant at, SortedMap<String, Integer> counts, String signature) {

  public ErasureReceipt {
    counts = new TreeMap<>(counts);
  }

  static ErasureReceipt sign(UUID erased, Instant at, Map<String, Integer> counts, SigningKey key) {
    var unsigned = new ErasureReceipt(erased, at, new TreeMap<>(counts), "");
    return new ErasureReceipt(erased, at, unsigned.counts, key.sign(unsigned.signed()));
  }

  /** What is signed: a line that says what it is, then the id, the time, and each store's count. */
  public byte[] signed() {
    var text = new StringBuilder("gatehouse erasure receipt 1\n");
    text.append(erased).append('\n').append(at).append('\n');
    counts.forEach((store, count) -> text.append(store).append('=').append(count).append('\n'));
    return text.toString().getBytes(UTF_8);
  }
}
