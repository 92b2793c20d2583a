package dev.gatehouse.kiosk;

import dev.gatehouse.face.AgeSexEstimator;
import dev.gatehouse.face.Appeal;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceDetector;
import dev.gatehouse.face.FaceMesh;
import dev.gatehouse.face.FaceMesher;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * From pictures to faces with lines, guesses and greetings. What it knows of a face goes with the
 * face's track. Where the camera is covered, the mark of an opt-out is shown, or somebody asked for
 * a pause, it forgets everybody and looks at no face. For one thread.
 */
public final class KioskAnalysis implements AutoCloseable {
  /** How often the detector looks for faces that are new, in seconds. */
  private static final double DETECT_EVERY = 0.3;

  private static final double DETECT_EVERY_IF_NOBODY = 0.1;

  /** Smallest face, as a share of the picture's height. */
  private static final double SMALLEST = 1 / 14.0;

  private static final int SMALLEST_PIXELS = 28;

  /** A cover must be there, or gone, for so long. */
  private static final double COVER_SECONDS = 0.3;

  /** Who was there for shorter is not counted: they passed by. */
  private static final double COUNTED_AFTER = 2; // seconds

  private final FaceDetector detector;
  private final FaceMesher mesher;
  private final AgeSexEstimator estimator;
  private final Optional<Greeter> greeter;
  private final Consumer<AgeBand> counter;
  private final FaceFollower follower = new FaceFollower();
  private final CoverSensor cover = new CoverSensor();
  private final OptOutMark mark = new OptOutMark();
  private int width;
  private int height;
  private double detectedAt = Double.NEGATIVE_INFINITY;
  private double last = Double.NEGATIVE_INFINITY;
  private boolean covered;
  private double coverChanges = Double.NaN;

  /**
   * @param greeter closed with the analysis; empty where nobody is to be greeted
   * @param counter told the age band of each person who was looked at and has left
   */
  KioskAnalysis(KioskModels models, Optional<Greeter> greeter, Consumer<AgeBand> counter) {
    this.detector = new FaceDetector(models.faces().detector());
    this.mesher = new FaceMesher(models.mesh());
    this.estimator = new AgeSexEstimator(models.ageSex());
    this.greeter = greeter;
    this.counter = counter;
  }

  /**
   * Looks at a picture; the caller still owns it.
   *
   * @param image BGR; where its size changes all tracks end
   * @param paused whether no face may be looked at
   * @param arrivalNanos of the picture, by {@link System#nanoTime()}
   */
  Scene look(Image image, boolean paused, long arrivalNanos) {
    double seconds = arrivalNanos / 1e9;
    if (image.width() != width || image.height() != height || seconds < last) {
      width = image.width();
      height = image.height();
      leave(true);
      coverChanges = Double.NaN;
    }
    last = seconds;
    if (covered(image, seconds)) {
      leave(false);
      return Scene.without(Scene.State.COVERED, arrivalNanos);
    }
    if (mark.shown(image, seconds)) {
      leave(false);
      return Scene.without(Scene.State.OPTED_OUT, arrivalNanos);
    }
    if (paused) {
      leave(false);
      return Scene.without(Scene.State.PAUSED, arrivalNanos);
    }
    follow(image, seconds);
    List<FaceView> faces = new ArrayList<>(follower.tracks().size());
    Set<UUID> greeted = new HashSet<>();
    for (FaceFollower.Track track : follower.tracks()) {
      if (track.seen()) {
        faces.add(view(track, greeted));
      }
    }
    return new Scene(Scene.State.ANALYSING, faces, follower.others(), arrivalNanos);
  }

  /**
   * Thinks about the faces that were just seen, once their lines are on their way: guesses, and
   * whether it is a member, are shown with the next picture.
   *
   * @param image the one that {@link #look} was given last
   */
  void think(Image image) {
    guess(image, last);
    greeter.ifPresent(one -> one.look(image, follower.tracks(), last));
  }

  /** A hand that passes by covers nothing, and a flash uncovers nothing. */
  private boolean covered(Image image, double seconds) {
    boolean now = cover.covered(image);
    if (now == covered) {
      coverChanges = Double.NaN;
    } else if (Double.isNaN(coverChanges)) {
      coverChanges = seconds;
    } else if (seconds - coverChanges >= COVER_SECONDS) {
      covered = now;
      coverChanges = Double.NaN;
    }
    return covered || now; // in doubt it does not look
  }

  private void follow(Image image, double seconds) {
    double every = follower.tracks().isEmpty() ? DETECT_EVERY_IF_NOBODY : DETECT_EVERY;
    Optional<List<Box>> detected = Optional.empty();
    if (seconds - detectedAt >= every || follower.waiting()) {
      detectedAt = seconds;
      double smallest = Math.max(SMALLEST_PIXELS, SMALLEST * height);
      detected = Optional.of(detector.detect(image, smallest).stream().map(Face::box).toList());
    }
    follower.update(
        new FaceFollower.Look() {
          @Override
          public Optional<FaceMesh> find(Box face) {
            return mesher.find(image, face);
          }

          @Override
          public Optional<FaceMesh> follow(FaceMesh before) {
            return mesher.follow(image, before);
          }
        },
        detected,
        seconds);
    follower.ended().forEach(this::count);
  }

  /** One face a picture, the one that waits longest, so that no picture takes much longer. */
  private void guess(Image image, double seconds) {
    Optional<FaceFollower.Track> next =
        follower.tracks().stream()
            .filter(track -> track.seen() && track.impression.due(seconds) >= 0)
            .max(Comparator.comparingDouble(track -> track.impression.due(seconds)));
    next.ifPresent(
        track -> track.impression.guess(estimator.estimate(image, track.mesh()), seconds));
    for (FaceFollower.Track track : follower.tracks()) {
      if (track.seen()) {
        Appeal.of(track.mesh()).ifPresent(track.impression::appeal);
      }
    }
  }

  /**
   * @param greeted members who are greeted in this picture, to whom this one is added: nobody is
   *     there twice, so the larger face is theirs
   */
  private FaceView view(FaceFollower.Track track, Set<UUID> greeted) {
    Impression face = track.impression;
    return new FaceView(
        track.id(),
        track.mesh(),
        face.age(),
        face.sex(),
        face.appeal(),
        greeter.flatMap(one -> one.greeting(face)).filter(one -> greeted.add(one.member())));
  }

  private void count(FaceFollower.Track track) {
    if (track.age() >= COUNTED_AFTER) {
      track.impression.band().ifPresent(counter);
    }
  }

  private void leave(boolean counted) {
    follower.endAll();
    if (counted) {
      follower.ended().forEach(this::count);
    }
    follower.forgetEnded();
    detectedAt = Double.NEGATIVE_INFINITY;
  }

  /** Forgets everybody, as when the camera is gone or nobody watches; who was there is counted. */
  void leave() {
    leave(true);
  }

  @Override
  public void close() {
    leave();
    greeter.ifPresent(Greeter::close);
    estimator.close();
    mesher.close();
    detector.close();
    cover.close();
    mark.close();
  }
}
