package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is in the tree can be proven; nothing else can. */
class MerkleTreeProperties {
  private static final int MOST = 300;

  private static List<Hash> leaves(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> Hash.leaf(ByteBuffer.allocate(Integer.BYTES).putInt(i).array()))
        .toList();
  }

  private static Hash flipped(Hash hash, int bit) {
    byte[] bytes = hash.bytes();
    bytes[Math.floorMod(bit, 256) / 8] ^= (byte) (1 << Math.floorMod(bit, 8));
    return Hash.of(bytes);
  }

  private static List<Hash> flipped(List<Hash> path, int bit) {
    List<Hash> changed = new ArrayList<>(path);
    int at = Math.floorMod(bit / 256, path.size());
    changed.set(at, flipped(path.get(at), bit));
    return changed;
  }

  private static Hash root(List<Hash> leaves) {
    var frontier = new MerkleFrontier();
    leaves.forEach(leaf -> frontier.append(leaf, (_, _, _) -> {}));
    return frontier.root();
  }

  @Property(tries = 2000)
  void every_leaf_can_be_proven_and_no_other(
      @ForAll @IntRange(min = 1, max = MOST) int size,
      @ForAll int which,
      @ForAll int bit,
      @ForAll int other) {
    List<Hash> leaves = leaves(size);
    var tree = new MerkleTree(new MemoryNodes(leaves));
    int index = Math.floorMod(which, size);
    Hash root = tree.root(size);
    Hash leaf = leaves.get(index);
    InclusionProof proof = tree.inclusion(index, size);
    assertThat(proof.holds(leaf, root)).isTrue();

    assertThat(proof.holds(flipped(leaf, bit), root)).isFalse();
    assertThat(proof.holds(leaf, flipped(root, bit))).isFalse();
    if (!proof.path().isEmpty()) {
      assertThat(new InclusionProof(index, size, flipped(proof.path(), bit)).holds(leaf, root))
          .isFalse();
      assertThat(
              new InclusionProof(index, size, proof.path().subList(1, proof.path().size()))
                  .holds(leaf, root))
          .isFalse();
    }
    List<Hash> longer = new ArrayList<>(proof.path());
    longer.add(leaf);
    assertThat(new InclusionProof(index, size, longer).holds(leaf, root)).isFalse();
    int elsewhere = Math.floorMod(other, size);
    if (elsewhere != index) {
      assertThat(new InclusionProof(elsewhere, size, proof.path()).holds(leaf, root)).isFalse();
    }
  }

  @Property(tries = 2000)
  void every_earlier_tree_is_the_beginning_of_a_later_one_and_no_other_is(
      @ForAll @IntRange(min = 1, max = MOST) int second,
      @ForAll int which,
      @ForAll int bit,
      @ForAll int other) {
    var tree = new MerkleTree(new MemoryNodes(leaves(second)));
    int first = 1 + Math.floorMod(which, second);
    Hash firstRoot = tree.root(first);
    Hash secondRoot = tree.root(second);
    ConsistencyProof proof = tree.consistency(first, second);
    assertThat(proof.holds(firstRoot, secondRoot)).isTrue();

    assertThat(proof.holds(flipped(firstRoot, bit), secondRoot)).isFalse();
    assertThat(proof.holds(firstRoot, flipped(secondRoot, bit))).isFalse();
    if (!proof.path().isEmpty()) {
      assertThat(
              new ConsistencyProof(first, second, flipped(proof.path(), bit))
                  .holds(firstRoot, secondRoot))
          .isFalse();
      assertThat(
              new ConsistencyProof(first, second, proof.path().subList(1, proof.path().size()))
                  .holds(firstRoot, secondRoot))
          .isFalse();
    }
    List<Hash> longer = new ArrayList<>(proof.path());
    longer.add(firstRoot);
    assertThat(new ConsistencyProof(first, second, longer).holds(firstRoot, secondRoot)).isFalse();
    int wrong = 1 + Math.floorMod(other, second);
    if (wrong != first) {
      assertThat(tree.consistency(wrong, second).holds(firstRoot, secondRoot)).isFalse();
    }
  }

  @Property(tries = 1000)
  void a_leaf_that_is_changed_taken_out_moved_or_put_in_changes_the_root(
      @ForAll @IntRange(min = 2, max = MOST) int size,
      @ForAll int which,
      @ForAll int bit,
      @ForAll int other) {
    List<Hash> leaves = leaves(size);
    Hash root = root(leaves);
    assertThat(new MerkleTree(new MemoryNodes(leaves)).root(size)).isEqualTo(root);
    int index = Math.floorMod(which, size);

    List<Hash> changed = new ArrayList<>(leaves);
    changed.set(index, flipped(leaves.get(index), bit));
    assertThat(root(changed)).isNotEqualTo(root);

    List<Hash> shorter = new ArrayList<>(leaves);
    shorter.remove(index);
    assertThat(root(shorter)).isNotEqualTo(root);

    List<Hash> moved = new ArrayList<>(shorter);
    int place = Math.floorMod(other, size);
    if (place != index) {
      moved.add(place, leaves.get(index));
      assertThat(root(moved)).isNotEqualTo(root);
    }

    List<Hash> longer = new ArrayList<>(leaves);
    longer.add(index, leaves.get(place));
    assertThat(root(longer)).isNotEqualTo(root);
  }
}
