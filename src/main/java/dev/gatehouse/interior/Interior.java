package dev.gatehouse.interior;

import dev.gatehouse.site.Area;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.StreetCamera;
import dev.gatehouse.street.StreetFrame;
import dev.gatehouse.street.TrackView;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The people on all plans on which a calibrated street camera stands, now: as anonymous dots, and
 * as counts, which are written every minute. It follows the cameras, and looks at what they gave
 * five times a second. Thread-safe.
 */
public final class Interior implements StreetCamera.Follower, AutoCloseable {
  private static final Logger LOG = System.getLogger(Interior.class.getName());
  private static final long LOOK_MILLIS = 200;
  private static final double QUIET = 15 * 60; // seconds without anybody in a door
  private static final int SETTLE_HOURS = 4; // for so long it waits for quiet
  private static final int KEPT_FOR_LATER = 60; // minutes, while the database does not answer

  private final Sites sites;
  private final InteriorStore store;
  private final LocalTime settleAt;
  private final Clock clock;
  private final SecureRandom chance = new SecureRandom();
  private final Map<String, Watch> watches = new ConcurrentHashMap<>();
  private final Collection<Consumer<LiveArea>> listeners = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("interior").factory());

  private volatile Plan plan = new Plan(Map.of(), Map.of());
  private volatile Map<String, LiveArea> live = Map.of();

  // The timer's thread alone.
  private Instant minute = Instant.EPOCH;
  private LocalDate settled = LocalDate.MIN;
  private final List<Runnable> late = new ArrayList<>();

  /** Where a camera's people are put. */
  private record Eye(AreaPeople people, int index, CameraGround ground, double clock, Feet feet) {}

  /**
   * @param areas by id
   * @param eyes by id of the camera
   */
  private record Plan(Map<String, AreaPeople> areas, Map<String, Eye> eyes) {}

  /** How long a camera has worked since that was written last. */
  private static final class Watch {
    double last = Double.NaN; // seconds of the epoch
    double seconds;

    synchronized void saw(double now) {
      double passed = Double.isNaN(last) ? 0 : now - last;
      seconds += passed > 0 && passed < 5 ? passed : 0;
      last = now;
    }

    synchronized double take() {
      double taken = seconds;
      seconds = 0;
      return taken;
    }
  }

  /**
   * @param settleAt when at night counts are set right, in the clock's time zone
   */
  Interior(Sites sites, InteriorStore store, LocalTime settleAt, Clock clock) {
    this.sites = sites;
    this.store = store;
    this.settleAt = settleAt;
    this.clock = clock;
    this.minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    rebuild();
    sites.onChange(this::rebuild);
  }

  void start() {
    timer.scheduleWithFixedDelay(this::safeLook, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Plans, cameras and calibrations as they are now; counts of zones that stay, stay. */
  private synchronized void rebuild() {
    Map<String, List<Placement>> cameras = new LinkedHashMap<>();
    for (Placement placement : sites.placements()) {
      if (placement.calibration().isPresent()) {
        cameras.computeIfAbsent(placement.position().area(), _ -> new ArrayList<>()).add(placement);
      }
    }
    Plan before = plan;
    Map<String, AreaPeople> areas = new LinkedHashMap<>();
    Map<String, Eye> eyes = new HashMap<>();
    cameras.forEach(
        (id, placed) ->
            sites
                .area(id)
                .ifPresent(
                    area -> {
                      AreaPeople known = before.areas.get(id);
                      var people = new AreaPeople(area, placed.size(), chance);
                      people.restore(known == null ? store.counts(id) : known.counts());
                      areas.put(id, people);
                      for (int i = 0; i < placed.size(); i++) {
                        eyes.put(placed.get(i).camera(), eye(placed.get(i), i, area, people));
                      }
                    }));
    plan = new Plan(areas, eyes);
    // What was counted on the plans before has its minute still.
    Instant at = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    before.areas.values().forEach(people -> write(() -> drain(people, at, true)));
  }

  private static Eye eye(Placement placement, int index, Area area, AreaPeople people) {
    return new Eye(
        people,
        index,
        new CameraGround(
            placement.calibration().orElseThrow().homography(), area.width(), area.height()),
        placement.clock().toNanos() / 1e9,
        new Feet());
  }

  @Override
  public void follow(StreetFrame frame) {
    double now = seconds(frame.time());
    watches.computeIfAbsent(frame.camera().id(), _ -> new Watch()).saw(now);
    Eye eye = plan.eyes.get(frame.camera().id());
    if (eye == null) {
      return;
    }
    eye.feet.clear(); // a camera has one thread
    List<TrackView> tracks = frame.tracks();
    for (int i = 0; i < tracks.size(); i++) {
      TrackView track = tracks.get(i);
      if (track.type().isPerson()) {
        eye.ground.add(
            track.id(), track.box(), frame.image().width(), frame.image().height(), eye.feet);
      }
    }
    eye.people.see(eye.index, now - eye.clock, now, eye.feet);
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }

  private void safeLook() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The people on the plans could not be looked at", e);
    }
  }

  /** What the timer does five times a second. */
  void look() {
    Instant now = clock.instant();
    Map<String, LiveArea> next = new LinkedHashMap<>();
    for (Map.Entry<String, AreaPeople> area : plan.areas.entrySet()) {
      next.put(area.getKey(), area.getValue().look(seconds(now)));
    }
    live = next;
    next.values().forEach(area -> listeners.forEach(l -> l.accept(area)));
    for (Map.Entry<String, AreaPeople> area : plan.areas.entrySet()) {
      area.getValue()
          .changedCounts()
          .ifPresent(counts -> write(() -> store.writeCounts(area.getKey(), now, counts)));
    }
    Instant current = now.truncatedTo(ChronoUnit.MINUTES);
    if (!current.equals(minute)) {
      settle(now);
      flush(current);
    }
  }

  /** Sets counts right once a night, when the hour has come and it is quiet. */
  private void settle(Instant now) {
    ZonedDateTime local = now.atZone(clock.getZone());
    ZonedDateTime hour = local.toLocalDate().atTime(settleAt).atZone(clock.getZone());
    boolean due = !local.isBefore(hour) && local.isBefore(hour.plusHours(SETTLE_HOURS));
    if (!due || settled.equals(local.toLocalDate())) {
      return;
    }
    boolean all = true;
    for (AreaPeople people : plan.areas.values()) {
      if (people.quiet(seconds(now), QUIET)) {
        people.settle(seconds(now));
      } else {
        all = false;
      }
    }
    if (all) {
      settled = local.toLocalDate();
    }
  }

  private void flush(Instant current) {
    Instant done = minute;
    minute = current;
    Instant quarter = quarter(done);
    boolean newQuarter = !quarter.equals(quarter(current));
    for (AreaPeople people : plan.areas.values()) {
      write(() -> drain(people, done, newQuarter));
    }
    watches.forEach(
        (camera, watch) -> {
          double seconds = watch.take();
          if (seconds > 0) {
            write(() -> store.watched(camera, quarter, seconds));
          }
        });
    writeLate();
  }

  private void drain(AreaPeople people, Instant at, boolean withHeat) {
    AreaMinute drained = people.drain(at);
    write(() -> store.write(drained));
    if (withHeat) {
      people
          .drainHeat()
          .ifPresent(grid -> write(() -> store.write(drained.area(), quarter(at), grid)));
    }
  }

  private static Instant quarter(Instant time) {
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), 900) * 900);
  }

  /** What cannot be written now is tried again; an hour of it is kept. */
  private void write(Runnable writing) {
    try {
      writing.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Counts of the interior could not be written yet", e);
      synchronized (late) {
        if (late.size() < KEPT_FOR_LATER * 20) {
          late.add(writing);
        }
      }
    }
  }

  private void writeLate() {
    List<Runnable> again;
    synchronized (late) {
      again = List.copyOf(late);
      late.clear();
    }
    again.forEach(this::write);
  }

  // ---- what others ask

  /** Each area as it is now; of those on which no calibrated camera stands nothing is known. */
  public Collection<LiveArea> live() {
    return live.values();
  }

  public Optional<LiveArea> live(String area) {
    return Optional.ofNullable(live.get(area));
  }

  /** How many people are in each zone now, by area. Nobody is named. */
  public Map<String, List<ZoneOccupancy>> occupancy() {
    Map<String, List<ZoneOccupancy>> zones = new LinkedHashMap<>();
    live.forEach((id, area) -> zones.put(id, area.zones()));
    return zones;
  }

  /**
   * How many people are inside a site of whom nothing is known, as for a muster: in each area those
   * whom its doors have counted in, or those whom cameras see inside if they are more; less those
   * who are known.
   *
   * @param known members who are known to be inside
   */
  public int unknownInside(String site, int known) {
    return Math.max(0, inside(site) - known);
  }

  /** How many people are in the zones of a site now, see {@link LiveArea#inside}. */
  public int inside(String site) {
    return live.values().stream()
        .filter(now -> sites.area(now.area()).filter(a -> a.site().equals(site)).isPresent())
        .mapToInt(LiveArea::inside)
        .sum();
  }

  public InteriorStore store() {
    return store;
  }

  /** Tells each area as it is, five times a second, on the interior's thread: be quick. */
  public void addListener(Consumer<LiveArea> listener) {
    listeners.add(listener);
  }

  public void removeListener(Consumer<LiveArea> listener) {
    listeners.remove(listener);
  }

  /** Writes what was counted since the last minute. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    for (AreaPeople people : plan.areas.values()) {
      drain(people, now, true);
    }
    flush(now);
  }
}
