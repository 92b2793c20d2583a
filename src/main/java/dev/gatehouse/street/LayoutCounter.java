package dev.gatehouse.street;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Counts tracks over the lines and in the zones of a layout, and measures their speed over ground.
 * An object is where its foot point is, the middle of its box's lower edge.
 *
 * <p><b>Lines.</b> A track has a side of each line, which changes only when its foot point is
 * farther from the line than a band of 0.1 times the object's size, so that a point that trembles
 * on the line changes nothing. When the side changes, the steps since it was last certain are
 * counted: those that cut the finite line in the one direction, less those in the other. It has
 * crossed if something is left; who went around the line's end has not. Steps may be long: a track
 * that was hidden when it crossed is counted where the straight way cuts the line. Each track
 * counts once in each direction.
 *
 * <p><b>Zones.</b> A track has entered or left when it has been so for 0.3 s without a break; the
 * time that counts is the first moment.
 *
 * <p><b>Speed.</b> The slope of the regression of the ground's coordinates on time, over about a
 * second; of a track, the median of these.
 *
 * <p>Everything goes by time, not by frames. One thread.
 */
public final class LayoutCounter {
  private static final double BAND = 0.1; // of the square root of the box's area
  private static final double SMALLEST_BAND = 2; // pixels
  private static final double CERTAIN = 0.3; // seconds inside or outside
  private static final double WINDOW = 1; // seconds of regression
  private static final double SHORTEST_WINDOW = 0.4;
  private static final double LONGEST_WINDOW = 4;
  private static final double SAMPLE_EVERY = 0.025; // seconds
  private static final double SPEED_EVERY = 0.2; // seconds
  private static final double PIXEL = 1 / 1080.0; // of the picture's height, what a foot point errs
  private static final double COARSEST =
      0.5; // metres on the ground by which such an error moves it
  private static final double STEP = 0.004; // of the picture: shorter ones are not kept
  private static final int PATH = 64;
  private static final int TRAIL = 32;

  private final Layout layout;
  private final ZoneId timeZone;
  private final @Nullable Homography ground;
  private final Map<Long, Walk> walks = new HashMap<>();

  private LocalDate day;
  private long nextMidnight; // seconds of the epoch
  private final long[] forward;
  private final long[] backward;
  private final int[] inside;
  private final long[] entered;
  private final long[] stays;
  private final double[] dwell;

  /**
   * @param timeZone says when midnight is
   * @param start what had been counted before on that day, as after a restart; what it says of now
   *     is left out
   */
  public LayoutCounter(Layout layout, ZoneId timeZone, LayoutCounts start) {
    this.layout = layout;
    this.timeZone = timeZone;
    this.ground = layout.ground().map(GroundPlane::homography).orElse(null);
    this.forward = new long[layout.lines().size()];
    this.backward = new long[forward.length];
    this.inside = new int[layout.zones().size()];
    this.entered = new long[inside.length];
    this.stays = new long[inside.length];
    this.dwell = new double[inside.length];
    this.day = start.day();
    this.nextMidnight = midnightAfter(day);
    for (int i = 0; i < forward.length; i++) {
      var known = start.line(layout.lines().get(i).id());
      forward[i] = known.forward();
      backward[i] = known.backward();
    }
    for (int i = 0; i < inside.length; i++) {
      var known = start.zone(layout.zones().get(i).id());
      entered[i] = known.total();
      stays[i] = known.stays();
      dwell[i] = known.dwellSeconds().orElse(0) * known.stays();
    }
  }

  public Layout layout() {
    return layout;
  }

  /**
   * A track was seen.
   *
   * @param track its id
   * @param box in pixels of the frame
   * @param width of the frame, in pixels; may change from frame to frame
   * @param height of the frame
   * @param time of the frame; one that is earlier than the last is taken for the last
   */
  public void see(long track, Box box, int width, int height, Instant time) {
    turnDay(time);
    double x = Math.clamp((box.x0() + box.x1()) / 2 / width, 0, 1);
    double y = Math.clamp(box.y1() / height, 0, 1);
    Walk walk = walks.get(track);
    boolean fresh = walk == null;
    if (walk == null) {
      walk = new Walk(time, forward.length, inside.length);
      walks.put(track, walk);
    }
    double now = Math.max(walk.now, walk.seconds(time));
    double band = Math.max(SMALLEST_BAND, BAND * Math.sqrt(box.area()));
    for (int i = 0; i < forward.length; i++) {
      cross(walk, i, fresh, x, y, width, height, band, now);
    }
    for (int i = 0; i < inside.length; i++) {
      stay(walk, i, layout.zones().get(i).contains(x, y), now);
    }
    boolean cut = box.x0() < 1 || box.x1() > width - 1 || box.y1() > height - 1;
    if (ground != null && !cut) {
      measure(walk, ground, x, y, now);
    }
    walk.remember(x, y);
    walk.x = x;
    walk.y = y;
    walk.now = now;
  }

  private void cross(
      Walk walk,
      int i,
      boolean fresh,
      double x,
      double y,
      int width,
      int height,
      double band,
      double now) {
    CountingLine line = layout.lines().get(i);
    double dx = (line.to().x() - line.from().x()) * width;
    double dy = (line.to().y() - line.from().y()) * height;
    double length = Math.hypot(dx, dy);
    double there = distance(line, dx, dy, length, x, y, width, height);
    if (fresh) {
      walk.right[i] = there >= 0;
      return;
    }
    double here = distance(line, dx, dy, length, walk.x, walk.y, width, height);
    if (here < 0 != there < 0) {
      double share = here / (here - there);
      double cutX = (walk.x + share * (x - walk.x) - line.from().x()) * width;
      double cutY = (walk.y + share * (y - walk.y) - line.from().y()) * height;
      double along = (cutX * dx + cutY * dy) / (length * length);
      if (along >= 0 && along <= 1) {
        walk.cuts[i] += there >= 0 ? 1 : -1;
        walk.cutAt[i] = walk.now + share * (now - walk.now);
      }
    }
    if (Math.abs(there) > band) {
      boolean right = there >= 0;
      if (right != walk.right[i] && walk.cuts[i] == (right ? 1 : -1)) {
        count(walk, i, right);
      }
      walk.right[i] = right;
      walk.cuts[i] = 0;
    }
  }

  /** In pixels, over 0 to the right of the arrow. */
  private static double distance(
      CountingLine line,
      double dx,
      double dy,
      double length,
      double x,
      double y,
      int width,
      int height) {
    double px = (x - line.from().x()) * width;
    double py = (y - line.from().y()) * height;
    return (dx * py - dy * px) / length;
  }

  private void count(Walk walk, int i, boolean right) {
    boolean[] done = right ? walk.wentForward : walk.wentBackward;
    if (!done[i]) {
      done[i] = true;
      walk.crossings.add(
          new Crossing(layout.lines().get(i).id(), right, walk.instant(walk.cutAt[i])));
      (right ? forward : backward)[i]++;
    }
  }

  private void stay(Walk walk, int i, boolean in, double now) {
    if (in == walk.in[i]) {
      walk.since[i] = Double.NaN;
      return;
    }
    if (Double.isNaN(walk.since[i])) {
      walk.since[i] = now;
    }
    if (now - walk.since[i] >= CERTAIN - 1e-6) {
      if (in) {
        walk.in[i] = true;
        walk.entered[i] = walk.since[i];
        inside[i]++;
        entered[i]++;
      } else {
        leave(walk, i, walk.since[i]);
      }
      walk.since[i] = Double.NaN;
    }
  }

  private void leave(Walk walk, int i, double at) {
    double seconds = at - walk.entered[i];
    walk.in[i] = false;
    walk.stays.add(
        new ZoneStay(
            layout.zones().get(i).id(),
            walk.instant(walk.entered[i]),
            Duration.ofMillis(Math.round(1000 * seconds))));
    inside[i]--;
    stays[i]++;
    dwell[i] += seconds;
  }

  private static void measure(Walk walk, Homography ground, double x, double y, double now) {
    boolean measurable = ground.w(x, y) > 0 && ground.stretch(x, y) * PIXEL < COARSEST;
    if (measurable && now - walk.lastSample >= SAMPLE_EVERY) {
      walk.sample(ground.x(x, y), ground.y(x, y), now);
    }
  }

  /**
   * The speed of a track now, in km/h; empty without a calibrated ground, before it has been seen
   * for 0.4 s, and where the ground is too far for the picture to tell.
   */
  public OptionalDouble speed(long track) {
    Walk walk = walks.get(track);
    return walk == null || Double.isNaN(walk.speed)
        ? OptionalDouble.empty()
        : OptionalDouble.of(walk.speed);
  }

  /** The last foot points of a track as fractions of the picture, oldest first; at most 33. */
  public List<Point> trail(long track) {
    Walk walk = walks.get(track);
    return walk == null ? List.of() : walk.trail();
  }

  /** Forgets a track and tells where it went. One that was never seen went nowhere. */
  public TrackSummary end(long track) {
    Walk walk = walks.remove(track);
    if (walk == null) {
      return TrackSummary.NOTHING;
    }
    for (int i = 0; i < inside.length; i++) {
      if (walk.in[i]) {
        leave(walk, i, Double.isNaN(walk.since[i]) ? walk.now : walk.since[i]);
      }
    }
    walk.crossings.sort(Comparator.comparing(Crossing::at));
    walk.stays.sort(Comparator.comparing(ZoneStay::entered));
    return new TrackSummary(
        walk.crossings, walk.stays, walk.median(), PathThinning.thin(walk.path(), PATH));
  }

  /** What was counted since midnight. */
  public LayoutCounts counts(Instant now) {
    turnDay(now);
    Map<String, LayoutCounts.OfLine> lines = HashMap.newHashMap(forward.length);
    for (int i = 0; i < forward.length; i++) {
      lines.put(layout.lines().get(i).id(), new LayoutCounts.OfLine(forward[i], backward[i]));
    }
    Map<String, LayoutCounts.OfZone> zones = HashMap.newHashMap(inside.length);
    for (int i = 0; i < inside.length; i++) {
      zones.put(
          layout.zones().get(i).id(),
          new LayoutCounts.OfZone(
              inside[i],
              entered[i],
              stays[i],
              stays[i] == 0 ? OptionalDouble.empty() : OptionalDouble.of(dwell[i] / stays[i])));
    }
    return new LayoutCounts(day, lines, zones);
  }

  private void turnDay(Instant time) {
    if (time.getEpochSecond() >= nextMidnight) {
      day = LocalDate.ofInstant(time, timeZone);
      nextMidnight = midnightAfter(day);
      for (int i = 0; i < forward.length; i++) {
        forward[i] = 0;
        backward[i] = 0;
      }
      for (int i = 0; i < inside.length; i++) {
        entered[i] = 0;
        stays[i] = 0;
        dwell[i] = 0;
      }
    }
  }

  private long midnightAfter(LocalDate date) {
    return date.plusDays(1).atStartOfDay(timeZone).toEpochSecond();
  }

  /** One track's way. */
  private static final class Walk {
    private static final int SAMPLES = 64;
    private static final int SPEEDS = 128;
    private static final int POINTS = 256;

    final Instant start;
    double x;
    double y;
    double now; // seconds since start

    final boolean[] right;
    final int[] cuts;
    final double[] cutAt;
    final boolean[] wentForward;
    final boolean[] wentBackward;
    final boolean[] in;
    final double[] since; // of what is not certain yet; NaN: nothing is uncertain
    final double[] entered;
    final List<Crossing> crossings = new ArrayList<>(2);
    final List<ZoneStay> stays = new ArrayList<>(2);

    // The last ground positions, in a ring: metres and seconds.
    private double @Nullable [] ring;
    private int samples;
    double lastSample = Double.NEGATIVE_INFINITY;
    double speed = Double.NaN;
    private double[] speeds = new double[8];
    private int speedCount;
    private double speedEvery = SPEED_EVERY;
    private double lastSpeed = Double.NEGATIVE_INFINITY;

    private double[] points = new double[32];
    private int pointCount;
    private double step = STEP;

    Walk(Instant start, int lines, int zones) {
      this.start = start;
      this.right = new boolean[lines];
      this.cuts = new int[lines];
      this.cutAt = new double[lines];
      this.wentForward = new boolean[lines];
      this.wentBackward = new boolean[lines];
      this.in = new boolean[zones];
      this.since = new double[zones];
      this.entered = new double[zones];
      Arrays.fill(since, Double.NaN);
    }

    double seconds(Instant time) {
      return (time.getEpochSecond() - start.getEpochSecond())
          + (time.getNano() - start.getNano()) * 1e-9;
    }

    Instant instant(double seconds) {
      return start.plusNanos(Math.round(seconds * 1e9));
    }

    void sample(double x, double y, double now) {
      double[] ring = this.ring;
      if (ring == null) {
        ring = new double[3 * SAMPLES];
        this.ring = ring;
      }
      int at = 3 * (samples % SAMPLES);
      ring[at] = x;
      ring[at + 1] = y;
      ring[at + 2] = now;
      samples++;
      lastSample = now;
      speed = regression(ring, now);
      if (!Double.isNaN(speed) && now - lastSpeed >= speedEvery) {
        lastSpeed = now;
        keepSpeed();
      }
    }

    private double regression(double[] ring, double now) {
      double sumT = 0;
      double sumX = 0;
      double sumY = 0;
      double sumTt = 0;
      double sumTx = 0;
      double sumTy = 0;
      double span = 0;
      int n = 0;
      // Seen from the newest sample, so that large times and places cost no digits.
      int newest = 3 * ((samples - 1) % SAMPLES);
      while (n < Math.min(samples, SAMPLES) && !(n >= 3 && span >= WINDOW)) {
        int at = 3 * ((samples - 1 - n) % SAMPLES);
        double t = ring[at + 2] - now;
        if (-t > LONGEST_WINDOW) {
          break;
        }
        double x = ring[at] - ring[newest];
        double y = ring[at + 1] - ring[newest + 1];
        span = -t;
        n++;
        sumT += t;
        sumX += x;
        sumY += y;
        sumTt += t * t;
        sumTx += t * x;
        sumTy += t * y;
      }
      if (n < 3 || span < SHORTEST_WINDOW) {
        return Double.NaN;
      }
      double variance = sumTt - sumT * sumT / n;
      double vx = (sumTx - sumT * sumX / n) / variance;
      double vy = (sumTy - sumT * sumY / n) / variance;
      return 3.6 * Math.hypot(vx, vy);
    }

    /** Where there are too many, every second one goes and they are taken half as often. */
    private void keepSpeed() {
      if (speedCount == SPEEDS) {
        for (int i = 0; i < SPEEDS / 2; i++) {
          speeds[i] = speeds[2 * i];
        }
        speedCount = SPEEDS / 2;
        speedEvery *= 2;
      } else if (speedCount == speeds.length) {
        speeds = Arrays.copyOf(speeds, 2 * speeds.length);
      }
      speeds[speedCount++] = speed;
    }

    OptionalDouble median() {
      if (speedCount == 0) {
        return OptionalDouble.empty();
      }
      double[] sorted = Arrays.copyOf(speeds, speedCount);
      Arrays.sort(sorted);
      int middle = speedCount / 2;
      return OptionalDouble.of(
          speedCount % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** Where there are too many points, every second one goes and steps are twice as long. */
    void remember(double x, double y) {
      if (pointCount > 0) {
        double dx = x - points[2 * pointCount - 2];
        double dy = y - points[2 * pointCount - 1];
        if (dx * dx + dy * dy < step * step) {
          return;
        }
      }
      if (pointCount == POINTS) {
        for (int i = 0; i < POINTS / 2; i++) {
          points[2 * i] = points[4 * i];
          points[2 * i + 1] = points[4 * i + 1];
        }
        pointCount = POINTS / 2;
        step *= 2;
      } else if (2 * pointCount == points.length) {
        points = Arrays.copyOf(points, 2 * points.length);
      }
      points[2 * pointCount] = x;
      points[2 * pointCount + 1] = y;
      pointCount++;
    }

    List<Point> path() {
      return lastPoints(pointCount);
    }

    List<Point> trail() {
      return lastPoints(Math.min(TRAIL, pointCount));
    }

    /** The last ones kept, and where it is now. */
    private List<Point> lastPoints(int count) {
      List<Point> list = new ArrayList<>(count + 1);
      for (int i = pointCount - count; i < pointCount; i++) {
        list.add(new Point(points[2 * i], points[2 * i + 1]));
      }
      var last = new Point(x, y);
      if (list.isEmpty() || !list.getLast().equals(last)) {
        list.add(last);
      }
      return list;
    }
  }
}
