package dev.gatehouse.audit;

/** Where the hashes of a growing tree are kept. */
@FunctionalInterface
interface MerkleNodes {
  /**
   * The hash of a complete subtree.
   *
   * @param level 0 for a leaf, and one more for each doubling
   * @param index counted from the left: the subtree covers the leaves from {@code index << level}
   */
  Hash node(int level, long index);
}
