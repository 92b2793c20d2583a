package dev.gatehouse.trail;

import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Path;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a day map of visits, in four steps.
 *
 * <ol>
 *   <li>Visits that one person cannot have made are parted: of all sequences of visits in which
 *       each can be reached from the one before without running, the one of the most time is
 *       believed, and the rest is doubtful. A camera that took somebody else for the member seldom
 *       does so for long.
 *   <li>Where two cameras saw the member at one time, or their clocks differ by a little, the later
 *       visit goes on where it began; nothing is ever before what preceded it.
 *   <li>Who was still when a camera lost sight of them stayed; who was going has gone. So who is
 *       seen in the same room before and after a gap, still both times, was there; and who is seen
 *       elsewhere walked there along the ways of the site, late if they were still before, early if
 *       they are still afterwards.
 *   <li>What is too long for that, or has no way, is unknown: who walks out of one camera's sight
 *       and into another's half an hour later was anywhere.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class DayMaps {
  /** Metres a second of somebody who walks at ease (Bohannon 1997: 1.3 to 1.4 for adults). */
  static final double WALKING = 1.3;

  /** Of somebody in a great hurry. */
  private static final double FASTEST = 2.5;

  /** Two cameras' clocks, each wrong by 2 s at most. */
  private static final Duration CLOCKS = Duration.ofSeconds(4);

  /** Metres by which the place of somebody in a camera's sight may be wrong. */
  private static final double SIGHT = 15;

  /** Metres within which two places without a zone are one. */
  private static final double SPOT = 8;

  /** How long somebody who was still is believed to be so, out of sight. */
  static final Duration LONGEST_STAY = Duration.ofMinutes(60);

  /** Who was on their way is anywhere after this. */
  static final Duration SHORT = Duration.ofMinutes(3);

  /** How far back a visit looks for one to follow. */
  private static final int LOOK_BACK = 24;

  private final Sites sites;

  public DayMaps(Sites sites) {
    this.sites = sites;
  }

  /**
   * @param visits in any order; what lies outside of the time is cut off
   */
  public DayMap of(List<Visit> visits, Instant from, Instant to) {
    List<Visit> sorted =
        visits.stream()
            .filter(visit -> visit.from().isBefore(to) && !visit.to().isBefore(from))
            .map(visit -> cut(visit, from, to))
            .sorted(Comparator.comparing(Visit::from).thenComparing(Visit::to))
            .toList();
    List<Visit> believed = believed(sorted);
    List<Visit> doubtful = new ArrayList<>(sorted);
    doubtful.removeAll(believed);
    var drawing = new Drawing();
    inOrder(believed).forEach(drawing::add);
    return new DayMap(drawing.pieces, drawing.stops(), doubtful);
  }

  private static Visit cut(Visit visit, Instant from, Instant to) {
    Instant start = visit.from().isBefore(from) ? from : visit.from();
    Instant end = visit.to().isAfter(to) ? to : visit.to();
    return visit.between(start, end);
  }

  // ---- what one person can have done

  /** The sequence of the greatest weight, by dynamic programming. */
  private List<Visit> believed(List<Visit> sorted) {
    int n = sorted.size();
    double[] best = new double[n];
    int[] before = new int[n];
    int last = -1;
    for (int i = 0; i < n; i++) {
      best[i] = weight(sorted.get(i));
      before[i] = -1;
      for (int j = i - 1; j >= Math.max(0, i - LOOK_BACK); j--) {
        double sum = best[j] + weight(sorted.get(i));
        if (sum > best[i] && reachable(sorted.get(j), sorted.get(i))) {
          best[i] = sum;
          before[i] = j;
        }
      }
      if (last < 0 || best[i] > best[last]) {
        last = i;
      }
    }
    List<Visit> chain = new ArrayList<>();
    for (int i = last; i >= 0; i = before[i]) {
      chain.add(sorted.get(i));
    }
    Collections.reverse(chain);
    return chain;
  }

  /** A visit counts for itself, and for its length. */
  private static double weight(Visit visit) {
    return 1 + Math.min(10, visit.length().toSeconds() / 60.0) + visit.score();
  }

  private boolean reachable(Visit a, Visit b) {
    if (a.position().isEmpty() || b.position().isEmpty()) {
      return true;
    }
    Duration gap = Duration.between(a.to(), b.from());
    double seconds = Math.max(0, gap.toMillis() / 1000.0) + CLOCKS.toSeconds();
    return atLeast(a.position().get(), b.position().get()) <= seconds * FASTEST + SIGHT;
  }

  /** Metres that nobody can save; 0 where nothing is known. */
  private double atLeast(Position a, Position b) {
    return a.area().equals(b.area())
        ? a.metres().distance(b.metres())
        : sites.path(a, b).map(Path::length).orElse(0.0);
  }

  // ---- one after another

  /** Without overlaps: each ends where the next begins, at the latest. */
  private static List<Visit> inOrder(List<Visit> chain) {
    List<Visit> ordered = new ArrayList<>();
    for (Visit next : chain) {
      Visit last = ordered.isEmpty() ? null : ordered.getLast();
      if (last != null && next.from().isBefore(last.to())) {
        if (!next.to().isAfter(last.to()) && next.length().compareTo(CLOCKS) > 0) {
          // Another camera saw a part of it too: that part is the other's, what follows is not.
          ordered.set(ordered.size() - 1, ending(last, next.from()));
          ordered.add(next);
          if (last.to().isAfter(next.to())) {
            ordered.add(beginning(last, next.to()));
          }
          continue;
        }
        if (!next.to().isAfter(last.to())) {
          continue;
        }
        ordered.set(ordered.size() - 1, ending(last, next.from()));
      }
      ordered.add(next);
    }
    return ordered;
  }

  private static Visit ending(Visit visit, Instant at) {
    Instant end = at.isBefore(visit.from()) ? visit.from() : at;
    return visit.between(visit.from(), end);
  }

  private static Visit beginning(Visit visit, Instant at) {
    return visit.between(at, visit.to());
  }

  // ---- drawing

  private final class Drawing {
    private final List<DayMap.Piece> pieces = new ArrayList<>();
    private final List<List<Visit>> stops = new ArrayList<>();
    private final List<Instant> begins = new ArrayList<>();
    private final List<Instant> ends = new ArrayList<>();

    void add(Visit visit) {
      if (pieces.isEmpty()) {
        begin(visit, visit.from());
      } else {
        Visit last = stops.getLast().getLast();
        Instant from = pieces.getLast().to();
        Instant to = visit.from().isBefore(from) ? from : visit.from();
        bridge(last, visit, from, to);
      }
      stops.getLast().add(visit);
      put(DayMap.Kind.SEEN, visit, max(visit.from(), endOfPieces(visit)), visit.to());
      ends.set(ends.size() - 1, pieces.isEmpty() ? visit.to() : pieces.getLast().to());
    }

    private Instant endOfPieces(Visit visit) {
      return pieces.isEmpty() ? visit.from() : pieces.getLast().to();
    }

    private void begin(Visit visit, Instant at) {
      stops.add(new ArrayList<>());
      begins.add(at);
      ends.add(max(at, visit.from()));
    }

    /** What may be said of the time between two sightings. */
    private void bridge(Visit last, Visit visit, Instant from, Instant to) {
      Duration gap = Duration.between(from, to);
      // Who was still when lost from sight is still there; who was going has gone.
      boolean stayed = last.stillAtLast();
      boolean waited = visit.stillAtFirst();
      if (sameSpot(last, visit)) {
        if (gap.compareTo(stayed && waited ? LONGEST_STAY : SHORT) <= 0) {
          put(DayMap.Kind.STAYED, last, from, to);
          return;
        }
        // Went and came back, of which one was seen: the other was at any time, so half of it.
        boolean half = (stayed || waited) && gap.compareTo(LONGEST_STAY) <= 0;
        Instant left = half && stayed ? from.plus(gap.dividedBy(2)) : from;
        Instant back = half && waited ? to.minus(gap.dividedBy(2)) : to;
        put(DayMap.Kind.STAYED, last, from, left);
        ends.set(ends.size() - 1, left);
        unknown(left, back);
        begin(visit, back);
        put(DayMap.Kind.STAYED, visit, back, to);
        return;
      }
      Optional<Path> way =
          last.spot().flatMap(a -> visit.spot().flatMap(b -> sites.path(end(a), start(b))));
      Duration longest = stayed || waited ? LONGEST_STAY : SHORT;
      if (way.isEmpty() || gap.compareTo(longest) > 0) {
        unknown(from, to);
        begin(visit, to);
        return;
      }
      Duration walking = Duration.ofMillis((long) (way.get().length() / WALKING * 1000));
      Duration spare = walking.compareTo(gap) < 0 ? gap.minus(walking) : Duration.ZERO;
      Duration before =
          stayed ? (waited ? spare.dividedBy(2) : spare) : Duration.ZERO; // else after the walk
      Instant left = from.plus(before);
      Instant arrived = to.minus(spare.minus(before));
      put(DayMap.Kind.STAYED, last, from, left);
      ends.set(ends.size() - 1, left);
      if (arrived.isAfter(left)) {
        pieces.add(
            new DayMap.Piece(DayMap.Kind.WALKED, left, arrived, "", "", Optional.empty(), way, -1));
      }
      begin(visit, arrived);
      put(DayMap.Kind.STAYED, visit, arrived, to);
    }

    private static Position start(Visit.Spot spot) {
      return new Position(spot.area(), spot.first());
    }

    private static Position end(Visit.Spot spot) {
      return new Position(spot.area(), spot.last());
    }

    private void unknown(Instant from, Instant to) {
      if (to.isAfter(from)) {
        pieces.add(
            new DayMap.Piece(
                DayMap.Kind.UNKNOWN, from, to, "", "", Optional.empty(), Optional.empty(), -1));
      }
    }

    private void put(DayMap.Kind kind, Visit visit, Instant from, Instant to) {
      if (to.isAfter(from) || kind == DayMap.Kind.SEEN && !to.isBefore(from)) {
        pieces.add(
            new DayMap.Piece(
                kind,
                from,
                to,
                visit.place(),
                visit.camera(),
                visit.position(),
                Optional.empty(),
                stops.size() - 1));
      }
    }

    List<DayMap.Stop> stops() {
      List<DayMap.Stop> all = new ArrayList<>();
      for (int i = 0; i < stops.size(); i++) {
        int stop = i;
        Duration seen = Duration.ZERO;
        for (DayMap.Piece piece : pieces) {
          if (piece.stop() == stop && piece.kind() == DayMap.Kind.SEEN) {
            seen = seen.plus(Duration.between(piece.from(), piece.to()));
          }
        }
        Set<String> cameras = new LinkedHashSet<>();
        stops.get(i).forEach(visit -> cameras.add(visit.camera()));
        Visit longest = Collections.max(stops.get(i), Comparator.comparing(Visit::length));
        all.add(
            new DayMap.Stop(
                begins.get(i),
                ends.get(i),
                stops.get(i).getFirst().place(),
                List.copyOf(cameras),
                longest.position(),
                seen));
      }
      return all;
    }
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private boolean sameSpot(Visit a, Visit b) {
    if (a.position().isEmpty() || b.position().isEmpty()) {
      return a.place().equals(b.place())
          && (a.camera().equals(b.camera()) || a.position().isEmpty() && b.position().isEmpty());
    }
    Position one = a.position().get();
    Position other = b.position().get();
    if (!one.area().equals(other.area())) {
      return false;
    }
    Optional<AreaZone> zone = zone(one);
    return zone.isPresent() || zone(other).isPresent()
        ? zone.map(AreaZone::id).equals(zone(other).map(AreaZone::id))
        : one.metres().distance(other.metres()) <= SPOT;
  }

  /** The first zone of a position. */
  public Optional<AreaZone> zone(Position position) {
    return sites
        .area(position.area())
        .flatMap(area -> area.zonesAt(position.metres()).stream().findFirst());
  }
}
