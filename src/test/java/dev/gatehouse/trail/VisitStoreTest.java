package dev.gatehouse.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.image.Point;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.EnrolmentSecrets;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@OnEachDatabase
@SuppressWarnings("NullAway.Init") // set up before each test
class VisitStoreTest {
  private static final Instant NOON =
      Instant.parse("2026-10-25T01:30:00Z"); // an hour that comes twice

  @Parameter DatabaseKind kind;
  @TempDir Path folder;
  private final UUID member = UUID.randomUUID();
  private TestDatabase database;
  private VisitStore store;

  @BeforeEach
  void open() {
    database = kind.open(folder, ZoneId.of("Europe/Vienna"));
    store =
        new VisitStore(database.client(), EnrolmentSecrets.seal(folder.resolve("keys"), member));
    database.client().sql("delete from visit").update();
  }

  private static Visit visit(Instant from, int seconds, Optional<Visit.Spot> spot) {
    return new Visit("hall-a", "camera-b", spot, from, from.plusSeconds(seconds), 0.625f);
  }

  private static Optional<Visit.Spot> spot() {
    return Optional.of(
        new Visit.Spot("floor", new Point(1.5, 2.5), new Point(1, 2), new Point(3, 4)));
  }

  @Test
  void a_visit_comes_back_as_it_was_also_when_it_went_on() {
    Visit first = visit(NOON, 60, spot());
    long id = store.insert(member, first);
    Visit noPlan = visit(NOON.plusSeconds(120), 0, Optional.empty());
    store.insert(member, noPlan);
    assertThat(store.between(member, NOON, NOON.plusSeconds(1000))).containsExactly(first, noPlan);
    Visit longer = first.between(first.from(), first.from().plusSeconds(100));
    store.update(member, id, longer);
    assertThat(store.between(member, NOON, NOON.plusSeconds(110))).containsExactly(longer);
    assertThat(store.beginnings(member, NOON.plusSeconds(1))).containsExactly(noPlan.from());
    assertThat(store.last(List.of(member, UUID.randomUUID()), NOON))
        .isEqualTo(Map.of(member, noPlan));
  }

  @Test
  void a_time_has_what_touches_it() {
    store.insert(member, visit(NOON, 3600, spot()));
    assertThat(store.between(member, NOON.plusSeconds(3600), NOON.plusSeconds(3601))).hasSize(1);
    assertThat(store.between(member, NOON.plusSeconds(3601), NOON.plusSeconds(9999))).isEmpty();
    assertThat(store.between(member, NOON.minusSeconds(10), NOON)).isEmpty();
    assertThatThrownBy(() -> visit(NOON, 6 * 3600 + 1, spot())).isInstanceOf(TrailException.class);
  }

  @Test
  void where_somebody_was_is_in_no_column_and_the_row_names_nobody() {
    store.insert(member, visit(NOON, 60, spot()));
    byte[] sealed = database.client().sql("select sealed from visit").query(byte[].class).single();
    byte[] subject =
        database.client().sql("select subject from visit").query(byte[].class).single();
    String text = new String(sealed, StandardCharsets.ISO_8859_1);
    assertThat(text).doesNotContain("hall", "camera", "floor");
    assertThat(subject).hasSize(16).isEqualTo(store.subject(member));
    assertThat(new String(subject, StandardCharsets.ISO_8859_1)).doesNotContain(member.toString());
  }

  @Test
  void a_row_that_was_given_another_time_is_no_visit() {
    store.insert(member, visit(NOON, 60, spot()));
    database
        .client()
        .sql(
            "update visit set from_at = from_at + interval '1' hour, to_at = to_at + interval '1'"
                + " hour")
        .update();
    assertThat(store.between(member, NOON, NOON.plus(Duration.ofDays(1)))).isEmpty();
  }

  @Test
  void what_is_erased_or_too_old_is_gone() {
    store.insert(member, visit(NOON, 60, spot()));
    long id = store.insert(member, visit(NOON.plusSeconds(500), 60, spot()));
    assertThat(store.count(member)).isEqualTo(2);
    assertThat(store.deleteBefore(NOON.plusSeconds(61))).isEqualTo(1);
    store.erase(member);
    store.erase(member);
    assertThat(store.count(member)).isZero();
    store.update(member, id, visit(NOON.plusSeconds(500), 90, spot()));
    assertThat(store.count(member)).isZero();
    assertThatThrownBy(() -> store.insert(UUID.randomUUID(), visit(NOON, 60, spot())))
        .isInstanceOf(TrailException.class);
  }
}
