package dev.gatehouse.merchandise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.Sex;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What is never shown, whatever the catalogue and whoever stands there; and what is learned. */
class RecommenderProperties {

  private static final List<ZoneId> ZONES =
      List.of(
          ZoneOffset.UTC,
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("America/Los_Angeles"),
          ZoneId.of("Asia/Kathmandu"));

  private static <T> Set<T> some(List<T> of, Random random) {
    Set<T> some = new HashSet<>(of);
    some.removeIf(_ -> random.nextInt(3) > 0);
    return some;
  }

  private static Item randomItem(int number, Random random) {
    Optional<Target.Hours> hours = Optional.empty();
    if (random.nextInt(4) == 0) {
      int from = random.nextInt(24);
      hours =
          Optional.of(
              new Target.Hours(
                  LocalTime.of(from, random.nextInt(60)),
                  LocalTime.of((from + 1 + random.nextInt(22)) % 24, 0)));
    }
    return Goods.item(
        "sku-" + number,
        random.nextBoolean() ? 0 : random.nextInt(30),
        new Target(
            random.nextInt(3) == 0 ? some(List.of(AgeBand.values()), random) : Set.of(),
            random.nextInt(3) == 0 ? some(List.of(Sex.values()), random) : Set.of(),
            random.nextInt(3) == 0 ? some(List.of(DayOfWeek.values()), random) : Set.of(),
            hours),
        random.nextInt(3) == 0 ? OptionalInt.of(random.nextInt(3)) : OptionalInt.empty(),
        0.1 + 10 * random.nextDouble());
  }

  private static Shopper randomShopper(Random random) {
    Optional<AgeRange> ages = Optional.empty();
    if (random.nextInt(5) > 0) {
      int youngest = random.nextInt(70);
      ages = Optional.of(new AgeRange(youngest, youngest + random.nextInt(50)));
    }
    return new Shopper(
        "kiosk",
        "showroom",
        random.nextInt(4),
        ages,
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(random.nextBoolean() ? Sex.FEMALE : Sex.MALE),
        Optional.empty(),
        Instant.ofEpochSecond(1_770_000_000L + random.nextInt(40_000_000)));
  }

  @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
  void nothing_is_shown_to_whom_it_must_not_be_shown(@ForAll long seed) {
    var random = new Random(seed);
    List<Item> catalogue = new ArrayList<>();
    int size = random.nextInt(30);
    for (int i = 0; i < size; i++) {
      catalogue.add(randomItem(i, random));
    }
    var recommender = new Recommender(random.nextDouble(), new Random(seed));
    ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
    for (int i = 0; i < 5; i++) {
      Shopper shopper = randomShopper(random);
      Context context = Context.of(shopper, zone);
      ZonedDateTime at = shopper.at().atZone(zone);
      int n = 1 + random.nextInt(8);
      OwnCounts own = OwnCounts.NONE;
      for (Item item : catalogue) {
        own = own.plus(item.id(), random.nextInt(50) + 1, random.nextInt(2));
      }
      Recommender.Choice choice = recommender.choose(catalogue, shopper, context, at, own, n);
      assertThat(choice.items()).hasSizeLessThanOrEqualTo(n);
      assertThat(choice.items().stream().map(one -> one.item().id())).doesNotHaveDuplicates();
      int wanted = 0;
      for (Item item : catalogue) {
        wanted += permitted(item, shopper, at) ? 1 : 0;
      }
      assertThat(choice.items()).as("as many as there are").hasSize(Math.min(n, wanted));
      for (AgeGate.Allowed allowed : choice.items()) {
        assertThat(permitted(allowed.item(), shopper, at))
            .as(allowed.item() + " to " + shopper)
            .isTrue();
        recommender.learn(allowed.item().id(), context, 1, random.nextInt(2));
      }
    }
  }

  /** What the rules say, written once more and otherwise. */
  private static boolean permitted(Item item, Shopper shopper, ZonedDateTime at) {
    if (item.stock().isPresent() && item.stock().getAsInt() == 0) {
      return false;
    }
    if (item.minimumAge() > 0) {
      if (shopper.ages().isEmpty()) {
        return false;
      }
      for (int age = shopper.ages().get().youngest(); age <= shopper.ages().get().oldest(); age++) {
        if (age < item.minimumAge()) {
          return false;
        }
      }
    }
    Target target = item.target();
    if (!target.days().isEmpty() && !target.days().contains(at.getDayOfWeek())) {
      return false;
    }
    if (!target.sexes().isEmpty()
        && (shopper.sex().isEmpty() || !target.sexes().contains(shopper.sex().get()))) {
      return false;
    }
    if (target.hours().isPresent()) {
      int from = target.hours().get().from().toSecondOfDay();
      int to = target.hours().get().to().toSecondOfDay();
      int now = at.toLocalTime().toSecondOfDay();
      int length = Math.floorMod(to - from, 86_400);
      if (Math.floorMod(now - from, 86_400) >= length) {
        return false;
      }
    }
    if (!target.ages().isEmpty()) {
      if (shopper.ages().isEmpty()) {
        return false;
      }
      int youngest = shopper.ages().get().youngest();
      int oldest = shopper.ages().get().oldest();
      int middle = (youngest + oldest) / 2;
      boolean in =
          target.ages().stream()
              .anyMatch(
                  band -> {
                    String[] ends = band.label().replace("+", "-200").split("-");
                    return middle >= Integer.parseInt(ends[0])
                        && middle <= Integer.parseInt(ends[1]);
                  });
      return in && oldest - youngest <= 30;
    }
    return true;
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void the_same_seed_picks_the_same(@ForAll long seed) {
    assertThat(picks(seed)).isEqualTo(picks(seed));
  }

  private static List<UUID> picks(long seed) {
    var recommender = new Recommender(0.2, new Random(seed));
    List<Item> catalogue = catalogue(12);
    var behaviour = new Random(seed + 1);
    List<UUID> picks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      for (Item item : slate(recommender, catalogue, Goods.adult(Goods.NOON), 3)) {
        picks.add(item.id());
        recommender.learn(
            item.id(),
            Context.of(Goods.adult(Goods.NOON), ZoneOffset.UTC),
            1,
            behaviour.nextInt(10) == 0 ? 1 : 0);
      }
    }
    return picks;
  }

  private static List<Item> catalogue(int size) {
    List<Item> catalogue = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      catalogue.add(Goods.item("sku-" + i));
    }
    return catalogue;
  }

  private static List<Item> slate(
      Recommender recommender, List<Item> catalogue, Shopper shopper, int n) {
    return recommender
        .choose(
            catalogue,
            shopper,
            Context.of(shopper, ZoneOffset.UTC),
            shopper.at().atZone(ZoneOffset.UTC),
            OwnCounts.NONE,
            n)
        .items()
        .stream()
        .map(AgeGate.Allowed::item)
        .toList();
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void it_finds_what_each_kind_of_people_likes_best(@ForAll long seed) {
    // Item 3 is touched by one half of the people twice as often as any other, item 7 by the rest.
    List<Item> catalogue = catalogue(10);
    var recommender = new Recommender(0, new Random(seed));
    var behaviour = new Random(seed + 1);
    Map<Sex, Map<String, Integer>> late = new HashMap<>();
    int rounds = 12_000;
    for (int i = 0; i < rounds; i++) {
      Sex sex = i % 2 == 0 ? Sex.FEMALE : Sex.MALE;
      Shopper shopper = Goods.shopper(new AgeRange(25, 35), Optional.of(sex), Goods.NOON);
      String best = sex == Sex.FEMALE ? "sku-3" : "sku-7";
      for (Item item : slate(recommender, catalogue, shopper, 1)) {
        boolean touch = behaviour.nextDouble() < (item.sku().equals(best) ? 0.2 : 0.07);
        recommender.learn(item.id(), Context.of(shopper, ZoneOffset.UTC), 1, touch ? 1 : 0);
        if (i >= rounds / 2) {
          late.computeIfAbsent(sex, _ -> new HashMap<>()).merge(item.sku(), 1, Integer::sum);
        }
      }
    }
    assertThat(shown(late, Sex.FEMALE, "sku-3")).isGreaterThan(rounds / 4 * 8 / 10);
    assertThat(shown(late, Sex.MALE, "sku-7")).isGreaterThan(rounds / 4 * 8 / 10);
  }

  private static int shown(Map<Sex, Map<String, Integer>> counts, Sex sex, String sku) {
    return counts.getOrDefault(sex, Map.of()).getOrDefault(sku, 0);
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  void a_random_slate_is_even(@ForAll long seed) {
    List<Item> catalogue = catalogue(6);
    var recommender = new Recommender(1, new Random(seed));
    for (Item item : catalogue) { // however much is known
      boolean liked = item.sku().equals("sku-1");
      recommender.learn(
          item.id(), Context.of(Goods.adult(Goods.NOON), ZoneOffset.UTC), 1000, liked ? 900 : 1);
    }
    Map<String, Integer> shown = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      slate(recommender, catalogue, Goods.adult(Goods.NOON), 2)
          .forEach(item -> shown.merge(item.sku(), 1, Integer::sum));
    }
    // 1000 each are expected, with a standard deviation of 26.
    assertThat(shown.values()).hasSize(6).allMatch(count -> Math.abs(count - 1000) < 26 * 5);
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  void a_member_s_own_history_has_the_last_word(@ForAll long seed) {
    List<Item> catalogue = catalogue(5);
    var recommender = new Recommender(0, new Random(seed));
    Context context = Context.of(Goods.adult(Goods.NOON), ZoneOffset.UTC);
    catalogue.forEach(item -> recommender.learn(item.id(), context, 2000, 100));
    OwnCounts own = OwnCounts.NONE;
    for (Item item : catalogue) {
      own = own.plus(item.id(), 100, item.sku().equals("sku-2") ? 60 : 0);
    }
    int mine = 0;
    for (int i = 0; i < 100; i++) {
      Item first =
          recommender
              .choose(
                  catalogue,
                  Goods.adult(Goods.NOON),
                  context,
                  Goods.NOON.atZone(ZoneOffset.UTC),
                  own,
                  1)
              .items()
              .getFirst()
              .item();
      mine += first.sku().equals("sku-2") ? 1 : 0;
    }
    assertThat(mine).isEqualTo(100);
  }
}
