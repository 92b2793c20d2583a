package dev.gatehouse.audit;

import java.util.Arrays;

/**
 * The right edge of a growing tree: one hash for each complete subtree, which is all that is needed
 * to append and to tell the root. An append hashes twice on average. Not thread-safe.
 */
final class MerkleFrontier {
  /** Is told each subtree that an append completes, the small ones first; leaves too. */
  @FunctionalInterface
  interface Completed {
    void node(int level, long index, Hash hash);
  }

  /** By level; those whose bit is set in the size are in use. */
  private final Hash[] subtrees = new Hash[Long.SIZE];

  private long size;

  MerkleFrontier() {
    Arrays.fill(subtrees, Hash.EMPTY);
  }

  /** Of a tree whose nodes are kept. */
  static MerkleFrontier of(long size, MerkleNodes nodes) {
    var frontier = new MerkleFrontier();
    for (int level = 0; level < Long.SIZE - 1; level++) {
      if ((size >> level & 1) == 1) {
        frontier.subtrees[level] = nodes.node(level, (size >> level) - 1);
      }
    }
    frontier.size = size;
    return frontier;
  }

  MerkleFrontier copy() {
    var copy = new MerkleFrontier();
    System.arraycopy(subtrees, 0, copy.subtrees, 0, subtrees.length);
    copy.size = size;
    return copy;
  }

  long size() {
    return size;
  }

  void append(Hash leaf, Completed completed) {
    Hash hash = leaf;
    int level = 0;
    completed.node(level, size, hash);
    for (; (size >> level & 1) == 1; level++) {
      hash = Hash.node(subtrees[level], hash);
      completed.node(level + 1, size >> level + 1, hash);
    }
    subtrees[level] = hash;
    size++;
  }

  Hash root() {
    if (size == 0) {
      return Hash.EMPTY;
    }
    int level = Long.numberOfTrailingZeros(size);
    Hash hash = subtrees[level];
    while (++level < Long.SIZE) {
      if ((size >> level & 1) == 1) {
        hash = Hash.node(subtrees[level], hash);
      }
    }
    return hash;
  }
}
