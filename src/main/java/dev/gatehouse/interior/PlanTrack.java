package dev.gatehouse.interior;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The way of one camera's track over the plan, of the last seconds. Its name is drawn by chance and
 * says nothing of the camera, of other tracks, or of who it is. One thread.
 */
final class PlanTrack {
  private static final int LENGTH = 64;
  private static final double STEP = 0.1; // seconds: with it the ring holds over six of them
  private static final double SLOPE = 0.8; // seconds of regression
  private static final double FASTEST = 4; // m/s of who runs indoors
  private static final double FURTHEST = 1; // seconds beyond what was seen that are guessed
  private static final char[] LETTERS = "0123456789abcdefghijklmnopqrstuv".toCharArray();

  final String name;
  final int camera;
  final long track;
  final double first; // seconds on the camera's clock, as all times here
  double last;
  double x; // metres of the area
  double y;
  double error; // metres, one standard deviation
  double vx; // metres per second
  double vy;

  /** Of the merger: who is taken for one person has the same. */
  int dot = -1;

  /** Whether it gave the dot its name. */
  boolean leads;

  // Of the passages.
  final boolean[] right;
  final int[] cuts;
  final double[] cutTimes;
  final double[] cutXs;
  final double[] cutYs;

  /** The track that it took up, and the one that took it up; of the passages alone. */
  @Nullable PlanTrack before;

  @Nullable PlanTrack after;
  int zone = -1;
  int nextZone = -1;
  double nextSince;

  private final double[] times = new double[LENGTH];
  private final double[] xs = new double[LENGTH];
  private final double[] ys = new double[LENGTH];
  private int size;
  private int head; // the newest

  // The answer of at().
  double atX;
  double atY;

  PlanTrack(
      SecureRandom chance,
      int camera,
      long track,
      double time,
      double x,
      double y,
      double error,
      int doors) {
    this.name = name(chance.nextLong());
    this.camera = camera;
    this.track = track;
    this.first = time;
    this.right = new boolean[doors];
    this.cuts = new int[doors];
    this.cutTimes = new double[doors];
    this.cutXs = new double[doors];
    this.cutYs = new double[doors];
    see(time, x, y, error);
  }

  /** Goes on at doors and zones where a track was lost. */
  void takeUp(PlanTrack lost) {
    lost.after = this;
    lost.before = null; // no chains
    before = lost;
    dot = lost.dot;
    System.arraycopy(lost.right, 0, right, 0, right.length);
    System.arraycopy(lost.cuts, 0, cuts, 0, cuts.length);
    System.arraycopy(lost.cutTimes, 0, cutTimes, 0, cutTimes.length);
    System.arraycopy(lost.cutXs, 0, cutXs, 0, cutXs.length);
    System.arraycopy(lost.cutYs, 0, cutYs, 0, cutYs.length);
    zone = lost.zone;
    nextZone = lost.nextZone;
    nextSince = lost.nextSince;
  }

  private static String name(long bits) {
    var text = new char[13];
    for (int i = 0; i < text.length; i++) {
      text[i] = LETTERS[(int) (bits >>> (5 * i)) & 31];
    }
    return new String(text);
  }

  /**
   * @param time not before the last
   */
  void see(double time, double metresX, double metresY, double metresError) {
    boolean replace = size >= 2 && time - times[index(1)] < STEP;
    if (!replace) {
      head = (head + 1) % LENGTH;
      size = Math.min(LENGTH, size + 1);
    }
    times[head] = time;
    xs[head] = metresX;
    ys[head] = metresY;
    x = metresX;
    y = metresY;
    error = metresError;
    last = time;
    slope();
  }

  /**
   * @param back 0 the newest
   */
  private int index(int back) {
    return (head - back + LENGTH) % LENGTH;
  }

  private void slope() {
    double t = 0;
    double mx = 0;
    double my = 0;
    int n = 0;
    while (n < size && last - times[index(n)] <= SLOPE) {
      int i = index(n++);
      t += times[i];
      mx += xs[i];
      my += ys[i];
    }
    t /= n;
    mx /= n;
    my /= n;
    double tt = 0;
    double tx = 0;
    double ty = 0;
    for (int k = 0; k < n; k++) {
      int i = index(k);
      double d = times[i] - t;
      tt += d * d;
      tx += d * (xs[i] - mx);
      ty += d * (ys[i] - my);
    }
    if (tt < 0.05) {
      vx = 0;
      vy = 0;
      return;
    }
    vx = tx / tt;
    vy = ty / tt;
    double speed = Math.hypot(vx, vy);
    if (speed > FASTEST) {
      vx *= FASTEST / speed;
      vy *= FASTEST / speed;
    }
  }

  double speed() {
    return Math.hypot(vx, vy);
  }

  /** The earliest moment of which something is remembered. */
  double oldest() {
    return times[index(size - 1)];
  }

  /** Where it was, or would be going on as it went, into {@link #atX} and {@link #atY}. */
  void at(double time) {
    if (time >= last) {
      double ahead = Math.min(FURTHEST, time - last);
      atX = x + vx * ahead;
      atY = y + vy * ahead;
      return;
    }
    int newer = head;
    for (int back = 1; back < size; back++) {
      int i = index(back);
      if (times[i] <= time) {
        double gap = times[newer] - times[i];
        double share = gap > 0 ? (time - times[i]) / gap : 0;
        atX = xs[i] + share * (xs[newer] - xs[i]);
        atY = ys[i] + share * (ys[newer] - ys[i]);
        return;
      }
      newer = i;
    }
    double behind = Math.min(FURTHEST, times[newer] - time);
    atX = xs[newer] - vx * behind;
    atY = ys[newer] - vy * behind;
  }
}
