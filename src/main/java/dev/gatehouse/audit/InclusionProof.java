package dev.gatehouse.audit;

import java.util.List;

/**
 * Shows that a leaf is in a tree, with the hashes beside the way from it to the root.
 *
 * @param index of the leaf
 * @param size of the tree
 * @param path from the leaf upwards
 */
public record InclusionProof(long index, long size, List<Hash> path) {
  public InclusionProof {
    path = List.copyOf(path);
  }

  /**
   * Whether the leaf is in the tree (RFC 9162, section 2.1.3.2).
   *
   * @param leaf its hash
   * @param root of the tree, from a source that is trusted
   */
  public boolean holds(Hash leaf, Hash root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    Hash hash = leaf;
    for (Hash beside : path) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = Hash.node(beside, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = Hash.node(hash, beside);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && hash.equals(root);
  }
}
