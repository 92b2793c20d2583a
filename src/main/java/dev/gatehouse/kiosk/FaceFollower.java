package dev.gatehouse.kiosk;

import dev.gatehouse.face.FaceMesh;
import dev.gatehouse.image.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows faces from picture to picture by their meshes: where a face was, its mesh is found again
 * without a detector. A detector is asked now and then, for faces that are new and for those that
 * were lost. When there are more faces than {@link #MOST}, the largest are followed.
 *
 * <p>Everything goes by time, not by pictures. Not thread-safe. Deterministic.
 */
final class FaceFollower {
  /** Faces that are followed at once. */
  static final int MOST = 6;

  /** How long a face may be out of sight, in seconds. */
  static final double PATIENCE = 0.5;

  /** How long a mesh may stand where no detector sees a face. */
  private static final double UNSUPPORTED = 2;

  /** A face takes another's place when it is larger by this factor. */
  private static final double LARGER = 1.5;

  /** New faces a picture: each costs two looks, and the lines of the others wait for it. */
  private static final int NEW_AT_ONCE = 2;

  /** Overlap from which two meshes are of one face. */
  private static final double SAME = 0.4;

  /** Overlap from which a detector's box is that of a mesh. */
  private static final double SUPPORTS = 0.2;

  /** Looks at one picture. */
  interface Look {
    /** The face in a detector's box. */
    Optional<FaceMesh> find(Box face);

    /** The face of the picture before. */
    Optional<FaceMesh> follow(FaceMesh before);
  }

  /** One face over time. */
  static final class Track {
    private final long id;
    private final double since;
    private FaceMesh mesh;
    private Box box;
    private double seenAt;
    private double supportedAt;
    private boolean seen = true;

    /** What is known of the face; it goes with the track. */
    final Impression impression = new Impression();

    private Track(long id, FaceMesh mesh, double seconds) {
      this.id = id;
      this.since = seconds;
      this.mesh = mesh;
      this.box = mesh.box();
      this.seenAt = seconds;
      this.supportedAt = seconds;
    }

    /** Counted from 1; never used again. */
    long id() {
      return id;
    }

    FaceMesh mesh() {
      return mesh;
    }

    /** Around the mesh. */
    Box box() {
      return box;
    }

    /** Whether it is seen in this picture. */
    boolean seen() {
      return seen;
    }

    /** How long it has been there, in seconds. */
    double age() {
      return seenAt - since;
    }

    private void see(FaceMesh now, double seconds) {
      mesh = now;
      box = now.box();
      seenAt = seconds;
      seen = true;
    }
  }

  private final List<Track> tracks = new ArrayList<>();
  private final List<Track> ended = new ArrayList<>();
  private long nextId = 1;
  private double now = Double.NEGATIVE_INFINITY;
  private int others;
  private boolean waiting;

  /**
   * Looks at the next picture.
   *
   * @param detected boxes of all faces, where the detector was asked; empty where it was not
   * @param seconds its time. Where it runs back all tracks end
   */
  void update(Look look, Optional<List<Box>> detected, double seconds) {
    ended.clear();
    if (seconds < now) {
      endAll();
    }
    now = seconds;
    for (Track track : tracks) {
      track.seen = false;
      look.follow(track.mesh)
          .filter(mesh -> plausible(track.box, mesh.box()))
          .ifPresent(mesh -> track.see(mesh, seconds));
    }
    detected.ifPresent(boxes -> support(look, boxes, seconds));
    drop(seconds);
    tracks.sort(Comparator.comparingDouble(track -> -track.box.area()));
  }

  /** A face does not double or halve from one picture to the next. */
  private static boolean plausible(Box before, Box now) {
    double ratio = now.height() / Math.max(before.height(), 1e-6);
    return ratio > 0.5 && ratio < 2;
  }

  private void support(Look look, List<Box> boxes, double seconds) {
    List<Box> largestFirst =
        boxes.stream().sorted(Comparator.comparingDouble(box -> -box.area())).toList();
    Set<Track> taken = new HashSet<>();
    List<Box> free = new ArrayList<>();
    for (Box box : largestFirst) {
      Optional<Track> track = nearest(box, taken);
      if (track.isEmpty()) {
        free.add(box);
        continue;
      }
      Track of = track.get();
      taken.add(of);
      of.supportedAt = seconds;
      if (!of.seen) {
        look.find(box).ifPresent(mesh -> of.see(mesh, seconds));
      }
    }
    int begun = 0;
    others = 0;
    waiting = false;
    for (Box box : free) {
      if (begun < NEW_AT_ONCE && room(box)) {
        Optional<FaceMesh> mesh = look.find(box);
        if (mesh.isPresent() && !known(mesh.get().box())) {
          makeRoom();
          tracks.add(new Track(nextId++, mesh.get(), seconds));
          begun++;
        }
      } else {
        waiting |= room(box);
        others++;
      }
    }
  }

  private Optional<Track> nearest(Box box, Set<Track> taken) {
    return tracks.stream()
        .filter(track -> !taken.contains(track) && track.box.iou(box) >= SUPPORTS)
        .max(Comparator.comparingDouble(track -> track.box.iou(box)));
  }

  /** Whether a face may be followed; the smallest makes room for one that is clearly larger. */
  private boolean room(Box box) {
    return tracks.size() < MOST || box.area() > LARGER * smallest().box.area();
  }

  private void makeRoom() {
    if (tracks.size() >= MOST) {
      Track smallest = smallest();
      tracks.remove(smallest);
      ended.add(smallest);
    }
  }

  private Track smallest() {
    return tracks.stream().min(Comparator.comparingDouble(track -> track.box.area())).orElseThrow();
  }

  private boolean known(Box box) {
    return tracks.stream().anyMatch(track -> track.seen && track.box.iou(box) >= SAME);
  }

  private void drop(double seconds) {
    // Oldest first: of two meshes on one face the older stays.
    List<Track> kept = new ArrayList<>(tracks.size());
    tracks.sort(Comparator.comparingLong(Track::id));
    for (Track track : tracks) {
      boolean lost = seconds - track.seenAt > PATIENCE || seconds - track.supportedAt > UNSUPPORTED;
      boolean twin =
          kept.stream()
              .anyMatch(other -> other.seen && track.seen && other.box.iou(track.box) >= SAME);
      (lost || twin ? ended : kept).add(track);
    }
    tracks.clear();
    tracks.addAll(kept);
  }

  /** Those that are followed, largest first; also those not seen in this picture. */
  List<Track> tracks() {
    return tracks;
  }

  /** Those that ended with this picture. */
  List<Track> ended() {
    return ended;
  }

  void forgetEnded() {
    ended.clear();
  }

  /** How many faces there are besides, as the detector last saw. */
  int others() {
    return others;
  }

  /** Whether a face waits to be followed, so that the detector should be asked again at once. */
  boolean waiting() {
    return waiting;
  }

  /** Ends all tracks; {@link #ended()} has them until the next picture. */
  void endAll() {
    ended.addAll(tracks);
    tracks.clear();
    others = 0;
    waiting = false;
    now = Double.NEGATIVE_INFINITY;
  }
}
