package dev.gatehouse.interior;

import dev.gatehouse.image.Point;
import dev.gatehouse.image.Polygon;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.DoorLine;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The people of one area: dots, counts by zone, doors, flows and heat. Cameras give frames with
 * {@link #see} whenever they have one; {@link #look} tells, a few times a second, what there is.
 *
 * <p><b>Doors.</b> A track has a side of each door's line, which changes only when it is farther
 * from the line than its position errs. Then the steps since it was last certain are counted, those
 * that cut the line one way less those that cut it the other: who went around the door's end has
 * not gone through. What is counted in a zone with doors is changed by its doors alone: who is
 * hidden behind a pillar is still inside.
 *
 * <p><b>Flows</b> between zones that no door joins are told by single tracks, which must have been
 * in the other zone for half a second; each counts once, as at doors.
 *
 * <p>Memory is bounded by the area and the people in view. Thread-safe.
 */
final class AreaPeople {
  /** Cells of half a metre up to this many; of larger areas they are larger. */
  private static final int MOST_CELLS = 1 << 18;

  private static final double SMALLEST_CELL = 0.5; // metres
  private static final double SEEN = 0.8; // seconds for which a track that is not seen is shown
  private static final double FORGOTTEN = 4; // seconds after which it is another track
  private static final double SILENT = 3; // seconds after which a camera shows nothing
  private static final double BROKEN = 1.5; // seconds after which a lost track is not taken up
  private static final double NEAR = 0.6; // metres, and more for each second
  private static final double CERTAIN = 0.5; // seconds in another zone
  private static final double BAND = 0.2; // metres from a door's line, at least
  private static final double LONGEST_STEP = 1; // seconds between two looks that count

  private final Area area;
  private final int zones;
  private final PeopleMerger merger;
  private final Passages passages;
  private final SecureRandom chance;
  private final List<List<PlanTrack>> tracks = new ArrayList<>();
  private final List<PlanTrack> seen = new ArrayList<>();
  private final double[] stamp; // of each camera's last frame, on its clock
  private final double[] arrival; // on this machine's

  // Doors and zones by their places in the area's lists; -1: outside.
  private final int[] left;
  private final int[] right;
  private final boolean[] counted;
  private final boolean[] joined; // from * (zones + 1) + to, with outside as the last
  private final double[] size; // of zones, square metres
  private final int[] people;
  private final int[] visible;

  final double cell; // metres
  final int columns;
  private final float[] heat; // seconds

  // Since the last drain.
  private final double[] peopleSeconds;
  private final int[] most;
  private double seconds;
  private final long[] forward;
  private final long[] backward;
  private final long[] flows;
  private final List<Correction> corrections = new ArrayList<>();

  private double lastLook = Double.NaN;
  private double lastPassage = Double.NEGATIVE_INFINITY;
  private boolean changed = true;

  AreaPeople(Area area, int cameras, SecureRandom chance) {
    this.area = area;
    this.chance = chance;
    this.zones = area.zones().size();
    this.merger = new PeopleMerger(cameras);
    this.passages = new Passages(merger);
    this.stamp = new double[cameras];
    this.arrival = new double[cameras];
    Arrays.fill(stamp, Double.NEGATIVE_INFINITY);
    Arrays.fill(arrival, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < cameras; i++) {
      tracks.add(new ArrayList<>());
    }
    int doors = area.doors().size();
    this.left = new int[doors];
    this.right = new int[doors];
    this.counted = new boolean[zones];
    this.joined = new boolean[(zones + 1) * (zones + 1)];
    Map<String, Integer> places = new HashMap<>();
    this.size = new double[zones];
    for (int i = 0; i < zones; i++) {
      places.put(area.zones().get(i).id(), i);
      size[i] = Polygon.area(area.zones().get(i).polygon());
    }
    for (int i = 0; i < doors; i++) {
      DoorLine door = area.doors().get(i);
      left[i] = place(places, door.left());
      right[i] = place(places, door.right());
      join(left[i], right[i]);
      join(right[i], left[i]);
    }
    this.people = new int[zones];
    this.visible = new int[zones];
    this.peopleSeconds = new double[zones];
    this.most = new int[zones];
    this.forward = new long[doors];
    this.backward = new long[doors];
    this.flows = new long[zones * zones];
    double wanted = Math.sqrt(area.width() * area.height() / MOST_CELLS);
    this.cell = Math.max(SMALLEST_CELL, Math.ceil(wanted / SMALLEST_CELL) * SMALLEST_CELL);
    this.columns = (int) Math.ceil(area.width() / cell);
    this.heat = new float[columns * (int) Math.ceil(area.height() / cell)];
  }

  private static int place(Map<String, Integer> places, Optional<String> zone) {
    return zone.map(id -> places.getOrDefault(id, -1)).orElse(-1);
  }

  private void join(int from, int to) {
    joined[(from < 0 ? zones : from) * (zones + 1) + (to < 0 ? zones : to)] = true;
    if (from >= 0) {
      counted[from] = true;
    }
  }

  Area area() {
    return area;
  }

  /**
   * A camera gave a frame.
   *
   * @param time seconds on the camera's clock, which may differ from others by two; a frame that is
   *     not newer than the last is left out
   * @param now seconds on this machine's clock
   */
  synchronized void see(int camera, double time, double now, Feet feet) {
    if (!(time > stamp[camera])) {
      if (stamp[camera] - time > FORGOTTEN) { // its clock was set back: it begins anew
        tracks.get(camera).clear();
        stamp[camera] = Double.NEGATIVE_INFINITY;
      } else {
        return;
      }
    }
    stamp[camera] = time;
    arrival[camera] = now;
    List<PlanTrack> mine = tracks.get(camera);
    int known = mine.size();
    for (int i = 0; i < feet.size; i++) {
      PlanTrack track = find(mine, known, feet.tracks[i]);
      if (track != null) {
        double fromX = track.x;
        double fromY = track.y;
        double fromTime = track.last;
        track.see(time, feet.xs[i], feet.ys[i], feet.errors[i]);
        move(track, fromX, fromY, fromTime, now);
      }
    }
    for (int i = 0; i < feet.size; i++) {
      if (find(mine, known, feet.tracks[i]) == null) {
        begin(mine, known, camera, feet, i, time, now);
      }
    }
    int kept = 0;
    for (int i = 0; i < mine.size(); i++) {
      if (time - mine.get(i).last <= FORGOTTEN) {
        mine.set(kept++, mine.get(i));
      }
    }
    while (mine.size() > kept) {
      mine.removeLast();
    }
  }

  private static @Nullable PlanTrack find(List<PlanTrack> of, int first, long id) {
    for (int i = 0; i < first; i++) {
      if (of.get(i).track == id) {
        return of.get(i);
      }
    }
    return null;
  }

  private void begin(
      List<PlanTrack> mine, int known, int camera, Feet feet, int i, double time, double now) {
    double x = feet.xs[i];
    double y = feet.ys[i];
    var track =
        new PlanTrack(chance, camera, feet.tracks[i], time, x, y, feet.errors[i], left.length);
    mine.add(track);
    PlanTrack broken = broken(mine, known, track);
    if (broken == null) {
      for (int door = 0; door < left.length; door++) {
        track.right[door] = side(door, x, y) >= 0;
      }
      track.zone = zoneAt(x, y);
      track.nextZone = track.zone;
    } else {
      track.takeUp(broken);
      move(track, broken.x, broken.y, broken.last, now);
    }
  }

  /**
   * The track of the same camera that was lost a moment ago where this one begins, so that nobody
   * is lost, or counted twice, whose track breaks in a door. It is for that alone: the new track
   * has a name of its own.
   */
  private static @Nullable PlanTrack broken(List<PlanTrack> mine, int known, PlanTrack track) {
    PlanTrack best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < known; i++) {
      PlanTrack lost = mine.get(i);
      double gap = track.first - lost.last;
      if (gap > 0 && gap <= BROKEN && lost.after == null) {
        lost.at(track.first);
        double apart = Math.hypot(lost.atX - track.x, lost.atY - track.y);
        if (apart < NEAR + NEAR * gap && apart < least) {
          least = apart;
          best = lost;
        }
      }
    }
    return best;
  }

  /** Metres from a door's line, over 0 to its right. */
  private double side(int door, double x, double y) {
    Point a = area.doors().get(door).from();
    Point b = area.doors().get(door).to();
    double dx = b.x() - a.x();
    double dy = b.y() - a.y();
    return (dx * (y - a.y()) - dy * (x - a.x())) / Math.hypot(dx, dy);
  }

  /** A track went from there to where it is now. */
  private void move(PlanTrack track, double fromX, double fromY, double fromTime, double now) {
    double x = track.x;
    double y = track.y;
    double time = track.last;
    double error = track.error;
    for (int i = 0; i < left.length; i++) {
      double here = side(i, fromX, fromY);
      double there = side(i, x, y);
      double share = here / (here - there);
      if (here < 0 != there < 0) {
        Point a = area.doors().get(i).from();
        Point b = area.doors().get(i).to();
        double cutX = fromX + share * (x - fromX);
        double cutY = fromY + share * (y - fromY);
        double dx = b.x() - a.x();
        double dy = b.y() - a.y();
        double along = ((cutX - a.x()) * dx + (cutY - a.y()) * dy) / (dx * dx + dy * dy);
        // The jambs are not where the plan says to the centimetre, nor are the feet.
        double slack = error / Math.hypot(dx, dy);
        if (along >= -slack && along <= 1 + slack) {
          track.cuts[i] += there >= 0 ? 1 : -1;
          track.cutTimes[i] = fromTime + share * (time - fromTime);
          track.cutXs[i] = cutX;
          track.cutYs[i] = cutY;
        }
      }
      if (Math.abs(there) > Math.max(BAND, error)) {
        boolean over = there >= 0;
        if (over != track.right[i] && track.cuts[i] == (over ? 1 : -1)) {
          pass(track, i, over, now);
        }
        track.right[i] = over;
        track.cuts[i] = 0;
      }
    }
    int zone = zoneAt(x, y);
    if (zone != track.nextZone) {
      track.nextZone = zone;
      track.nextSince = time;
    } else if (zone != track.zone && time - track.nextSince >= CERTAIN) {
      wander(track, zone, now);
    }
  }

  private void pass(PlanTrack track, int door, boolean over, double now) {
    int key = 2 * door + (over ? 1 : 0);
    if (!passages.isNew(
        key, track, track.cutTimes[door], now, track.cutXs[door], track.cutYs[door])) {
      return;
    }
    changed = true;
    lastPassage = now;
    (over ? forward : backward)[door]++;
    int from = over ? left[door] : right[door];
    int to = over ? right[door] : left[door];
    if (from >= 0) {
      if (people[from] == 0) {
        corrections.add(
            new Correction(
                area.zones().get(from).id(), instant(now), -1, 0, Correction.Reason.BELOW_ZERO));
      } else {
        people[from]--;
      }
    }
    if (to >= 0) {
      people[to]++;
      most[to] = Math.max(most[to], people[to]);
    }
  }

  private void wander(PlanTrack track, int to, double now) {
    int from = track.zone;
    track.zone = to;
    if (from < 0 || to < 0 || joined[from * (zones + 1) + to]) {
      return; // of nowhere, or a door counts it
    }
    int key = 2 * left.length + from * zones + to;
    if (passages.isNew(key, track, track.nextSince, now, track.x, track.y)) {
      flows[from * zones + to]++;
    }
  }

  /** The smallest zone in which a point lies, or -1. */
  private int zoneAt(double x, double y) {
    int best = -1;
    for (int i = 0; i < zones; i++) {
      if ((best < 0 || size[i] < size[best]) && contains(i, x, y)) {
        best = i;
      }
    }
    return best;
  }

  private boolean contains(int zone, double x, double y) {
    AreaZone one = area.zones().get(zone);
    return Polygon.contains(one.polygon(), x, y);
  }

  /**
   * What there is at this moment.
   *
   * @param now seconds on this machine's clock; not before the last time
   */
  synchronized LiveArea look(double now) {
    seen.clear();
    boolean watching = false;
    for (int camera = 0; camera < arrival.length; camera++) {
      boolean works = now - arrival[camera] < SILENT;
      watching |= works;
      List<PlanTrack> mine = tracks.get(camera);
      for (int i = 0; i < mine.size(); i++) {
        PlanTrack track = mine.get(i);
        if (works && track.after == null && stamp[camera] - track.last <= SEEN) {
          seen.add(track);
        } else {
          track.dot = -1;
          track.leads = false;
        }
      }
    }
    List<List<PlanTrack>> found = merger.merge(seen);
    double passed = Double.isNaN(lastLook) ? 0 : Math.clamp(now - lastLook, 0, LONGEST_STEP);
    lastLook = now;
    Arrays.fill(visible, 0);
    int inSight = 0;
    List<Dot> dots = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      PlanTrack leader = leader(found.get(i));
      dots.add(new Dot(leader.name, leader.x, leader.y, leader.error, found.get(i).size()));
      boolean inside = false;
      for (int zone = 0; zone < zones; zone++) {
        if (contains(zone, leader.x, leader.y)) {
          visible[zone]++;
          inside = true;
        }
      }
      inSight += inside ? 1 : 0;
      int column = (int) (leader.x / cell);
      int row = (int) (leader.y / cell);
      int place = row * columns + column;
      if (leader.x >= 0 && leader.y >= 0 && column < columns && place < heat.length) {
        heat[place] += (float) passed;
      }
    }
    List<ZoneOccupancy> occupancy = new ArrayList<>(zones);
    int byDoors = 0;
    for (int zone = 0; zone < zones; zone++) {
      int inside = counted[zone] ? people[zone] : visible[zone];
      byDoors += people[zone];
      occupancy.add(
          new ZoneOccupancy(area.zones().get(zone).id(), inside, visible[zone], counted[zone]));
      if (watching) {
        peopleSeconds[zone] += inside * passed;
        most[zone] = Math.max(most[zone], inside);
      }
    }
    seconds += watching ? passed : 0;
    return new LiveArea(
        area.id(), instant(now), watching, Math.max(byDoors, inSight), dots, occupancy);
  }

  /** The track that gives a dot its name and place: the one that did, else the most exact. */
  private static PlanTrack leader(List<PlanTrack> dot) {
    PlanTrack best = dot.getFirst();
    for (int i = 1; i < dot.size(); i++) {
      PlanTrack track = dot.get(i);
      if (track.leads != best.leads ? track.leads : track.error < best.error) {
        best = track;
      }
    }
    for (int i = 0; i < dot.size(); i++) {
      dot.get(i).leads = dot.get(i) == best;
    }
    return best;
  }

  private static Instant instant(double seconds) {
    long whole = (long) Math.floor(seconds);
    return Instant.ofEpochSecond(whole, (long) ((seconds - whole) * 1e9));
  }

  /** Whether nobody went through a door for that time, and a camera works. */
  synchronized boolean quiet(double now, double forSeconds) {
    boolean watching = false;
    for (double last : arrival) {
      watching |= now - last < SILENT;
    }
    return watching && now - lastPassage >= forSeconds;
  }

  /** Sets the counts of zones with doors to those whom cameras see there. */
  synchronized void settle(double now) {
    look(now);
    for (int zone = 0; zone < zones; zone++) {
      if (counted[zone] && people[zone] != visible[zone]) {
        corrections.add(
            new Correction(
                area.zones().get(zone).id(),
                instant(now),
                people[zone],
                visible[zone],
                Correction.Reason.SETTLED));
        people[zone] = visible[zone];
        changed = true;
      }
    }
  }

  /** Takes up counts from before a restart, or before the plan was changed. */
  synchronized void restore(Map<String, Integer> counts) {
    for (int zone = 0; zone < zones; zone++) {
      people[zone] =
          counted[zone] ? Math.max(0, counts.getOrDefault(area.zones().get(zone).id(), 0)) : 0;
    }
  }

  /** What doors have counted, by zone; empty unless that changed since the last call. */
  synchronized Optional<Map<String, Integer>> changedCounts() {
    if (!changed) {
      return Optional.empty();
    }
    changed = false;
    return Optional.of(counts());
  }

  synchronized Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    for (int zone = 0; zone < zones; zone++) {
      if (counted[zone]) {
        counts.put(area.zones().get(zone).id(), people[zone]);
      }
    }
    return counts;
  }

  /** What was counted since the last time, to be written as of that minute. */
  synchronized AreaMinute drain(Instant minute) {
    List<AreaMinute.OfZone> ofZones = new ArrayList<>();
    if (seconds > 0) {
      for (int zone = 0; zone < zones; zone++) {
        ofZones.add(
            new AreaMinute.OfZone(
                area.zones().get(zone).id(), peopleSeconds[zone] / seconds, most[zone]));
      }
    }
    List<AreaMinute.OfDoor> ofDoors = new ArrayList<>();
    for (int door = 0; door < left.length; door++) {
      if (forward[door] + backward[door] > 0) {
        ofDoors.add(
            new AreaMinute.OfDoor(area.doors().get(door).id(), forward[door], backward[door]));
      }
    }
    List<AreaMinute.OfFlow> ofFlows = new ArrayList<>();
    for (int i = 0; i < flows.length; i++) {
      if (flows[i] > 0) {
        ofFlows.add(
            new AreaMinute.OfFlow(
                area.zones().get(i / zones).id(), area.zones().get(i % zones).id(), flows[i]));
      }
    }
    var drained =
        new AreaMinute(
            area.id(), minute, seconds, ofZones, ofDoors, ofFlows, List.copyOf(corrections));
    seconds = 0;
    Arrays.fill(peopleSeconds, 0);
    Arrays.fill(forward, 0);
    Arrays.fill(backward, 0);
    Arrays.fill(flows, 0);
    for (int zone = 0; zone < zones; zone++) {
      most[zone] = counted[zone] ? people[zone] : visible[zone];
    }
    corrections.clear();
    return drained;
  }

  /** Seconds of presence by cell since the last time; empty where there were none. */
  synchronized Optional<HeatGrid> drainHeat() {
    var grid = HeatGrid.of(cell, columns, heat);
    Arrays.fill(heat, 0);
    return grid.isEmpty() ? Optional.empty() : Optional.of(grid);
  }
}
