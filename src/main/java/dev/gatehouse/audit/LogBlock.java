package dev.gatehouse.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some entries in a row, read and hashed; what is left of them is what the tree needs. Filled by
 * one thread and then handed to another.
 */
final class LogBlock {
  /**
   * Something that does not fit, before the place of the block is known.
   *
   * @param at how many entries of the block come before it
   */
  record Misfit(int at, String what) {}

  private final long weight;
  private final List<Hash> leaves = new ArrayList<>();
  private final List<TreeHead> heads = new ArrayList<>();
  private long first = -1;
  private int forgotten;
  private long accountedFor;
  private Optional<Misfit> misfit = Optional.empty();

  /**
   * @param weight how much of the source's total this is
   */
  LogBlock(long weight) {
    this.weight = weight;
  }

  /**
   * The next entry; those after a misfit are left out.
   *
   * @param kept the hash that stands beside the entry
   */
  void add(AuditEntry entry, Hash kept) {
    if (misfit.isPresent()) {
      return;
    }
    if (first < 0) {
      first = entry.index();
    }
    long expected = first + leaves.size();
    Hash hash = entry.hash();
    if (entry.index() > expected) {
      misfit("is missing: entry " + entry.index() + " follows");
    } else if (entry.index() < expected) {
      misfit("is not in its place: entry " + entry.index() + " stands there");
    } else if (!hash.equals(kept)) {
      misfit("was changed: its hash is " + hash + ", written was " + kept);
    } else if (!entry.personalPartFits()) {
      misfit("was changed: its subject, reason or detail is not what was written");
    } else {
      leaves.add(hash);
      if (entry.forgotten()) {
        forgotten++;
      }
      AuditAction action = entry.event().action();
      if (action == AuditAction.ERASE || action == AuditAction.RETENTION) {
        accountedFor += entry.event().count().orElse(0);
      }
    }
  }

  void add(TreeHead head) {
    heads.add(head);
  }

  void misfit(String what) {
    if (misfit.isEmpty()) {
      misfit = Optional.of(new Misfit(leaves.size(), what));
    }
  }

  /** In order, up to what does not fit. */
  List<Hash> leaves() {
    return leaves;
  }

  List<TreeHead> heads() {
    return heads;
  }

  /** The index of the first entry; -1 where there is none. */
  long first() {
    return first;
  }

  long weight() {
    return weight;
  }

  int forgotten() {
    return forgotten;
  }

  /** How many entries its entries say were forgotten. */
  long accountedFor() {
    return accountedFor;
  }

  Optional<Misfit> misfit() {
    return misfit;
  }
}
