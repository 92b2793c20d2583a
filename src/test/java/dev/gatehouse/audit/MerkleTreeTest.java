package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The leaves, roots and proofs that the tests of Certificate Transparency's reference
 * implementation use.
 */
class MerkleTreeTest {
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");
  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private final MemoryNodes nodes = new MemoryNodes(leaves());
  private final MerkleTree tree = new MerkleTree(nodes);

  private static List<Hash> leaves() {
    return LEAVES.stream().map(hex -> Hash.leaf(HexFormat.of().parseHex(hex))).toList();
  }

  private static List<Hash> hashes(String... hex) {
    return Stream.of(hex).map(Hash::parse).toList();
  }

  @Test
  void the_roots_are_those_of_certificate_transparency() {
    for (int size = 0; size < ROOTS.size(); size++) {
      assertThat(tree.root(size)).hasToString(ROOTS.get(size));
    }
  }

  @Test
  void appending_one_by_one_gives_the_same_roots() {
    var frontier = new MerkleFrontier();
    List<String> roots = new ArrayList<>(List.of(frontier.root().toString()));
    for (Hash leaf : leaves()) {
      frontier.append(leaf, (_, _, _) -> {});
      roots.add(frontier.root().toString());
    }
    assertThat(roots).isEqualTo(ROOTS);
  }

  @Test
  void the_inclusion_proofs_are_those_of_certificate_transparency() {
    assertThat(tree.inclusion(0, 1).path()).isEmpty();
    assertThat(tree.inclusion(0, 8).path())
        .isEqualTo(
            hashes(
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
    assertThat(tree.inclusion(5, 8).path())
        .isEqualTo(
            hashes(
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
  }

  @Test
  void the_consistency_proofs_are_those_of_certificate_transparency() {
    assertThat(tree.consistency(1, 1).path()).isEmpty();
    assertThat(tree.consistency(1, 8).path())
        .isEqualTo(
            hashes(
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
    assertThat(tree.consistency(6, 8).path())
        .isEqualTo(
            hashes(
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
    assertThat(tree.consistency(2, 5).path())
        .isEqualTo(
            hashes(
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
  }

  @Test
  void what_is_not_in_the_tree_cannot_be_proven() {
    assertThatThrownBy(() -> tree.inclusion(8, 8)).hasMessageContaining("There is no entry 8");
    assertThatThrownBy(() -> tree.inclusion(-1, 8)).isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> tree.consistency(0, 8)).isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> tree.consistency(8, 7)).isInstanceOf(AuditException.class);
  }

  @Test
  void a_frontier_read_from_the_nodes_goes_on_where_the_old_one_stopped() {
    List<Hash> leaves = leaves();
    for (int size = 0; size <= leaves.size(); size++) {
      MerkleFrontier frontier = MerkleFrontier.of(size, nodes);
      assertThat(frontier.root()).hasToString(ROOTS.get(size));
      for (Hash leaf : leaves.subList(size, leaves.size())) {
        frontier.append(leaf, (_, _, _) -> {});
      }
      assertThat(frontier.root()).hasToString(ROOTS.getLast());
    }
  }
}
