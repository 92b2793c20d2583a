package dev.gatehouse.audit;

import java.util.ArrayList;
import java.util.List;

/** All complete subtrees of some leaves, in memory. */
final class MemoryNodes implements MerkleNodes {
  private final List<List<Hash>> levels = new ArrayList<>();

  MemoryNodes(List<Hash> leaves) {
    for (List<Hash> level = leaves; !level.isEmpty(); ) {
      levels.add(level);
      List<Hash> above = new ArrayList<>();
      for (int i = 0; i + 1 < level.size(); i += 2) {
        above.add(Hash.node(level.get(i), level.get(i + 1)));
      }
      level = above;
    }
  }

  @Override
  public Hash node(int level, long index) {
    return levels.get(level).get(Math.toIntExact(index));
  }
}
