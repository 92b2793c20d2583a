package dev.gatehouse.tracking;

import dev.gatehouse.image.Box;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Follows boxes from frame to frame: each new box goes to the track whose predicted place overlaps
 * it most, best pairs first. The prediction moves a track on by its velocity, in time rather than
 * in frames, so that gaps and changing frame rates do no harm.
 *
 * <p>Made for the few, slow boxes before a door. Not thread-safe. Deterministic.
 */
public final class BoxTracker {
  private static final double MIN_IOU = 0.2;
  private static final double VELOCITY_SHARE = 0.4;
  private static final double MAX_VELOCITY_SECONDS = 0.3;

  private final double patienceSeconds;
  private final List<Track> tracks = new ArrayList<>();
  private long nextId = 1;

  /**
   * @param patienceSeconds how long a track lives without being seen
   */
  public BoxTracker(double patienceSeconds) {
    this.patienceSeconds = patienceSeconds;
  }

  /** One object over time. */
  public static final class Track {
    private final long id;
    private Box box;
    private double seenAt;
    private double velocityX;
    private double velocityY;

    private Track(long id, Box box, double seconds) {
      this.id = id;
      this.box = box;
      this.seenAt = seconds;
    }

    /** Unique within the tracker, counted from 1; never used again. */
    public long id() {
      return id;
    }

    /** Where it was seen last. */
    public Box box() {
      return box;
    }

    private Box predicted(double seconds) {
      double ahead = Math.min(seconds - seenAt, MAX_VELOCITY_SECONDS);
      return box.shifted(velocityX * ahead, velocityY * ahead);
    }

    private void seen(Box now, double seconds) {
      double dt = seconds - seenAt;
      if (dt > 0) {
        double vx = (now.centre().x() - box.centre().x()) / dt;
        double vy = (now.centre().y() - box.centre().y()) / dt;
        velocityX += VELOCITY_SHARE * (vx - velocityX);
        velocityY += VELOCITY_SHARE * (vy - velocityY);
      }
      box = now;
      seenAt = seconds;
    }
  }

  /**
   * @param tracks of each given box, in the order of the boxes
   * @param ended tracks that were not seen for longer than the patience
   */
  public record Update(List<Track> tracks, List<Track> ended) {}

  /**
   * @param boxes of this frame
   * @param seconds time of this frame; must not run backwards (a step back starts anew)
   */
  public Update update(List<Box> boxes, double seconds) {
    List<Track> ended = new ArrayList<>();
    tracks.removeIf(
        t -> {
          boolean over = seconds - t.seenAt > patienceSeconds || seconds < t.seenAt - 1e-9;
          if (over) {
            ended.add(t);
          }
          return over;
        });

    record Pair(int track, int box, double iou) {}
    List<Pair> pairs = new ArrayList<>();
    for (int t = 0; t < tracks.size(); t++) {
      Box predicted = tracks.get(t).predicted(seconds);
      for (int b = 0; b < boxes.size(); b++) {
        double iou = Math.max(predicted.iou(boxes.get(b)), tracks.get(t).box.iou(boxes.get(b)));
        if (iou >= MIN_IOU) {
          pairs.add(new Pair(t, b, iou));
        }
      }
    }
    pairs.sort((p, q) -> Double.compare(q.iou, p.iou));
    boolean[] taken = new boolean[tracks.size()];
    List<Track> result = new ArrayList<>(Collections.nCopies(boxes.size(), null));
    for (Pair pair : pairs) {
      if (!taken[pair.track] && result.get(pair.box) == null) {
        taken[pair.track] = true;
        Track track = tracks.get(pair.track);
        track.seen(boxes.get(pair.box), seconds);
        result.set(pair.box, track);
      }
    }
    for (int b = 0; b < boxes.size(); b++) {
      if (result.get(b) == null) {
        Track track = new Track(nextId++, boxes.get(b), seconds);
        tracks.add(track);
        result.set(b, track);
      }
    }
    return new Update(result, ended);
  }

  /** Ends all tracks, as when the camera is gone. */
  public List<Track> endAll() {
    List<Track> ended = List.copyOf(tracks);
    tracks.clear();
    return ended;
  }
}
