package dev.gatehouse.audit;

import java.util.List;

/**
 * Shows that a tree begins with all the leaves of a smaller one, in the same order.
 *
 * @param first the smaller size
 * @param second the larger size
 * @param path hashes of subtrees
 */
public record ConsistencyProof(long first, long second, List<Hash> path) {
  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /** Whether the larger tree continues the smaller one (RFC 9162, section 2.1.4.2). */
  public boolean holds(Hash firstRoot, Hash secondRoot) {
    if (first <= 0 || first > second) {
      return false;
    }
    if (first == second) {
      return path.isEmpty() && firstRoot.equals(secondRoot);
    }
    int next = 0;
    Hash start = firstRoot; // a complete subtree is its own beginning, and is left out of the path
    if (Long.bitCount(first) != 1) {
      if (path.isEmpty()) {
        return false;
      }
      start = path.get(next++);
    }
    long node = first - 1;
    long last = second - 1;
    while ((node & 1) == 1) {
      node >>= 1;
      last >>= 1;
    }
    Hash before = start;
    Hash after = start;
    for (Hash beside : path.subList(next, path.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        before = Hash.node(beside, before);
        after = Hash.node(beside, after);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        after = Hash.node(after, beside);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && before.equals(firstRoot) && after.equals(secondRoot);
  }
}
