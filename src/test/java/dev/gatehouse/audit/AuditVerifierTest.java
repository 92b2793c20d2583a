package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Somebody changes the log, in every way there is, and it is noticed. */
@OnEachDatabase
class AuditVerifierTest {
  private static final int SIZE = 600;

  @Parameter DatabaseKind kind;
  @TempDir Path folder;
  private TestLog test;
  private TreeHead early;

  @BeforeEach
  void write() {
    test = new TestLog(kind.open(folder), folder.resolve("keys"), Clock.systemUTC());
    test.fill(299);
    early = test.log.treeHead();
    test.fill(300);
    test.log.treeHead();
    assertThat(test.finding(early)).isEqualTo("intact");
  }

  @AfterEach
  void close() {
    test.close();
  }

  private void sql(String statement) {
    assertThat(test.sql.sql(statement).update()).as(statement).isPositive();
  }

  @Test
  void a_changed_value_names_its_entry() {
    for (String change :
        List.of(
            "at = at + interval '1' second",
            "action = 'VIEW'",
            "actor = 'user:mallory'",
            "purpose = 'TRAIL'",
            "purpose = null",
            "place = 'cellar'",
            "amount = 1",
            "subject = '00000000-0000-4000-8000-000000000001'",
            "reason = 'none'",
            "detail = 'REFUSED'",
            "salt = '00000000-0000-4000-8000-000000000001'",
            "personal_hash = leaf_hash",
            "leaf_hash = personal_hash")) {
      test.sql.sql("create table kept as select * from audit_entry where entry = 401").update();
      sql("update audit_entry set " + change + " where entry = 401");
      assertThat(test.finding()).as(change).startsWith("Entry 401 was changed");
      test.sql.sql("delete from audit_entry where entry = 401").update();
      test.sql.sql("insert into audit_entry select * from kept").update();
      test.sql.sql("drop table kept").update();
      assertThat(test.finding()).isEqualTo("intact");
    }
  }

  @Test
  void what_cannot_be_read_names_its_entry() {
    sql("update audit_entry set actor = 'somebody' where entry = 44");
    assertThat(test.finding()).startsWith("Entry 44 cannot be read: An actor is written as");
  }

  @Test
  void a_deleted_entry_is_named() {
    sql("delete from audit_entry where entry = 17");
    assertThat(test.finding()).isEqualTo("Entry 17 is missing: entry 18 follows");
  }

  @Test
  void the_first_and_the_last_entry_are_missed_too() {
    sql("delete from audit_entry where entry = 599");
    assertThat(test.finding())
        .startsWith("Entry 599 and what followed are missing")
        .endsWith("there were 600 entries");
    sql("delete from audit_entry where entry = 0");
    assertThat(test.finding()).startsWith("Entry 0 is missing: entry 1 stands");
  }

  @Test
  void swapped_entries_are_named() {
    sql("update audit_entry set entry = 9999 where entry = 50");
    sql("update audit_entry set entry = 50 where entry = 51");
    sql("update audit_entry set entry = 51 where entry = 9999");
    assertThat(test.finding()).startsWith("Entry 50 was changed");
  }

  @Test
  void an_entry_that_was_changed_with_its_hash_is_narrowed_down_by_the_heads() {
    sql("update audit_entry set actor = 'user:mallory' where entry = 401");
    test.rewrite(401);
    assertThat(test.finding())
        .startsWith("Something from entry 300 to 599 was changed: it is not what was signed on ");
    assertThat(test.verify().newest()).contains(early);
  }

  @Test
  void an_entry_that_was_changed_with_its_hash_alone_is_narrowed_down_by_the_nodes() {
    sql("update audit_entry set actor = 'user:mallory' where entry = 11");
    Hash hash = test.store.entry(11).orElseThrow().hash();
    test.sql
        .sql("update audit_entry set leaf_hash = ? where entry = 11")
        .param(hash.bytes())
        .update();
    assertThat(test.finding())
        .isEqualTo(
            "Something from entry 0 to 255 was changed: the hash that is kept of them is another");
  }

  @Test
  void an_end_that_was_cut_off_with_its_heads_is_noticed_by_a_head_kept_elsewhere()
      throws IOException {
    TreeHead head = test.log.treeHead();
    sql("delete from audit_entry where entry >= 300");
    sql("delete from audit_tree_head where size > 300");
    test.sql.sql("delete from audit_node where node > 0").update();
    assertThat(test.finding()).startsWith("Entry 300 and what followed are missing");
    Files.delete(test.keys.resolve("audit.head"));
    assertThat(test.finding()).isEqualTo("intact");
    assertThat(test.finding(head)).startsWith("Entry 300 and what followed are missing");
  }

  @Test
  void a_head_that_somebody_else_signed_is_noticed() {
    sql("update audit_entry set actor = 'user:mallory' where entry = 401");
    test.rewrite(401);
    SigningKey mallory = SigningKey.open(folder.resolve("mallory.key"));
    Hash root = new MerkleTree(test.store).root(SIZE);
    TreeHead forged = TreeHead.sign(mallory, SIZE, root, Clock.systemUTC().instant());
    test.sql
        .sql("update audit_tree_head set note = ? where size = 600")
        .param(forged.note())
        .update();
    var verifier = new AuditVerifier(test.store, test.log.verifierKey(), folder.resolve("none"));
    Verification verification = verifier.verify(List.of(), List.of(), (_, _) -> {});
    assertThat(verification.finding().orElseThrow().what())
        .contains("is not signed by " + test.log.verifierKey().name())
        .contains("by " + mallory.verifier().name());
    assertThat(verifier.verify(List.of(mallory.verifier()), List.of(), (_, _) -> {}).intact())
        .isTrue();
  }

  @Test
  void a_personal_part_that_is_deleted_otherwise_than_by_an_erasure_is_noticed() {
    sql("update audit_entry set subject = null, detail = null, salt = null where entry = 401");
    assertThat(test.finding())
        .startsWith("Subject, reason and detail of 1 entries are gone")
        .contains("accounts for 0");
  }

  private Path export() throws IOException {
    Path file = folder.resolve("log.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      test.log.export(out, (_, _) -> {});
    }
    return file;
  }

  private String finding(Path file, TreeHead... outside) {
    Verification found =
        AuditVerifier.verifyFile(
            file, List.of(test.log.verifierKey()), List.of(outside), (_, _) -> {});
    return found.finding().map(Verification.Finding::what).orElse("intact");
  }

  @Test
  void an_exported_log_can_be_checked_without_the_database() throws IOException {
    UUID member = new UUID(7, 4);
    test.log.record(TestLog.view(member));
    test.log.recordErasure(member, TestLog.EVE);
    Path file = export();
    Verification found = AuditVerifier.verifyFile(file, List.of(), List.of(early), (_, _) -> {});
    assertThat(found.finding()).isEmpty();
    assertThat(found.entries()).isEqualTo(SIZE + 2);
    assertThat(found.root()).isEqualTo(test.log.treeHead().root());
    assertThat(found.newest()).contains(test.log.treeHead());
    assertThat(found.keys()).containsExactly(test.log.verifierKey());
    assertThat(found.heads()).isGreaterThanOrEqualTo(3);
    assertThat(found.forgotten()).isGreaterThanOrEqualTo(2);
    assertThat(Files.readString(file)).doesNotContain("asked – by phone");
  }

  @Test
  void a_changed_file_is_noticed() throws IOException {
    Path file = export();
    List<String> lines = Files.readAllLines(file);
    assertThat(finding(file)).isEqualTo("intact");
    int heads = 0;
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).contains("treeHead")) {
        heads++;
        continue;
      }
      int entry = i - 1 - heads;
      if (entry % 97 == 5) {
        List<String> without = new ArrayList<>(lines);
        without.remove(i);
        Files.write(file, without);
        assertThat(finding(file)).startsWith("Entry " + entry + " is missing");

        List<String> changed = new ArrayList<>(lines);
        changed.set(i, lines.get(i).replace("eve", "bob").replace("front", "back"));
        Files.write(file, changed);
        assertThat(finding(file)).startsWith("Entry " + entry + " was changed");

        List<String> broken = new ArrayList<>(lines);
        broken.set(i, lines.get(i).substring(0, 40));
        Files.write(file, broken);
        assertThat(finding(file)).startsWith("Entry " + entry + " cannot be read");

        List<String> twice = new ArrayList<>(lines);
        twice.add(i, lines.get(i));
        Files.write(file, twice);
        assertThat(finding(file)).startsWith("Entry " + (entry + 1) + " is not in its place");
      }
    }
    assertThat(heads).isGreaterThanOrEqualTo(2);
    Files.write(file, lines.subList(0, lines.size() - 5));
    assertThat(finding(file)).isEqualTo("intact");
    assertThat(finding(file, test.log.treeHead())).contains("and what followed are missing");
  }

  @Test
  void a_file_that_is_no_log_says_so() throws IOException {
    Path file = Files.writeString(folder.resolve("x.jsonl"), "{\"a\": 1}\n");
    assertThatThrownBy(() -> finding(file)).hasMessageContaining("is no exported audit log");
    Files.writeString(file, "");
    assertThatThrownBy(() -> finding(file)).hasMessageContaining("is no exported audit log");
    Files.write(file, new byte[] {1, 2, 3, (byte) 0xFF});
    assertThatThrownBy(() -> finding(file)).isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> finding(folder.resolve("nothing"))).hasMessageContaining("nothing");
  }
}
