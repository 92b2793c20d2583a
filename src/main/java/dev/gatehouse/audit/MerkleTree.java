package dev.gatehouse.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Roots and proofs of the tree of RFC 6962, section 2.1, over hashes that are kept elsewhere. A
 * root or a proof asks for a number of hashes logarithmic in the size.
 *
 * <p>As thread-safe as its nodes.
 */
final class MerkleTree {
  private final MerkleNodes nodes;

  MerkleTree(MerkleNodes nodes) {
    this.nodes = nodes;
  }

  /**
   * @param size so many of the leaves, from the first
   */
  Hash root(long size) {
    return size == 0 ? Hash.EMPTY : root(0, size);
  }

  /**
   * What shows that a leaf is in a tree (section 2.1.1).
   *
   * @param index of the leaf, below {@code size}
   */
  InclusionProof inclusion(long index, long size) {
    if (index < 0 || index >= size) {
      throw new NoSuchEntryException("There is no entry " + index + " in a log of " + size);
    }
    List<Hash> path = new ArrayList<>();
    path(index, 0, size, path);
    return new InclusionProof(index, size, path);
  }

  /**
   * What shows that a tree begins with the leaves of a smaller one (section 2.1.2).
   *
   * @param first the smaller size, not 0
   */
  ConsistencyProof consistency(long first, long second) {
    if (first <= 0 || first > second) {
      throw new NoSuchEntryException(
          "A log of " + second + " entries cannot be compared with one of " + first);
    }
    List<Hash> path = new ArrayList<>();
    subproof(first, 0, second, true, path);
    return new ConsistencyProof(first, second, path);
  }

  private Hash root(long from, long to) {
    long size = to - from;
    if (Long.bitCount(size) == 1) {
      int level = Long.numberOfTrailingZeros(size);
      return nodes.node(level, from >> level);
    }
    long half = Long.highestOneBit(size);
    return Hash.node(root(from, from + half), root(from + half, to));
  }

  /** Of a size that is no power of two, what is left of the split; else the half. */
  private static long split(long size) {
    return Long.highestOneBit(size - 1);
  }

  private void path(long index, long from, long to, List<Hash> path) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, path);
      path.add(root(middle, to));
    } else {
      path(index, middle, to, path);
      path.add(root(from, middle));
    }
  }

  /**
   * @param whole whether the root of the smaller tree is known to whoever checks the proof
   */
  private void subproof(long first, long from, long to, boolean whole, List<Hash> path) {
    if (first == to) {
      if (!whole) {
        path.add(root(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (first <= middle) {
      subproof(first, from, middle, whole, path);
      path.add(root(middle, to));
    } else {
      subproof(first, middle, to, false, path);
      path.add(root(from, middle));
    }
  }
}
