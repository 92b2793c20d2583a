package dev.gatehouse.merchandise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.Sex;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.OnEachDatabase;
import dev.gatehouse.member.SealedMembers;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The catalogue, the screens and what is learned, on each database. */
@OnEachDatabase
class MerchandiseTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Parameter DatabaseKind kind;
  @TempDir Path folder;

  private TestDatabase database;
  private SealedMembers<MemberHistory> members;
  private MerchandiseStore store;
  private MemberHistory history;
  private Merchandise merchandise;
  private Instant now = Goods.NOON;

  @BeforeEach
  void open() {
    database = kind.open(folder);
    members =
        new SealedMembers<>(
            database,
            folder.resolve("keys"),
            now,
            seal -> new MemberHistory(database.client(), seal));
    history = members.elsewhere();
    store = new MerchandiseStore(database.client(), database.transaction());
    merchandise = start(0);
  }

  @AfterEach
  void close() {
    members.close();
  }

  private Merchandise start(double exploration) {
    return new Merchandise(
        store,
        history,
        members.members(),
        exploration,
        Goods.EUR,
        new Random(1),
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneId getZone() {
            return BERLIN;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
          }
        });
  }

  private void goods(int count) {
    for (int i = 0; i < count; i++) {
      merchandise.put(Goods.item("sku-" + i));
    }
  }

  private Shopper adult() {
    return Goods.adult(now);
  }

  private Shopper member(UUID member, int viewers) {
    return new Shopper(
        "kiosk",
        "showroom",
        viewers,
        Optional.of(new AgeRange(30, 40)),
        Optional.of(Sex.FEMALE),
        Optional.of(member),
        now);
  }

  @Test
  void a_catalogue_comes_in_and_comes_back_as_it_was() {
    ImportResult first =
        merchandise.load(
            """
            sku;name;price;minimum_age;ages;sexes;days;hours;stock;weight;description
            A-1;Wine;9,90;18;30-44;f;mon;18:00-23:00;3;2;From the hill
            A-2;Bread;2,50;;;;;;;;
            A-2;Bread again;2,60;;;;;;;;
            A-3;;1;;;;;;;;
            A-4;Air;;;;;;;;;
            """
                .getBytes(UTF_8));
    assertThat(first.added()).isEqualTo(2);
    assertThat(first.refused().stream().map(ImportResult.Refused::line))
        .containsExactly(4L, 5L, 6L);
    assertThat(first.refused().getFirst().reason()).isEqualTo("The sku 'A-2' is on line 3 already");
    List<Item> before = merchandise.items();
    assertThat(start(0).items()).isEqualTo(before);
    assertThat(before.getFirst().price().amount()).isEqualByComparingTo("9.90");

    ImportResult second =
        merchandise.load(
            "sku,name,price,stock\nA-2,Bread,2.50,\nA-1,Wine,10.90,0\nB,New,1,\n".getBytes(UTF_8));
    assertThat(second)
        .extracting(ImportResult::added, ImportResult::changed, ImportResult::unchanged)
        .containsExactly(1, 1, 1);
    assertThat(merchandise.items().getFirst().id()).isEqualTo(before.getFirst().id());
    assertThatThrownBy(() -> merchandise.put(Goods.item("A-1")))
        .hasMessage("'A-1' is the sku of Wine already");
    merchandise.delete(before.getFirst().id());
    assertThatThrownBy(() -> merchandise.delete(before.getFirst().id()))
        .isInstanceOf(NoSuchItemException.class);
  }

  @Test
  void what_is_on_a_screen_stays_a_while_and_counts_once() {
    goods(8);
    Slate slate = merchandise.pick(adult(), 3);
    assertThat(slate.picks()).hasSize(3);
    now = now.plusSeconds(5);
    assertThat(merchandise.pick(adult(), 3)).isSameAs(slate);
    assertThat(merchandise.pick(adult(), 1).picks()).isEqualTo(slate.picks().subList(0, 1));
    assertThat(merchandise.pick(adult(), 3))
        .as("who asks for fewer changes nothing")
        .isSameAs(slate);
    Pick pick = slate.picks().getFirst();
    assertThat(merchandise.touched("kiosk", pick.id())).isEqualTo(pick.item());
    merchandise.touched("kiosk", pick.id()); // once more counts no more
    merchandise.touched("kiosk", slate.picks().getLast().id());
    now = now.plusSeconds(20); // longer than without a touch
    assertThat(merchandise.pick(adult(), 3)).isSameAs(slate);
    now = now.plus(Merchandise.HOLD_TOUCHED);
    assertThat(merchandise.pick(adult(), 3)).isNotSameAs(slate);

    MerchandiseReport report = report();
    assertThat(report.shows()).extracting(Rate::of, Rate::hits).containsExactly(6L, 2L);
    assertThat(report.lift().picked()).extracting(Rate::of, Rate::hits).containsExactly(2L, 1L);
    assertThat(start(0).rate(pick.item().id()).hits()).isEqualTo(1);

    assertThatThrownBy(() -> merchandise.touched("another kiosk", pick.id()))
        .isInstanceOf(NoSuchItemException.class);
    now = now.plus(Merchandise.PICK_LIVES);
    assertThatThrownBy(() -> merchandise.touched("kiosk", pick.id()))
        .isInstanceOf(NoSuchItemException.class)
        .hasMessage("This is not on the screen any more");
  }

  private MerchandiseReport report() {
    return merchandise.report(
        Goods.NOON.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), Optional.empty());
  }

  @Test
  void nobody_is_shown_something_and_not_counted() {
    goods(3);
    var nobody =
        new Shopper(
            "kiosk", "showroom", 0, Optional.empty(), Optional.empty(), Optional.empty(), now);
    Slate slate = merchandise.pick(nobody, 2);
    assertThat(slate.picks()).hasSize(2);
    merchandise.touched("kiosk", slate.picks().getFirst().id());
    assertThat(report().shows().of()).isZero();
    assertThat(merchandise.pick(adult(), 2)).as("somebody comes").isNotSameAs(slate);
    assertThat(report().shows().of()).isEqualTo(2);
  }

  @Test
  void what_is_restricted_goes_when_a_child_comes_and_what_is_sold_out_at_once() {
    merchandise.put(Goods.item("wine", 18, Target.EVERYONE, OptionalInt.empty(), 1));
    merchandise.put(Goods.item("bread", 0, Target.EVERYONE, OptionalInt.of(2), 1));
    assertThat(merchandise.pick(adult(), 5).picks()).hasSize(2);
    Shopper family = Goods.shopper(new AgeRange(8, 40), Optional.empty(), now.plusSeconds(1));
    assertThat(merchandise.pick(family, 5).picks())
        .extracting(pick -> pick.item().sku())
        .containsExactly("bread");
    merchandise.put(Goods.item("bread", 0, Target.EVERYONE, OptionalInt.of(0), 1));
    assertThat(merchandise.pick(family, 5).picks()).isEmpty();
    assertThat(merchandise.pick(Goods.shopper(new AgeRange(17, 25), Optional.empty(), now), 5))
        .extracting(Slate::picks)
        .isEqualTo(List.of());
  }

  @Test
  void random_slates_are_marked_and_the_lift_is_measured_against_them() {
    merchandise = start(0.5);
    goods(6);
    for (int i = 0; i < 60; i++) {
      now = now.plusSeconds(20);
      Slate slate = merchandise.pick(adult(), 2);
      slate.picks().stream()
          .filter(pick -> pick.item().sku().equals("sku-1"))
          .forEach(pick -> merchandise.touched("kiosk", pick.id()));
      now = now.plusSeconds(31);
    }
    MerchandiseReport report = report();
    assertThat(report.lift().picked().of() + report.lift().random().of()).isEqualTo(60);
    assertThat(report.lift().random().of()).isBetween(15L, 45L);
    assertThat(report.lift().picked().value()).isGreaterThan(report.lift().random().value());
    assertThat(report.items().getFirst().item()).isEqualTo(Goods.item("sku-1").id());
    assertThat(report.contexts())
        .anyMatch(
            one ->
                one.dimension().equals("age")
                    && one.value().equals("30-44")
                    && one.rate().hits() > 0)
        .anyMatch(one -> one.dimension().equals("part") && one.value().equals("midday"));
    assertThat(report.lifts()).anyMatch(one -> one.value().equals("female"));
    assertThat(report.curve()).isNotEmpty();
    long ofSteps =
        report.curve().stream().mapToLong(step -> step.picked().of() + step.random().of()).sum();
    assertThat(ofSteps).isEqualTo(60);
  }

  @Test
  void screens_learn_at_once_and_no_count_is_lost() throws Exception {
    goods(5);
    int screens = 6;
    int rounds = 25;
    try (var threads = Executors.newFixedThreadPool(screens)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int s = 0; s < screens; s++) {
        String kiosk = "kiosk-" + s;
        Callable<Integer> work =
            () -> {
              int touches = 0;
              for (int i = 0; i < rounds; i++) {
                var shopper =
                    new Shopper(
                        kiosk,
                        "showroom",
                        1,
                        Optional.of(new AgeRange(30, 40)),
                        Optional.of(Sex.FEMALE),
                        Optional.empty(),
                        Goods.NOON.plusSeconds(60L * i)); // each a new slate
                Slate slate = merchandise.pick(shopper, 3);
                merchandise.touched(kiosk, slate.picks().getFirst().id());
                touches++;
              }
              return touches;
            };
        all.add(threads.submit(work));
      }
      int touches = 0;
      for (Future<Integer> one : all) {
        touches += one.get();
      }
      assertThat(touches).isEqualTo(screens * rounds);
    }
    MerchandiseReport report = report();
    assertThat(report.shows().of()).isEqualTo(screens * rounds * 3L);
    assertThat(report.shows().hits()).isEqualTo((long) screens * rounds);
    assertThat(report.lift().picked())
        .extracting(Rate::of, Rate::hits)
        .containsExactly((long) screens * rounds, (long) screens * rounds);
    long learned =
        merchandise.items().stream().mapToLong(item -> merchandise.rate(item.id()).of()).sum();
    assertThat(learned).isEqualTo(screens * rounds * 3L);
    assertThat(merchandise.kiosks()).hasSize(screens);
  }

  @Test
  void two_that_count_in_the_same_row_lose_nothing() throws Exception {
    goods(3);
    List<UUID> items = merchandise.items().stream().map(Item::id).toList();
    var key = new MerchandiseStore.Key(now, "kiosk", "FROM_30", "FEMALE", false);
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 25; i++) {
                    store.shown(key, i % 2 == 0 ? items : items.reversed());
                    store.touched(key, items.get(i % 3), true);
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(report().shows()).extracting(Rate::of, Rate::hits).containsExactly(300L, 100L);
    assertThat(report().lift().picked()).extracting(Rate::of).isEqualTo(100L);
  }

  @Test
  void what_is_too_old_is_deleted_and_forgotten() {
    goods(2);
    Slate slate = merchandise.pick(adult(), 1);
    UUID item = slate.picks().getFirst().item().id();
    merchandise.touched("kiosk", slate.picks().getFirst().id());
    assertThat(merchandise.forget(now.minus(Duration.ofDays(1)))).isZero();
    assertThat(merchandise.forget(now.plus(Duration.ofHours(1)))).isEqualTo(2);
    assertThat(merchandise.rate(item).of()).isZero();
    assertThat(report().shows().of()).isZero();
  }

  @Test
  void a_member_s_history_is_kept_sealed_while_they_agree_and_then_goes() {
    goods(5);
    UUID ada = members.enrol(Purpose.KIOSK, Set.of("showroom"));
    assertThat(merchandise.pick(member(ada, 1), 5).personal()).isFalse();
    Pick pick = merchandise.pick(member(ada, 1), 5).picks().getFirst();
    merchandise.touched("kiosk", pick.id());
    assertThat(merchandise.historyOf(ada).getFirst())
        .isEqualTo(new Merchandise.OwnLine(pick.item().name(), 1, 1));
    byte[] sealed =
        database
            .client()
            .sql("select sealed from merchandise_history")
            .query((row, _) -> row.getBytes(1))
            .single();
    assertThat(new String(sealed, UTF_8)).doesNotContain(pick.item().id().toString());
    now = now.plusSeconds(60);
    assertThat(merchandise.pick(member(ada, 1), 5).personal()).isTrue();

    // Not before others, and not elsewhere.
    now = now.plusSeconds(60);
    assertThat(merchandise.pick(member(ada, 2), 5).personal()).isFalse();
    now = now.plusSeconds(60);
    var elsewhere =
        new Shopper(
            "other", "elsewhere", 1, Optional.empty(), Optional.empty(), Optional.of(ada), now);
    assertThat(merchandise.pick(elsewhere, 5).personal()).isFalse();

    members.withdraw(ada);
    now = now.plusSeconds(60);
    Slate after = merchandise.pick(member(ada, 1), 5);
    assertThat(after.personal()).isFalse();
    merchandise.touched("kiosk", after.picks().getFirst().id());
    assertThat(merchandise.historyOf(ada).getFirst().touches()).isEqualTo(1);
    assertThat(history.deleteUngranted(members.members()::find, now)).isEqualTo(1);
    assertThat(history.count(ada)).isZero();
  }

  @Test
  void an_erasure_reaches_a_member_s_history() {
    goods(3);
    UUID ada = members.enrol(Purpose.KIOSK, Set.of());
    UUID bob = members.enrol(Purpose.KIOSK, Set.of());
    UUID doorOnly = members.enrol(Purpose.DOOR, Set.of());
    merchandise.pick(member(ada, 1), 3);
    merchandise.pick(member(bob, 1), 3);
    merchandise.pick(member(doorOnly, 1), 3);
    assertThat(history.count(ada)).isEqualTo(1);
    assertThat(history.count(doorOnly)).as("who did not agree to it has none").isZero();
    assertThat(members.members().erase(ada).counts()).containsEntry("merchandise", 1);
    assertThat(history.count(ada)).isZero();
    assertThat(history.count(bob)).isEqualTo(1);
    // What was on the screen for her changes nothing any more.
    assertThat(merchandise.historyOf(ada)).isEmpty();
    assertThat(history.deleteBefore(now.plusSeconds(1))).isEqualTo(1);
  }

  @Test
  void pictures_are_written_anew_and_small() {
    goods(1);
    UUID item = merchandise.items().getFirst().id();
    byte[] png = TestPictures.png(1600, 1200);
    merchandise.putPicture(item, png);
    byte[] jpeg = merchandise.picture(item).orElseThrow();
    assertThat(jpeg[0]).isEqualTo((byte) 0xFF);
    assertThat(jpeg).hasSizeLessThan(300_000);
    assertThat(TestPictures.size(jpeg)).containsExactly(800, 600);
    assertThat(merchandise.pictureOf(item)).isPresent();
    assertThatThrownBy(() -> merchandise.putPicture(item, "no picture".getBytes(UTF_8)))
        .isInstanceOf(MerchandiseException.class)
        .hasMessageContaining("not a JPEG");
    assertThat(merchandise.picture(item)).as("the old one stays").isPresent();
    byte[] cut = Arrays.copyOf(png, png.length / 2);
    assertThatThrownBy(() -> merchandise.putPicture(item, cut))
        .isInstanceOf(MerchandiseException.class);
    Pick pick = merchandise.pick(adult(), 1).picks().getFirst();
    assertThat(merchandise.picture("kiosk", pick.id())).contains(jpeg);
    merchandise.deletePicture(item);
    assertThat(merchandise.picture(item)).isEmpty();
  }

  @Test
  void a_comment_of_a_camera_is_gone_and_what_is_transparent_is_white() {
    goods(1);
    UUID item = merchandise.items().getFirst().id();
    byte[] noted = TestPictures.jpegWithExif("GPS 52.5 13.4");
    assertThat(new String(noted, UTF_8)).contains("GPS 52.5");
    merchandise.putPicture(item, noted);
    assertThat(new String(merchandise.picture(item).orElseThrow(), UTF_8))
        .doesNotContain("GPS 52.5");
    merchandise.putPicture(item, TestPictures.transparentPng(40, 40));
    assertThat(TestPictures.pixel(merchandise.picture(item).orElseThrow(), 20, 20))
        .allMatch(c -> c > 250);
  }
}
