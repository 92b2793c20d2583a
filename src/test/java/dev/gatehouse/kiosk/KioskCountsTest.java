package dev.gatehouse.kiosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@OnEachDatabase
class KioskCountsTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  private static KioskCounts at(TestDatabase database, Instant now) {
    return new KioskCounts(database.client(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static void add(TestDatabase database, Instant at, AgeBand band, int people) {
    for (int i = 0; i < people; i++) {
      at(database, at).add("showroom", band);
    }
  }

  @Test
  void small_groups_and_the_hour_that_runs_are_not_told() {
    TestDatabase database = kind.open(folder);
    add(database, NOON.plusSeconds(60), AgeBand.FROM_18, 5);
    add(database, NOON.plusSeconds(3599), AgeBand.FROM_18, 1);
    add(database, NOON.plusSeconds(61), AgeBand.UNDER_18, 4);
    add(database, NOON.plusSeconds(3600), AgeBand.FROM_60, 7);

    KioskCounts during = at(database, NOON.plusSeconds(5400));
    assertThat(during.hours("showroom", NOON, NOON.plusSeconds(7200)))
        .containsExactly(
            new KioskCounts.Hour(
                NOON,
                Map.of(
                    AgeBand.FROM_18, OptionalLong.of(6), AgeBand.UNDER_18, OptionalLong.empty())));
    KioskCounts after = at(database, NOON.plusSeconds(7200));
    assertThat(after.hours("showroom", NOON, NOON.plusSeconds(7200)))
        .extracting(KioskCounts.Hour::from)
        .containsExactly(NOON, NOON.plusSeconds(3600));
    assertThat(after.hours("another", NOON, NOON.plusSeconds(7200))).isEmpty();
    assertThat(after.hours("showroom", NOON, NOON)).isEmpty();
  }

  @Test
  void they_are_deleted_when_their_time_is_over_and_not_before() {
    TestDatabase database = kind.open(folder);
    add(database, NOON, AgeBand.FROM_18, 5);
    add(database, NOON.plusSeconds(3600), AgeBand.FROM_18, 5);
    KioskCounts counts = at(database, NOON.plus(Duration.ofDays(1)));
    assertThat(counts.deleteBefore(NOON.plusSeconds(3600))).isZero();
    assertThat(counts.deleteBefore(NOON.plusSeconds(3601))).isEqualTo(1);
    assertThat(counts.hours("showroom", NOON, NOON.plusSeconds(7200)))
        .extracting(KioskCounts.Hour::from)
        .containsExactly(NOON.plusSeconds(3600));
  }

  @Test
  void an_hour_that_comes_twice_in_local_time_is_two() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    TestDatabase database = kind.open(folder, berlin);
    Instant first = Instant.parse("2026-10-25T00:30:00Z"); // 02:30 summer time
    add(database, first, AgeBand.FROM_30, 5);
    add(database, first.plusSeconds(3600), AgeBand.FROM_30, 6); // 02:30 winter time
    assertThat(
            at(database, first.plusSeconds(9000))
                .hours("showroom", first.minusSeconds(3600), first.plusSeconds(7200)))
        .extracting(hour -> hour.bands().get(AgeBand.FROM_30))
        .containsExactly(OptionalLong.of(5), OptionalLong.of(6));
  }

  @Test
  void a_time_that_is_none_is_refused_in_words() {
    TestDatabase database = kind.open(folder);
    KioskCounts counts = at(database, NOON);
    assertThatThrownBy(() -> counts.hours("showroom", NOON, NOON.minusSeconds(1)))
        .isInstanceOf(KioskException.class)
        .hasMessageContaining("at most 400 days");
    assertThatThrownBy(() -> counts.hours("showroom", NOON.minus(Duration.ofDays(401)), NOON))
        .isInstanceOf(KioskException.class);
    assertThat(List.of(AgeBand.of(-3), AgeBand.of(17.9), AgeBand.of(18), AgeBand.of(200)))
        .containsExactly(AgeBand.UNDER_18, AgeBand.UNDER_18, AgeBand.FROM_18, AgeBand.FROM_60);
  }
}
