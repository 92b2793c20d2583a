package dev.gatehouse.audit;

import java.util.List;
import java.util.Optional;

/**
 * What checking a log gave.
 *
 * @param entries how many were checked
 * @param forgotten of how many the personal part was deleted, as the log itself says
 * @param heads how many signed tree heads were checked
 * @param root of the tree of the entries checked
 * @param newest the head of the most entries that fits
 * @param keys that the heads were checked with
 * @param finding the first thing that does not fit; absent if the log is what was written
 */
public record Verification(
    long entries,
    long forgotten,
    long heads,
    Hash root,
    Optional<TreeHead> newest,
    List<VerifierKey> keys,
    Optional<Finding> finding) {

  public Verification {
    keys = List.copyOf(keys);
  }

  /**
   * Something that does not fit.
   *
   * @param entry the first entry it is about
   * @param what for people
   */
  public record Finding(long entry, String what) {}

  public boolean intact() {
    return finding.isEmpty();
  }
}
