package dev.gatehouse.trail;

import dev.gatehouse.door.DoorFollower;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.Calibration;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.StreetCamera;
import dev.gatehouse.street.StreetFrame;
import dev.gatehouse.street.TrackView;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * Recognises members who agreed to a day map, at the cameras that the configuration names. A
 * street's thread only copies the heads that are wanted into a queue; faces are looked at on a
 * thread of its own. When that is behind, the oldest heads are dropped and counted. Thread-safe.
 *
 * <p>The embedding of a face lives for the one search that is made of it.
 */
public final class Trails implements StreetCamera.Follower, DoorFollower, AutoCloseable {
  private static final Logger LOG = System.getLogger(Trails.class.getName());

  /** Heads that wait; more are a second of work. */
  private static final int MOST_HEADS = 16;

  private static final int MOST_WAITING = 256;

  /** A track that was not seen for so long is over. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration FLUSH_EVERY = Duration.ofSeconds(15);

  /** The share of a person's box, from the top, in which the face is, however they stand or sit. */
  private static final double UPPER = 0.6;

  /** A face is no wider than this share of its person's box. */
  private static final double WIDEST = 0.9;

  private final Set<String> cameras = ConcurrentHashMap.newKeySet();
  private final TrailPolicy policy;
  private final Gallery gallery;
  private final FaceModels models;
  private final Sites sites;
  private final VisitStore store;
  private final VisitRecorder recorder;
  private final Recogniser recogniser;
  private final Clock clock;
  private final Thread thread;

  private final Map<Key, Followed> tracks = new ConcurrentHashMap<>();
  private final Map<Calibration, Homography> homographies = new ConcurrentHashMap<>();

  /** Guarded by itself, as are the counters below. */
  private final Deque<Work> waiting = new ArrayDeque<>();

  private int heads;
  private long looked;
  private long dropped;
  private volatile boolean closing;
  private Instant flushed;

  private record Key(String camera, long track) {}

  /** What a camera's thread knows of a track. */
  private static final class Followed {
    private volatile Sighting newest;
    private volatile Instant nextLook;
    private volatile boolean known;

    Followed(Sighting newest) {
      this.newest = newest;
      this.nextLook = newest.at();
    }
  }

  private sealed interface Work {}

  /** The upper part of somebody, to be looked at and closed. */
  private record Head(Sighting sighting, Image image) implements Work {}

  private record Found(Sighting sighting, SearchResult result) implements Work {}

  private record Ended(Key key) implements Work {}

  /**
   * What it does.
   *
   * @param cameras ids of those that recognise
   * @param looked heads that were looked at since the start
   * @param dropped heads that there was no time for
   */
  public record Health(Set<String> cameras, long looked, long dropped) {}

  Trails(
      Collection<String> cameras,
      TrailPolicy policy,
      Gallery gallery,
      FaceModels models,
      Sites sites,
      VisitStore store,
      Clock clock) {
    this.cameras.addAll(cameras);
    this.policy = policy;
    this.gallery = gallery;
    this.models = models;
    this.sites = sites;
    this.store = store;
    this.recorder = new VisitRecorder(store, gallery, policy, clock);
    this.recogniser = new Recogniser(policy, recorder);
    this.clock = clock;
    this.flushed = clock.instant();
    this.thread = Thread.ofPlatform().name("trail").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  public Health health() {
    synchronized (waiting) {
      return new Health(Set.copyOf(cameras), looked, dropped);
    }
  }

  /** What is kept. */
  public VisitStore store() {
    return store;
  }

  /** Writes what is newer than the database, for who wants to read all of it. */
  public void flush() {
    recorder.flush(clock.instant());
  }

  /** A member's grants changed: what they cover no longer ends before this returns. */
  void changed(UUID member) {
    recorder.changed(member);
  }

  /** Deletes all visits of a member; says how many those were. */
  public int forget(UUID member) {
    recorder.forget(member);
    return store.forget(member);
  }

  /** From now on that camera recognises too. */
  public void recogniseAt(String camera) {
    cameras.add(camera);
  }

  // ---- street cameras, on their threads

  @Override
  public void follow(StreetFrame frame) {
    String camera = frame.camera().id();
    if (!cameras.contains(camera)) {
      return;
    }
    Optional<Placement> placement = sites.placement(camera);
    Instant at = frame.time().minus(placement.map(Placement::clock).orElse(Duration.ZERO));
    for (TrackView track : frame.tracks()) {
      if (!track.type().isPerson()) {
        continue;
      }
      Optional<Position> position =
          placement.map(where -> position(where, track.box(), frame.image()));
      var sighting = new Sighting(camera, frame.camera().place(), track.id(), position, at);
      Followed followed =
          tracks.computeIfAbsent(new Key(camera, track.id()), _ -> new Followed(sighting));
      followed.newest = sighting;
      if (!at.isBefore(followed.nextLook) && wide(track.box())) {
        followed.nextLook =
            at.plus(followed.known ? policy.every().multipliedBy(10) : policy.every());
        upper(frame.image(), track.box()).ifPresent(head -> put(new Head(sighting, head)));
      }
    }
  }

  private boolean wide(Box person) {
    return person.width() * WIDEST >= policy.smallestFace();
  }

  private static Optional<Image> upper(Image image, Box person) {
    double margin = 0.1 * person.width();
    Box part =
        new Box(
                person.x0() - margin,
                person.y0() - margin,
                person.x1() + margin,
                person.y0() + UPPER * person.height())
            .clipped(image.width(), image.height());
    int x = (int) part.x0();
    int y = (int) part.y0();
    int width = (int) part.x1() - x;
    int height = (int) part.y1() - y;
    if (width < 24 || height < 24) {
      return Optional.empty();
    }
    try (Rect rect = new Rect(x, y, width, height);
        Mat view = new Mat(image.mat(), rect)) {
      return Optional.of(Image.of(view.clone()));
    }
  }

  /**
   * Where the feet are, if the camera is calibrated and the plan reaches there; else the camera.
   */
  private Position position(Placement placement, Box person, Image image) {
    if (placement.calibration().isEmpty()) {
      return placement.position();
    }
    Homography toMetres =
        homographies.computeIfAbsent(placement.calibration().get(), Calibration::homography);
    double u = person.centre().x() / image.width();
    double v = Math.min(1, person.y1() / image.height());
    var feet = new Point(toMetres.x(u, v), toMetres.y(u, v));
    String area = placement.position().area();
    return sites
        .area(area)
        .filter(one -> toMetres.w(u, v) > 0 && within(one, feet))
        .map(_ -> new Position(area, feet))
        .orElse(placement.position());
  }

  private static boolean within(Area area, Point metres) {
    return metres.x() >= 0
        && metres.y() >= 0
        && metres.x() <= area.width()
        && metres.y() <= area.height();
  }

  // ---- doors, on their threads

  @Override
  public Purpose purpose() {
    return Purpose.TRAIL;
  }

  @Override
  public boolean follows(String door) {
    return cameras.contains(door);
  }

  @Override
  public float threshold() {
    return policy.threshold();
  }

  @Override
  public void looked(String door, String place, long track, SearchResult found, Instant at) {
    Optional<Placement> placement = sites.placement(door);
    put(
        new Found(
            new Sighting(
                door,
                place,
                track,
                placement.map(Placement::position),
                at.minus(placement.map(Placement::clock).orElse(Duration.ZERO))),
            found));
  }

  @Override
  public void ended(String door, long track) {
    if (cameras.contains(door)) {
      put(new Ended(new Key(door, track)));
    }
  }

  // ---- the queue

  private void put(Work work) {
    synchronized (waiting) {
      if (closing) {
        close(work);
        return;
      }
      if (work instanceof Head && heads >= MOST_HEADS || waiting.size() >= MOST_WAITING) {
        dropOldest(work instanceof Head);
      }
      waiting.addLast(work);
      heads += work instanceof Head ? 1 : 0;
      waiting.notifyAll();
    }
  }

  private void dropOldest(boolean head) {
    for (var all = waiting.iterator(); all.hasNext(); ) {
      Work work = all.next();
      if (!head || work instanceof Head) {
        all.remove();
        heads -= work instanceof Head ? 1 : 0;
        dropped++;
        close(work);
        return;
      }
    }
  }

  private static void close(Work work) {
    if (work instanceof Head head) {
      head.image.close();
    }
  }

  private Optional<Work> take() throws InterruptedException {
    synchronized (waiting) {
      if (waiting.isEmpty()) {
        waiting.wait(250);
      }
      Work work = waiting.pollFirst();
      heads -= work instanceof Head ? 1 : 0;
      return Optional.ofNullable(work);
    }
  }

  // ---- its own thread

  private void run() {
    try (var analyzer = new FaceAnalyzer(models)) {
      while (!closing) {
        Optional<Work> work = take();
        try {
          work.ifPresent(one -> process(one, analyzer));
          goOn();
        } catch (RuntimeException | Error e) { // the database is away: the next is tried anew
          LOG.log(Level.ERROR, "The day map missed something", e);
          Thread.sleep(100);
        } finally {
          work.ifPresent(Trails::close);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void process(Work work, FaceAnalyzer analyzer) {
    switch (work) {
      case Head head -> look(head, analyzer);
      case Found found -> recogniser.looked(found.sighting, found.result);
      case Ended ended -> recogniser.ended(ended.key.camera, ended.key.track);
    }
  }

  private void look(Head head, FaceAnalyzer analyzer) {
    synchronized (waiting) {
      looked++;
    }
    Image image = head.image;
    Optional<Face> face = theFace(analyzer.detect(image, policy.smallestFace()), image);
    if (face.isEmpty()) {
      return;
    }
    FaceShape shape = analyzer.shape(image, face.get());
    if (analyzer.quality(image, face.get().box(), shape).score() < policy.qualityNeeded()) {
      return;
    }
    Sighting sighting = head.sighting;
    Embedding embedding = analyzer.embedding(image, shape.fivePoints());
    try {
      recogniser.looked(
          sighting,
          gallery.search(
              embedding, Purpose.TRAIL, sighting.place(), sighting.at(), policy.threshold()));
    } finally {
      embedding.erase();
    }
    Followed followed = tracks.get(new Key(sighting.camera(), sighting.track()));
    if (followed != null) {
      followed.known = recogniser.knows(sighting.camera(), sighting.track());
    }
  }

  /** The person's own: of two that are nearly as large nobody knows whose the track is. */
  private Optional<Face> theFace(List<Face> faces, Image image) {
    List<Face> large =
        faces.stream()
            .filter(face -> face.box().width() >= policy.smallestFace())
            .filter(face -> Math.abs(face.box().centre().x() / image.width() - 0.5) < 0.4)
            .sorted(Comparator.comparingDouble((Face face) -> -face.box().area()))
            .toList();
    boolean clear =
        large.size() == 1
            || large.size() > 1 && large.get(0).box().area() > 2 * large.get(1).box().area();
    return clear ? Optional.of(large.getFirst()) : Optional.empty();
  }

  /** Tracks whose member is known stay at the camera, and end. */
  private void goOn() {
    Instant now = clock.instant();
    for (Map.Entry<Key, Followed> entry : tracks.entrySet()) {
      Followed followed = entry.getValue();
      if (followed.known) {
        recogniser.followed(followed.newest);
      }
      if (Duration.between(followed.newest.at(), now).abs().compareTo(PATIENCE.plusMinutes(1)) > 0
          || olderThanPatience(followed, now)) {
        tracks.remove(entry.getKey());
        recogniser.ended(entry.getKey().camera, entry.getKey().track);
      }
    }
    if (Duration.between(flushed, now).abs().compareTo(FLUSH_EVERY) >= 0) {
      flushed = now;
      recorder.flush(now);
    }
  }

  private boolean olderThanPatience(Followed followed, Instant now) {
    Duration clockAhead =
        sites.placement(followed.newest.camera()).map(Placement::clock).orElse(Duration.ZERO);
    return followed.newest.at().plus(clockAhead).plus(PATIENCE).isBefore(now);
  }

  @Override
  public void close() {
    closing = true;
    synchronized (waiting) { // not interrupted: H2 would close its file
      waiting.notifyAll();
    }
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (waiting) {
      waiting.forEach(Trails::close);
      waiting.clear();
    }
    try {
      recorder.flush(clock.instant());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The last seconds of the day map could not be written", e);
    }
  }
}
