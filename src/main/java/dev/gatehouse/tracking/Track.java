package dev.gatehouse.tracking;

import dev.gatehouse.image.Box;
import java.util.Arrays;

/**
 * One object over time, within one camera. The tracker uses the object again for another track some
 * time after this one has ended: keep its {@link #id}, not the object. Not thread-safe.
 */
public final class Track {
  static final int MOST_TYPES = 128;

  /** The direction of motion is taken over this many sightings (OC-SORT's delta t). */
  private static final int MOMENTUM_SPAN = 3;

  private static final double APPEARANCE_SHARE = 0.1;

  private long id;
  private int group;
  private int hits;
  private boolean confirmed;
  private double score;
  private double firstSeen;
  private double lastSeen;
  private int detection;
  private final float[] votes = new float[MOST_TYPES];
  private final MotionFilter filter = new MotionFilter();

  // The filter as it was when the object was last seen, for the observation-centric re-update.
  private final MotionFilter filterThen = new MotionFilter();
  private double seenX0;
  private double seenY0;
  private double seenX1;
  private double seenY1;

  // The last middles, newest last.
  private final double[] pastX = new double[MOMENTUM_SPAN + 1];
  private final double[] pastY = new double[MOMENTUM_SPAN + 1];
  private int past;

  private float[] appearance = {};
  private boolean hasAppearance;

  Track() {}

  void start(long newId, Detections boxes, int index, double seconds) {
    id = newId;
    group = boxes.groups[index];
    hits = 0;
    confirmed = false;
    score = 0;
    firstSeen = seconds;
    past = 0;
    hasAppearance = false;
    Arrays.fill(votes, 0);
    filter.start(
        middleX(boxes, index), middleY(boxes, index), width(boxes, index), height(boxes, index));
    note(boxes, index, seconds);
  }

  void predict(double seconds) {
    filter.predict(seconds);
  }

  /** Begins a frame: nothing is known of it yet. */
  void notSeen() {
    detection = -1;
  }

  /** Ends a frame without a box. */
  void missed() {
    filter.freezeSize();
  }

  void confirm() {
    confirmed = true;
  }

  /**
   * Takes a box as this object's.
   *
   * @param lost whether it was not seen in the frame before
   */
  void see(Detections boxes, int index, double seconds, boolean lost) {
    double cx = middleX(boxes, index);
    double cy = middleY(boxes, index);
    double w = width(boxes, index);
    double h = height(boxes, index);
    double gap = seconds - lastSeen;
    if (lost && gap > 0) {
      reupdate(cx, cy, w, h, gap);
    }
    filter.update(cx, cy, w, h, boxes.scores[index]);
    note(boxes, index, seconds);
  }

  /**
   * While it was not seen, the filter ran on its own and its error grew. Now both ends are known,
   * so the filter goes back to where it was last sure and is led along the straight line to the new
   * box (OC-SORT's observation-centric re-update).
   */
  private void reupdate(double cx, double cy, double w, double h, double gap) {
    double fromX = (seenX0 + seenX1) / 2;
    double fromY = (seenY0 + seenY1) / 2;
    double fromW = Math.max(1, seenX1 - seenX0);
    double fromH = Math.max(1, seenY1 - seenY0);
    filter.copyFrom(filterThen);
    int steps = (int) Math.clamp(Math.ceil(gap / 0.04), 1, 50);
    for (int i = 1; i <= steps; i++) {
      double t = (double) i / steps;
      filter.predict(gap / steps);
      if (i < steps) {
        filter.update(
            fromX + t * (cx - fromX),
            fromY + t * (cy - fromY),
            fromW + t * (w - fromW),
            fromH + t * (h - fromH),
            1);
      }
    }
  }

  private void note(Detections boxes, int index, double seconds) {
    detection = index;
    hits++;
    lastSeen = seconds;
    score = boxes.scores[index];
    votes[boxes.types[index]] += (float) boxes.scores[index];
    seenX0 = boxes.x0[index];
    seenY0 = boxes.y0[index];
    seenX1 = boxes.x1[index];
    seenY1 = boxes.y1[index];
    filterThen.copyFrom(filter);
    if (past > MOMENTUM_SPAN) {
      System.arraycopy(pastX, 1, pastX, 0, MOMENTUM_SPAN);
      System.arraycopy(pastY, 1, pastY, 0, MOMENTUM_SPAN);
      past = MOMENTUM_SPAN;
    }
    pastX[past] = middleX(boxes, index);
    pastY[past] = middleY(boxes, index);
    past++;
    if (boxes.hasAppearance(index)) {
      learn(boxes, index);
    }
  }

  private void learn(Detections boxes, int index) {
    int dimensions = boxes.dimensions();
    if (appearance.length != dimensions) {
      appearance = new float[dimensions];
      hasAppearance = false;
    }
    double norm = 0;
    for (int d = 0; d < dimensions; d++) {
      norm += (double) boxes.appearance(index, d) * boxes.appearance(index, d);
    }
    double scale = norm > 0 ? 1 / Math.sqrt(norm) : 0;
    double share = hasAppearance ? APPEARANCE_SHARE : 1;
    for (int d = 0; d < dimensions; d++) {
      appearance[d] += (float) (share * (scale * boxes.appearance(index, d) - appearance[d]));
    }
    hasAppearance = true;
  }

  /** Cosine with what a box looks like; NaN where either is unknown. */
  double likeness(Detections boxes, int index) {
    if (!hasAppearance || !boxes.hasAppearance(index)) {
      return Double.NaN;
    }
    double dot = 0;
    double mine = 0;
    double theirs = 0;
    for (int d = 0; d < appearance.length; d++) {
      double a = appearance[d];
      double b = boxes.appearance(index, d);
      dot += a * b;
      mine += a * a;
      theirs += b * b;
    }
    return mine > 0 && theirs > 0 ? dot / Math.sqrt(mine * theirs) : Double.NaN;
  }

  /** Intersection over union of a box and the place where this object is expected. */
  double overlap(Detections boxes, int i) {
    double w = filter.value[2] / 2;
    double h = filter.value[3] / 2;
    double cx = filter.value[0];
    double cy = filter.value[1];
    return iou(cx - w, cy - h, cx + w, cy + h, boxes, i);
  }

  /** The same with the box in which it was last seen. */
  double overlapThen(Detections boxes, int i) {
    return iou(seenX0, seenY0, seenX1, seenY1, boxes, i);
  }

  private static double iou(double x0, double y0, double x1, double y1, Detections boxes, int i) {
    double w = Math.min(x1, boxes.x1[i]) - Math.max(x0, boxes.x0[i]);
    double h = Math.min(y1, boxes.y1[i]) - Math.max(y0, boxes.y0[i]);
    if (w <= 0 || h <= 0) {
      return 0;
    }
    double common = w * h;
    double union =
        (x1 - x0) * (y1 - y0) + (boxes.x1[i] - boxes.x0[i]) * (boxes.y1[i] - boxes.y0[i]) - common;
    return union > 0 ? common / union : 0;
  }

  /**
   * How well a box lies in the direction of motion: from 0.5 (straight on) to -0.5 (straight back);
   * 0 where the object stands or is new.
   */
  double consistency(Detections boxes, int i) {
    if (past < 2) {
      return 0;
    }
    double vx = pastX[past - 1] - pastX[0];
    double vy = pastY[past - 1] - pastY[0];
    double dx = middleX(boxes, i) - pastX[0];
    double dy = middleY(boxes, i) - pastY[0];
    double moved = Math.hypot(vx, vy);
    double length = Math.hypot(dx, dy);
    // Who hardly moves has no direction: the noise of the boxes would be taken for one.
    if (moved < 0.05 * (seenX1 - seenX0) || length <= 0) {
      return 0;
    }
    double cosine = Math.clamp((vx * dx + vy * dy) / (moved * length), -1, 1);
    return 0.5 - Math.acos(cosine) / Math.PI;
  }

  private static double middleX(Detections b, int i) {
    return (b.x0[i] + b.x1[i]) / 2;
  }

  private static double middleY(Detections b, int i) {
    return (b.y0[i] + b.y1[i]) / 2;
  }

  private static double width(Detections b, int i) {
    return Math.max(1, b.x1[i] - b.x0[i]);
  }

  private static double height(Detections b, int i) {
    return Math.max(1, b.y1[i] - b.y0[i]);
  }

  int group() {
    return group;
  }

  /** Unique within the tracker, counted from 1; never used again. */
  public long id() {
    return id;
  }

  /** Whether it was seen often enough to be believed. */
  public boolean confirmed() {
    return confirmed;
  }

  /** Whether a box of the present frame is this object's. */
  public boolean seen() {
    return detection >= 0;
  }

  /** The index of that box, or -1. */
  public int detection() {
    return detection;
  }

  /** Score of the last box. */
  public double score() {
    return score;
  }

  /** In how many frames it was seen. */
  public int hits() {
    return hits;
  }

  /** Time of the first box, in the clock of the updates. */
  public double firstSeen() {
    return firstSeen;
  }

  /** Time of the last box. */
  public double lastSeen() {
    return lastSeen;
  }

  /** The type that most of its boxes had, weighted by their scores. */
  public int type() {
    int best = 0;
    for (int t = 1; t < MOST_TYPES; t++) {
      if (votes[t] > votes[best]) {
        best = t;
      }
    }
    return best;
  }

  /** Left side of the filtered box, in pixels; the place it is expected at while it is not seen. */
  public double x0() {
    return filter.value[0] - filter.value[2] / 2;
  }

  /** Upper side. */
  public double y0() {
    return filter.value[1] - filter.value[3] / 2;
  }

  /** Right side. */
  public double x1() {
    return filter.value[0] + filter.value[2] / 2;
  }

  /** Lower side. */
  public double y1() {
    return filter.value[1] + filter.value[3] / 2;
  }

  /** The filtered box, as a new object. */
  public Box box() {
    return new Box(x0(), y0(), x1(), y1());
  }

  /** Pixels a second to the right. */
  public double velocityX() {
    return filter.velocityX();
  }

  /** Pixels a second down. */
  public double velocityY() {
    return filter.velocityY();
  }
}
