package dev.gatehouse.tracking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Follows objects from frame to frame by their boxes.
 *
 * <p>A Kalman filter tells where each track is expected. Boxes are joined to tracks in stages, each
 * an optimal assignment: good boxes by overlap with the expected place and by direction of motion,
 * where a track counts for less the longer it has not been seen (so that who comes out from behind
 * another does not take over the other's track; the soft form of the cascade of Wojke et al., ICIP
 * 2017); weak boxes, which are often people half hidden, to tracks still without one (ByteTrack,
 * Zhang et al., ECCV 2022); good boxes left over to where a track was last seen, for who stopped
 * while hidden (OC-SORT, Cao et al., CVPR 2023). A track that comes back has its filter led along
 * the gap again. Everything goes by time, not by frames: gaps and changing frame rates do no harm.
 *
 * {@snippet :
 * var tracker = new Tracker(TrackerSettings.defaults());
 * var boxes = new Detections();
 * boxes.add(10, 20, 50, 120, 0.9, 0, 0);
 * tracker.update(boxes, 0.04);
 * for (Track track : tracker.tracks()) {
 *   System.out.println(track.id() + " " + track.box());
 * }
 * }
 *
 * <p>Deterministic; allocates nothing once it has seen as many objects as it will. Not thread-safe.
 */
public final class Tracker {
  /**
   * The cost of no pair. Pairs cost less, so one is made where it is good for the whole, not merely
   * to give each track a box.
   */
  private static final double NO_PAIR = 1;

  /** Least overlap of a weak box with a track's expected place. */
  private static final double WEAK_OVERLAP = 0.5;

  /** Least overlap with the place where a lost track was last seen. */
  private static final double RECOVERY_OVERLAP = 0.5;

  /** In this time the worth of a track that is not seen falls to 1/e. */
  private static final double FADE_SECONDS = 0.4;

  /** From this cosine on two appearances are taken for one object's. */
  private static final double ALIKE = 0.75;

  private final TrackerSettings settings;
  private final Assignment assignment = new Assignment();
  private final List<Track> tracks = new ArrayList<>();
  private final List<Track> ended = new ArrayList<>();
  private final List<Track> unused = new ArrayList<>();
  private final Iterable<Track> liveView = Collections.unmodifiableList(tracks);
  private final List<Track> endedView = Collections.unmodifiableList(ended);
  private long nextId = 1;
  private double now = Double.NaN;
  private double passed;

  private int[] freeTracks = new int[64];
  private int freeTrackCount;
  private int[] freeBoxes = new int[64];
  private int freeBoxCount;
  private boolean[] taken = new boolean[64];
  private boolean[] wasSeen = new boolean[64];

  private enum Stage {
    GOOD,
    WEAK,
    RECOVERY
  }

  public Tracker(TrackerSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes the boxes of the next frame.
   *
   * @param seconds time of the frame. The same time again is allowed; if it runs back, all tracks
   *     end and the clock starts anew
   * @throws IllegalArgumentException if the time is not a finite number
   */
  public void update(Detections boxes, double seconds) {
    if (!Double.isFinite(seconds)) {
      throw new IllegalArgumentException("A time is a finite number of seconds, not " + seconds);
    }
    endOld(seconds);
    passed = tracks.isEmpty() ? 0 : seconds - now;
    now = seconds;
    prepare(boxes);
    for (int i = 0; i < tracks.size(); i++) {
      Track track = tracks.get(i);
      wasSeen[i] = track.seen();
      track.predict(passed);
      track.notSeen();
    }
    join(boxes, Stage.GOOD);
    join(boxes, Stage.WEAK);
    join(boxes, Stage.RECOVERY);
    drop();
    begin(boxes);
  }

  /** Before anything is joined: after a long gap, or when time ran back, nothing is the same. */
  private void endOld(double seconds) {
    recycle();
    int kept = 0;
    for (int i = 0; i < tracks.size(); i++) {
      Track track = tracks.get(i);
      if (seconds < now || seconds - track.lastSeen() > settings.patienceSeconds()) {
        ended.add(track);
      } else {
        tracks.set(kept++, track);
      }
    }
    shorten(kept);
  }

  private void shorten(int kept) {
    while (tracks.size() > kept) {
      tracks.removeLast();
    }
  }

  private void prepare(Detections boxes) {
    if (taken.length < boxes.size()) {
      taken = new boolean[2 * boxes.size()];
      freeBoxes = new int[2 * boxes.size()];
    }
    Arrays.fill(taken, 0, boxes.size(), false);
    if (wasSeen.length < tracks.size()) {
      wasSeen = new boolean[2 * tracks.size()];
      freeTracks = new int[2 * tracks.size()];
    }
  }

  private void join(Detections boxes, Stage stage) {
    freeBoxCount = 0;
    for (int b = 0; b < boxes.size(); b++) {
      boolean good = boxes.scores[b] >= settings.highScore();
      boolean suits = stage == Stage.WEAK ? !good && boxes.scores[b] >= settings.lowScore() : good;
      if (!taken[b] && suits) {
        freeBoxes[freeBoxCount++] = b;
      }
    }
    freeTrackCount = 0;
    for (int t = 0; t < tracks.size(); t++) {
      boolean suits = stage != Stage.WEAK || wasSeen[t];
      if (!tracks.get(t).seen() && suits) {
        freeTracks[freeTrackCount++] = t;
      }
    }
    if (freeBoxCount == 0 || freeTrackCount == 0) {
      return;
    }
    assignment.reset(freeTrackCount, freeBoxCount);
    for (int t = 0; t < freeTrackCount; t++) {
      Track track = tracks.get(freeTracks[t]);
      for (int b = 0; b < freeBoxCount; b++) {
        assignment.cost(t, b, cost(track, boxes, freeBoxes[b], stage));
      }
    }
    assignment.solve();
    for (int t = 0; t < freeTrackCount; t++) {
      int column = assignment.column(t);
      if (column >= 0 && assignment.cost(t, column) < NO_PAIR) {
        int box = freeBoxes[column];
        taken[box] = true;
        tracks.get(freeTracks[t]).see(boxes, box, now, !wasSeen[freeTracks[t]]);
      }
    }
  }

  private double cost(Track track, Detections boxes, int b, Stage stage) {
    if (track.group() != boxes.groups[b]) {
      return NO_PAIR;
    }
    if (stage == Stage.RECOVERY) {
      double overlap = track.overlapThen(boxes, b);
      return overlap >= RECOVERY_OVERLAP ? 1 - overlap : NO_PAIR;
    }
    double overlap = track.overlap(boxes, b);
    if (stage == Stage.WEAK) {
      return overlap >= WEAK_OVERLAP ? 1 - overlap : NO_PAIR;
    }
    double likeness = track.likeness(boxes, b);
    boolean alike = likeness >= ALIKE; // false where it is unknown
    if (overlap < settings.smallestOverlap() && !(alike && overlap > 0)) {
      return NO_PAIR;
    }
    double similarity = overlap + settings.momentum() * track.consistency(boxes, b);
    if (alike) {
      similarity = Math.max(similarity, likeness);
    }
    // 0 for what was seen in the frame before, however long ago that was.
    double unseen = Math.max(0, now - passed - track.lastSeen());
    return 1 - similarity * Math.exp(-unseen / FADE_SECONDS);
  }

  /** Ends what was only a flash. */
  private void drop() {
    int kept = 0;
    for (int i = 0; i < tracks.size(); i++) {
      Track track = tracks.get(i);
      if (track.seen() && track.hits() >= settings.confirmHits()) {
        track.confirm();
      }
      if (!track.seen()) {
        track.missed();
      }
      if (track.seen() || track.confirmed()) {
        tracks.set(kept++, track);
      } else {
        ended.add(track);
      }
    }
    shorten(kept);
  }

  /** In an order of their own, so that ids do not depend on the order of the boxes. */
  private void begin(Detections boxes) {
    freeBoxCount = 0;
    for (int b = 0; b < boxes.size(); b++) {
      if (!taken[b] && boxes.scores[b] >= settings.newScore()) {
        int place = freeBoxCount++;
        while (place > 0 && boxes.compare(b, freeBoxes[place - 1]) < 0) {
          freeBoxes[place] = freeBoxes[place - 1];
          place--;
        }
        freeBoxes[place] = b;
      }
    }
    for (int i = 0; i < freeBoxCount; i++) {
      int b = freeBoxes[i];
      Track track = unused.isEmpty() ? new Track() : unused.removeLast();
      track.start(nextId++, boxes, b, now);
      if (settings.confirmHits() == 1 || boxes.scores[b] >= settings.sureScore()) {
        track.confirm();
      }
      tracks.add(track);
    }
  }

  private void recycle() {
    for (int i = 0; i < ended.size(); i++) { // addAll would copy
      unused.add(ended.get(i));
    }
    ended.clear();
  }

  /** The tracks that live, oldest first, also those not confirmed or not seen now. */
  public Iterable<Track> tracks() {
    return liveView;
  }

  public int size() {
    return tracks.size();
  }

  /**
   * @param index 0 to {@code size() - 1}, oldest first: a way through the tracks that allocates
   *     nothing
   */
  public Track track(int index) {
    return tracks.get(index);
  }

  /** Tracks that ended in the last update; valid until the next. */
  public List<Track> ended() {
    return endedView;
  }

  /**
   * Ends all tracks, as when the camera is gone; {@link #ended()} has them until the next update.
   */
  public void endAll() {
    recycle();
    ended.addAll(tracks);
    tracks.clear();
    now = Double.NaN;
  }
}
