package dev.gatehouse.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.member.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What somebody hands to {@code audit verify}: an exported log, a head, a key, and proofs. What is
 * not what was signed is not found intact. The first byte says which.
 */
class AuditFuzz {
  private static final byte FILE = 0;
  private static final byte HEAD = 1;
  private static final byte KEY = 2;
  private static final byte INCLUSION = 3;
  private static final byte CONSISTENCY = 4;
  private static final int MODES = 5;
  private static final int ENTRIES = 7;
  private static final int EARLIER = 4;

  @TempDir static Path folder;
  private static VerifierKey key;
  private static TreeHead head;
  private static String export = "";
  private static MerkleTree tree;
  private static Hash leaf;
  private static Hash before;

  @BeforeAll
  static void makeLog() {
    try (var test =
        new TestLog(TestDatabase.h2(folder), folder.resolve("keys"), Clock.systemUTC())) {
      test.fill(ENTRIES - 1); // after the one that says that the log was begun
      head = test.log.treeHead();
      assertThat(head.size()).isEqualTo(ENTRIES);
      List<Hash> leaves =
          LongStream.range(0, ENTRIES).mapToObj(i -> test.log.entry(i).hash()).toList();
      var out = new ByteArrayOutputStream();
      test.log.export(out, (_, _) -> {});
      export = out.toString(UTF_8);
      key = SigningKey.open(folder.resolve("keys/audit.key")).verifier();
      leaf = leaves.get(2);
      tree = new MerkleTree(new MemoryNodes(leaves));
      before = tree.root(EARLIER);
    }
  }

  @AfterAll
  static void end() throws IOException {
    Files.deleteIfExists(folder.resolve("given.jsonl"));
  }

  static Stream<byte[]> given() {
    InclusionProof inclusion = tree.inclusion(2, ENTRIES);
    ConsistencyProof consistency = tree.consistency(EARLIER, ENTRIES);
    return Stream.of(
        with(FILE, export.getBytes(UTF_8)),
        with(FILE, export.substring(0, export.indexOf('\n') + 1).getBytes(UTF_8)),
        with(FILE, "null\n".getBytes(UTF_8)),
        with(FILE, (export.substring(0, export.indexOf('\n')) + "\nnull").getBytes(UTF_8)),
        with(HEAD, head.note().getBytes(UTF_8)),
        with(KEY, key.toString().getBytes(UTF_8)),
        with(INCLUSION, proof(inclusion.index(), inclusion.size(), inclusion.path())),
        with(CONSISTENCY, proof(consistency.first(), consistency.second(), consistency.path())));
  }

  private static byte[] with(byte mode, byte[] rest) {
    byte[] all = new byte[1 + rest.length];
    all[0] = mode;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static byte[] proof(long one, long other, List<Hash> path) {
    ByteBuffer out = ByteBuffer.allocate(16 + Hash.BYTES * path.size());
    out.putLong(one).putLong(other);
    path.forEach(hash -> out.put(hash.bytes()));
    return out.array();
  }

  @MethodSource("given")
  @FuzzTest
  void verify(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    switch (Byte.toUnsignedInt(input[0]) % MODES) {
      case FILE -> file(rest);
      case HEAD -> head(new String(rest, UTF_8));
      case KEY -> key(new String(rest, UTF_8));
      case INCLUSION -> inclusion(rest);
      default -> consistency(rest);
    }
  }

  /** With the head that was kept elsewhere only the log itself is intact, however it is written. */
  private static void file(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("given.jsonl"), bytes);
    try {
      Verification found =
          AuditVerifier.verifyFile(file, List.of(key), List.of(head), (_, _) -> {});
      assertThat(found.entries()).isNotNegative();
      if (found.intact()) {
        assertThat(found.entries()).isGreaterThanOrEqualTo(ENTRIES);
        assertThat(found.newest()).isPresent();
      }
      found.finding().ifPresent(what -> assertThat(what.what()).isNotBlank());
    } catch (AuditException e) {
      assertThat(e)
          .hasMessageMatching("(?s).*[a-z]{3}.*")
          .hasMessageNotContaining("Exception")
          .hasMessageNotContaining("because ");
    }
  }

  private static void head(String note) {
    try {
      TreeHead read = TreeHead.parse(note);
      assertThat(read.note()).isEqualTo(note);
      if (read.signedBy(key)) { // as it was signed: nothing of it can be another
        assertThat(read.size()).isEqualTo(head.size());
        assertThat(read.root()).isEqualTo(head.root());
        assertThat(read.time()).isEqualTo(head.time());
      }
    } catch (AuditException e) {
      assertThat(e).hasMessageContaining("head");
    }
  }

  private static void key(String line) {
    try {
      VerifierKey read = VerifierKey.parse(line);
      assertThat(VerifierKey.parse(read.toString())).isEqualTo(read);
      assertThat(head.signedBy(read)).isEqualTo(read.equals(key));
    } catch (AuditException e) {
      assertThat(e).hasMessageContaining("key");
    }
  }

  private static List<Hash> path(ByteBuffer in) {
    List<Hash> path = new ArrayList<>();
    byte[] hash = new byte[Hash.BYTES];
    while (in.remaining() >= Hash.BYTES) {
      in.get(hash);
      path.add(Hash.of(hash));
    }
    return path;
  }

  private static void inclusion(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.remaining() >= 16) {
      var given = new InclusionProof(in.getLong(), in.getLong(), path(in));
      boolean right = given.equals(tree.inclusion(2, ENTRIES));
      if (given.size() == ENTRIES) { // the size is the head's, which whoever checks knows
        assertThat(given.holds(leaf, head.root())).isEqualTo(right);
      } else {
        given.holds(leaf, head.root());
      }
    }
  }

  private static void consistency(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.remaining() >= 16) {
      var given = new ConsistencyProof(in.getLong(), in.getLong(), path(in));
      boolean right = given.equals(tree.consistency(EARLIER, ENTRIES));
      if (given.first() == EARLIER && given.second() == ENTRIES) {
        assertThat(given.holds(before, head.root())).isEqualTo(right);
      } else {
        given.holds(before, head.root());
      }
    }
  }
}
