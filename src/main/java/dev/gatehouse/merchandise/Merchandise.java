package dev.gatehouse.merchandise;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.gatehouse.member.Members;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The goods, what of them is shown on which screen, and what is learned from touches. Thread-safe.
 *
 * <p>It knows neither cameras nor pages: a {@link Shopper} says who stands before a screen. Of
 * strangers nothing is kept but counts by hour, age band and sex. Of a member there is a history,
 * if a {@code KIOSK} grant holds there, see {@link MemberHistory}.
 */
public final class Merchandise {
  /** How long the same goods stay on a screen, at least while they may be shown. */
  static final Duration HOLD = Duration.ofSeconds(15);

  /** As long after a touch, for somebody looks at what they touched. */
  static final Duration HOLD_TOUCHED = Duration.ofSeconds(30);

  /** How long a touch counts after a show. */
  static final Duration PICK_LIVES = Duration.ofMinutes(5);

  /** Bytes of a catalogue or a picture, at most. */
  public static final int MOST_FILE = 20_000_000;

  /** Cards on one screen, at most. */
  public static final int MOST_PICKS = 12;

  private static final int MOST_SCREENS = 1_000;

  private final MerchandiseStore store;
  private final MemberHistory history;
  private final Members members;
  private final Recommender recommender;
  private final Currency currency;
  private final Clock clock;

  private final Cache<String, Screen> screens;
  private final Cache<UUID, Shown> shown;

  /** Held while the catalogue is changed. */
  private final ReentrantLock editing = new ReentrantLock();

  private volatile Map<UUID, Item> catalogue = Map.of(); // by sku
  private volatile Map<UUID, Instant> pictures = Map.of();

  Merchandise(
      MerchandiseStore store,
      MemberHistory history,
      Members members,
      double exploration,
      Currency currency,
      RandomGenerator random,
      Clock clock) {
    if (!(exploration >= 0 && exploration <= 1)) {
      throw new IllegalArgumentException(
          "gatehouse.merchandise.exploration is a share from 0 to 1, not " + exploration);
    }
    this.store = store;
    this.history = history;
    this.members = members;
    this.recommender = new Recommender(exploration, random);
    this.currency = currency;
    this.clock = clock;
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    this.screens =
        Caffeine.newBuilder()
            .maximumSize(MOST_SCREENS)
            .expireAfterAccess(PICK_LIVES)
            .ticker(ticker)
            .build();
    this.shown =
        Caffeine.newBuilder()
            .maximumSize(MOST_SCREENS * 20L * MOST_PICKS)
            .expireAfterWrite(PICK_LIVES)
            .ticker(ticker)
            .build();
    reload();
    store.counts(
        Instant.EPOCH,
        clock.instant().plus(Duration.ofDays(1)),
        Optional.empty(),
        row -> learn(row, 1));
  }

  private void learn(MerchandiseStore.ItemHour row, int times) {
    recommender.learn(
        row.item(),
        Context.of(row.age(), row.sex(), row.hour(), clock.getZone()),
        times * row.shows(),
        times * row.touches());
  }

  /** Deletes the counts of hours before then, and forgets what was learned from them. */
  int forget(Instant before) {
    List<MerchandiseStore.ItemHour> old = new ArrayList<>();
    store.counts(Instant.EPOCH, before, Optional.empty(), old::add);
    int deleted = store.deleteCounts(before);
    old.forEach(row -> learn(row, -1));
    return deleted;
  }

  /** What is on a screen now, and until when it stays. */
  private record Screen(Slate slate, Optional<UUID> member, int viewers, Instant until) {}

  /**
   * A pick that may be touched.
   *
   * @param key absent where nobody was counted
   * @param member whose history it goes into
   */
  private record Shown(
      String kiosk,
      Item item,
      Optional<MerchandiseStore.Key> key,
      Context context,
      Optional<UUID> member,
      String place,
      AtomicBoolean touched,
      AtomicBoolean slateTouched) {}

  // ---- picking

  /**
   * What to show to those who stand before a screen. The same goods stay for {@link #HOLD} as long
   * as each of them may still be shown; a child that comes into view ends what is restricted with
   * the next call.
   *
   * @param n at most so many, 1 to {@link #MOST_PICKS}
   */
  public Slate pick(Shopper shopper, int n) {
    int most = Math.clamp(n, 1, MOST_PICKS);
    Screen screen =
        screens
            .asMap()
            .compute(
                shopper.kiosk(),
                (_, before) ->
                    before != null && stays(before, shopper) ? before : choose(shopper, most));
    List<Pick> picks = screen.slate().picks();
    return picks.size() <= most
        ? screen.slate()
        : new Slate(picks.subList(0, most), screen.slate().personal());
  }

  private boolean stays(Screen before, Shopper shopper) {
    return shopper.at().isBefore(before.until())
        && before.member().equals(shopper.member())
        && (before.viewers() > 0 || shopper.viewers() == 0)
        && !before.slate().picks().isEmpty()
        && before.slate().picks().stream()
            .allMatch(pick -> current(pick.item()).filter(i -> still(i, shopper)).isPresent());
  }

  /** As it is in the catalogue now: it may have been changed, or be sold out. */
  private Optional<Item> current(Item item) {
    return Optional.ofNullable(catalogue.get(item.id())).filter(item::equals);
  }

  private static boolean still(Item item, Shopper shopper) {
    return item.available() && AgeGate.pass(item, shopper.ages()).isPresent();
  }

  private Screen choose(Shopper shopper, int n) {
    Context context = Context.of(shopper, clock.getZone());
    Optional<UUID> known = shopper.member().filter(member -> agreed(member, shopper));
    OwnCounts own = known.map(history::read).orElse(OwnCounts.NONE);
    Recommender.Choice choice =
        recommender.choose(
            catalogue.values(), shopper, context, shopper.at().atZone(clock.getZone()), own, n);
    List<Pick> picks =
        choice.items().stream().map(allowed -> new Pick(UUID.randomUUID(), allowed)).toList();
    Optional<MerchandiseStore.Key> key =
        shopper.viewers() == 0 || picks.isEmpty()
            ? Optional.empty()
            : Optional.of(MerchandiseStore.Key.of(shopper, context, choice.explored()));
    key.ifPresent(
        counted -> {
          List<UUID> items = picks.stream().map(pick -> pick.item().id()).toList();
          store.shown(counted, items);
          items.forEach(item -> recommender.learn(item, context, 1, 0));
          known.ifPresent(member -> remember(member, items, 1, 0));
        });
    var slateTouched = new AtomicBoolean();
    for (Pick pick : picks) {
      shown.put(
          pick.id(),
          new Shown(
              shopper.kiosk(),
              pick.item(),
              key,
              context,
              known,
              shopper.place(),
              new AtomicBoolean(),
              slateTouched));
    }
    boolean personal = !choice.explored() && !own.items().isEmpty();
    return new Screen(
        new Slate(picks, personal), shopper.member(), shopper.viewers(), shopper.at().plus(HOLD));
  }

  /** A member's history has a say, and is added to, only where they stand alone and agreed. */
  private boolean agreed(UUID member, Shopper shopper) {
    return shopper.viewers() <= 1
        && members
            .find(member)
            .filter(one -> MemberHistory.agreed(one, shopper.place(), shopper.at()))
            .isPresent();
  }

  private void remember(UUID member, List<UUID> items, int shows, int touches) {
    Set<UUID> known = catalogue.keySet();
    history.change(
        member,
        clock.instant(),
        before -> {
          Map<UUID, OwnCounts.Own> kept = new HashMap<>(before.items());
          kept.keySet().retainAll(known);
          OwnCounts after = new OwnCounts(kept);
          for (UUID item : items) {
            after = after.plus(item, shows, touches);
          }
          return after;
        });
  }

  /**
   * The item of a pick was touched on a kiosk's screen. A second touch of the same pick counts no
   * more.
   *
   * @throws NoSuchItemException if no such pick is of that kiosk, or its time is over
   */
  public Item touched(String kiosk, UUID pick) {
    Shown one = require(kiosk, pick);
    Instant now = clock.instant();
    screens
        .asMap()
        .computeIfPresent(
            kiosk,
            (_, before) ->
                before.slate().picks().stream().anyMatch(on -> on.id().equals(pick))
                    ? new Screen(
                        before.slate(), before.member(), before.viewers(), now.plus(HOLD_TOUCHED))
                    : before);
    if (one.key().isPresent() && one.touched().compareAndSet(false, true)) {
      UUID item = one.item().id();
      boolean first = one.slateTouched().compareAndSet(false, true);
      try {
        store.touched(one.key().get(), item, first);
      } catch (RuntimeException e) { // it may be touched again
        one.touched().set(false);
        one.slateTouched().compareAndSet(true, !first);
        throw e;
      }
      recommender.learn(item, one.context(), 0, 1);
      one.member()
          .filter(
              member ->
                  members
                      .find(member)
                      .filter(known -> MemberHistory.agreed(known, one.place(), now))
                      .isPresent())
          .ifPresent(member -> remember(member, List.of(item), 0, 1));
    }
    return one.item();
  }

  /** The picture of a pick, as JPEG, as long as the pick lives. */
  public Optional<byte[]> picture(String kiosk, UUID pick) {
    return store.picture(require(kiosk, pick).item().id());
  }

  private Shown require(String kiosk, UUID pick) {
    return Optional.ofNullable(shown.getIfPresent(pick))
        .filter(one -> one.kiosk().equals(kiosk))
        .orElseThrow(() -> new NoSuchItemException("This is not on the screen any more"));
  }

  // ---- the catalogue

  /** All items, by sku. */
  public List<Item> items() {
    return List.copyOf(catalogue.values());
  }

  public Item item(UUID id) {
    return Optional.ofNullable(catalogue.get(id))
        .orElseThrow(() -> new NoSuchItemException("There is no item with this id"));
  }

  /** When an item got its picture; absent where it has none. */
  public Optional<Instant> pictureOf(UUID item) {
    return Optional.ofNullable(pictures.get(item));
  }

  /** What prices without a currency are in. */
  public Currency currency() {
    return currency;
  }

  /** Reads an item of texts, as of a row of a catalogue file, without keeping it. */
  public Item read(UUID id, Map<String, String> texts) {
    Map<CatalogueRow.Column, String> columns = new HashMap<>();
    texts.forEach(
        (name, text) ->
            CatalogueRow.Column.of(name).ifPresent(column -> columns.put(column, text)));
    return new CatalogueRow(0, columns, Map.of()).item(id, currency);
  }

  /** Adds an item, or changes the one of the same id. */
  public Item put(Item item) {
    editing.lock();
    try {
      catalogue.values().stream()
          .filter(one -> one.sku().equals(item.sku()) && !one.id().equals(item.id()))
          .findFirst()
          .ifPresent(
              one -> {
                throw new MerchandiseException(
                    "sku", "'" + item.sku() + "' is the sku of " + one.name() + " already");
              });
      requireRoom(1);
      store.write(List.of(item), clock.instant());
      reload();
      return item;
    } finally {
      editing.unlock();
    }
  }

  private void requireRoom(int more) {
    if (catalogue.size() + more > CatalogueFile.MOST_ROWS) {
      throw new MerchandiseException(
          "file",
          "The catalogue would have more than %,d items".formatted(CatalogueFile.MOST_ROWS));
    }
  }

  /** With its picture and counts. */
  public void delete(UUID item) {
    editing.lock();
    try {
      if (!store.delete(item)) {
        throw new NoSuchItemException("There is no item with this id");
      }
      reload();
    } finally {
      editing.unlock();
    }
  }

  /**
   * Takes a catalogue file in. Items that it does not name stay as they are; a broken row is
   * refused and the others go in.
   *
   * @param file CSV or JSON, 20 MB and 20,000 rows at most, in any usual encoding
   * @throws MerchandiseException if it is no catalogue at all
   */
  public ImportResult load(byte[] file) {
    CatalogueFile read = CatalogueFile.read(file);
    editing.lock();
    try {
      Map<String, Item> known =
          catalogue.values().stream().collect(Collectors.toMap(Item::sku, Function.identity()));
      Map<String, Long> lines = new HashMap<>();
      List<Item> written = new ArrayList<>();
      List<ImportResult.Refused> refused = new ArrayList<>(read.refused());
      int added = 0;
      int unchanged = 0;
      for (CatalogueRow row : read.rows()) {
        Item before = known.get(row.sku());
        try {
          Item item = row.item(before == null ? UUID.randomUUID() : before.id(), currency);
          Long earlier = lines.putIfAbsent(item.sku(), row.line());
          if (earlier != null) {
            throw new MerchandiseException(
                "sku", "The sku '" + item.sku() + "' is on line " + earlier + " already");
          }
          if (item.equals(before)) {
            unchanged++;
          } else {
            added += before == null ? 1 : 0;
            written.add(item);
          }
        } catch (MerchandiseException e) {
          refused.add(
              new ImportResult.Refused(
                  row.line(), shortened(row.sku()), String.valueOf(e.getMessage())));
        }
      }
      requireRoom(added);
      store.write(written, clock.instant());
      reload();
      refused.sort(Comparator.comparingLong(ImportResult.Refused::line));
      return new ImportResult(
          read.encoding(), added, written.size() - added, unchanged, refused, read.ignored());
    } finally {
      editing.unlock();
    }
  }

  private static String shortened(String sku) {
    return sku.length() <= Item.MOST_SKU ? sku : sku.substring(0, Item.MOST_SKU) + "…";
  }

  /**
   * Keeps a picture of an item: decoded and written anew, small, without what a camera notes in it.
   *
   * @param file JPEG, PNG, WebP or BMP
   * @throws MerchandiseException if it is no picture; says why
   */
  public void putPicture(UUID item, byte[] file) {
    byte[] jpeg = ItemPicture.jpeg(file);
    editing.lock();
    try {
      item(item);
      store.picture(item, jpeg, clock.instant());
      reload();
    } finally {
      editing.unlock();
    }
  }

  public void deletePicture(UUID item) {
    editing.lock();
    try {
      if (!store.deletePicture(item)) {
        throw new NoSuchItemException("This item has no picture");
      }
      reload();
    } finally {
      editing.unlock();
    }
  }

  /** As JPEG; absent where it has none. */
  public Optional<byte[]> picture(UUID item) {
    return store.picture(item);
  }

  private void reload() {
    Map<UUID, Item> items = new LinkedHashMap<>();
    store.items().forEach(item -> items.put(item.id(), item));
    catalogue = Collections.unmodifiableMap(items);
    pictures = store.pictures();
  }

  // ---- what was learned

  /** How often an item was shown and touched, by all that is kept. */
  public Rate rate(UUID item) {
    long shows = recommender.shows(item);
    return Rate.of(Math.min(recommender.touches(item), shows), shows);
  }

  /** Kiosks at which something was shown. */
  public List<String> kiosks() {
    return store.kiosks();
  }

  /**
   * What was shown and touched in a time.
   *
   * @param kiosk absent for all
   */
  public MerchandiseReport report(Instant from, Instant to, Optional<String> kiosk) {
    var report = new ReportBuilder(from, to, clock.getZone());
    store.counts(from, to, kiosk, report::add);
    store.slates(from, to, kiosk).forEach(report::add);
    return report.build();
  }

  /** What is kept of a member, for that member: the items that are still there. */
  public List<OwnLine> historyOf(UUID member) {
    OwnCounts own = history.read(member);
    return catalogue.values().stream()
        .filter(item -> own.items().containsKey(item.id()))
        .map(
            item -> {
              OwnCounts.Own counts = own.items().getOrDefault(item.id(), new OwnCounts.Own(0, 0));
              return new OwnLine(item.name(), counts.shows(), counts.touches());
            })
        .sorted(Comparator.comparingInt(OwnLine::touches).reversed())
        .toList();
  }

  /**
   * One item of a member's own history.
   *
   * @param name of the item
   */
  public record OwnLine(String name, int shows, int touches) {}
}
