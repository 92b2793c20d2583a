package dev.gatehouse.street;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Homography;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.Point;
import dev.gatehouse.scene.AttributeModels;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.Detection;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.Guess;
import dev.gatehouse.scene.Height;
import dev.gatehouse.scene.MotionGate;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.ObjectDescriber;
import dev.gatehouse.scene.ObjectDetector;
import dev.gatehouse.scene.PlateFinder;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.PlateReader;
import dev.gatehouse.scene.PlateSighting;
import dev.gatehouse.scene.Quad;
import dev.gatehouse.scene.SceneModels;
import dev.gatehouse.scene.ViewMeter;
import dev.gatehouse.scene.WhiteBalance;
import dev.gatehouse.tracking.Detections;
import dev.gatehouse.tracking.Track;
import dev.gatehouse.tracking.Tracker;
import dev.gatehouse.tracking.TrackerSettings;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * From a street camera's frames to what is in them now, and to observations of what has left. Where
 * nothing moves it does not look; what it saw there before stands until it looks again. Each track
 * is described, and a vehicle's plate read, from its best few views, at most one plate a frame, so
 * that no frame takes much longer than others. It identifies nobody. For one thread.
 */
public final class StreetAnalysis implements AutoCloseable {
  /** Weaker boxes than this help nobody; those up to the tracker's high score only go on. */
  private static final float DETECTOR_THRESHOLD = 0.1f;

  /** Boxes of one object that the detector gives two classes (car and truck). */
  private static final double SAME = 0.7;

  private static final double LIGHT_EVERY = 1; // seconds
  private static final int SMALLEST_VEHICLE_FOR_PLATES = 64; // pixels wide
  private static final double MOST_HIDDEN_FOR_PLATES = 0.3;
  private static final int THUMBNAIL = 320;

  /** At this width no plate can be read, found or not: it is under 32 pixels wide. */
  private static final int UNREADABLE = 112;

  private static final int JPEG_QUALITY = 80;

  private final StreetSettings settings;
  private final ZoneId timeZone;
  private final List<ObjectClass> classes;
  private final Map<ObjectClass, Kind> kinds = new HashMap<>();
  private final ObjectDetector detector;
  private final MotionGate gate = new MotionGate();
  private final Tracker tracker = new Tracker(TrackerSettings.defaults());
  private final Detections boxes = new Detections();
  private final WhiteBalance light = new WhiteBalance();
  private final ObjectDescriber describer = new ObjectDescriber(AttributeModels.byRule(light));
  private final Optional<PlateReader> plateReader;
  private final PlateFinder plateFinder;
  private final PlateFormats formats;
  private final Redaction redaction;
  private final Map<Long, Sighting> sightings = new HashMap<>();
  private final Set<Long> confirmed = new HashSet<>();
  private LayoutCounter counter;
  private @Nullable Homography ground;

  private List<Detection> present = List.of();
  private int width;
  private int height;
  private double lastLight = Double.NEGATIVE_INFINITY;
  private double detectorMillis;

  /**
   * @param settings of the camera; its source is not opened here
   * @param layout what is drawn into its picture
   * @param timeZone says when midnight is
   * @param formats of plates
   * @param start what had been counted before on that day
   */
  public StreetAnalysis(
      StreetSettings settings,
      Layout layout,
      SceneModels models,
      PlateFormats formats,
      ZoneId timeZone,
      LayoutCounts start) {
    this.settings = settings;
    this.timeZone = timeZone;
    this.classes = models.detector().classes();
    for (int i = 0; i < classes.size(); i++) {
      kinds.putIfAbsent(classes.get(i), Kind.of(classes.get(i), i));
    }
    this.detector =
        new ObjectDetector(
            models.detector(),
            DetectorOptions.defaults()
                .withLongSide(settings.longSide())
                .withClasses(settings.classes())
                .withThreshold(DETECTOR_THRESHOLD));
    this.formats =
        settings.countries().isEmpty() ? formats : formats.only(Set.copyOf(settings.countries()));
    this.plateReader =
        settings.plates() == PlatePrivacy.OFF
            ? Optional.empty()
            : Optional.of(new PlateReader(models.plates(), this.formats));
    this.plateFinder = new PlateFinder(models.plates());
    this.redaction = new Redaction(models.faces());
    this.counter = new LayoutCounter(layout, timeZone, start);
    this.ground = layout.ground().map(GroundPlane::homography).orElse(null);
  }

  /**
   * @param tracks that are seen in the frame, oldest first
   * @param ended observations that this frame completed
   */
  public record Result(List<TrackView> tracks, List<Observation> ended) {}

  /**
   * Looks at one frame; the caller still owns it.
   *
   * @param image BGR; its size may change from frame to frame, which ends all tracks
   * @param time of capture, as it is remembered
   * @param seconds the same on a clock of one's choice that runs forward; where it runs back all
   *     tracks end
   */
  public Result process(Image image, Instant time, double seconds) {
    List<Observation> observations = new ArrayList<>();
    if (image.width() != width || image.height() != height) {
      observations.addAll(endAll());
      width = image.width();
      height = image.height();
      lastLight = Double.NEGATIVE_INFINITY;
    }
    if (Math.abs(seconds - lastLight) >= LIGHT_EVERY) {
      light.observe(image);
      lastLight = seconds;
    }
    present = find(image, seconds);
    boxes.clear();
    for (Detection d : present) {
      Box b = d.box();
      Kind kind = kind(d);
      boxes.add(b.x0(), b.y0(), b.x1(), b.y1(), d.score(), kind.type(), kind.group());
    }
    tracker.update(boxes, seconds);
    for (Track track : tracker.ended()) {
      end(track).ifPresent(observations::add);
    }
    return new Result(see(image, time, seconds), observations);
  }

  /** What a detector's class is to the tracker. */
  private record Kind(int type, int group) {
    /** Of one group are those that are taken for one another: on four wheels, on two wheels. */
    static Kind of(ObjectClass type, int index) {
      if (type.equals(ObjectClass.CAR)
          || type.equals(ObjectClass.TRUCK)
          || type.equals(ObjectClass.BUS)) {
        return new Kind(index, 1);
      }
      if (type.equals(ObjectClass.MOTORCYCLE) || type.equals(ObjectClass.BICYCLE)) {
        return new Kind(index, 2);
      }
      return new Kind(index, type.isPerson() ? 0 : 3 + index);
    }
  }

  private Kind kind(Detection detection) {
    return Objects.requireNonNull(kinds.get(detection.type()));
  }

  private List<Detection> find(Image image, double seconds) {
    List<Box> live = new ArrayList<>(tracker.size());
    for (int i = 0; i < tracker.size(); i++) {
      live.add(tracker.track(i).box());
    }
    List<Box> regions = gate.look(image, seconds, live);
    long start = System.nanoTime();
    List<Detection> found = new ArrayList<>(detector.detect(image, regions));
    if (regions.isEmpty()) {
      return present;
    }
    double took = (System.nanoTime() - start) / 1e6;
    detectorMillis += (took - detectorMillis) * (detectorMillis == 0 ? 1 : 0.1);
    // Where it was not looked nothing has moved: what was there still is.
    addNew(present.stream().filter(d -> !gate.covers(d.box())).toList(), found);
    return found;
  }

  private void addNew(List<Detection> more, List<Detection> into) {
    for (Detection d : more) {
      int group = kind(d).group();
      boolean known = false;
      for (int i = 0; i < into.size() && !known; i++) {
        Detection k = into.get(i);
        known = group == kind(k).group() && k.box().iou(d.box()) > SAME;
      }
      if (!known) {
        into.add(d);
      }
    }
  }

  private List<TrackView> see(Image image, Instant time, double seconds) {
    List<TrackView> views = new ArrayList<>(tracker.size());
    PlateCandidate best = null;
    for (int i = 0; i < tracker.size(); i++) {
      Track track = tracker.track(i);
      if (!track.seen()) {
        continue;
      }
      Detection detection = present.get(track.detection());
      Box box = detection.box();
      if (box.width() < 1 || box.height() < 1) {
        continue;
      }
      Sighting sighting =
          sightings.computeIfAbsent(track.id(), id -> new Sighting(box, time, formats));
      sighting.see(box, track.velocityX(), track.velocityY(), detection.score(), time);
      double hidden = hidden(box);
      double worth = ViewMeter.worth(image, box, hidden);
      boolean looked =
          describer.look(
              image,
              box,
              new Guess<>(detection.type(), detection.score()),
              worth,
              height(box),
              sighting.votes);
      if (detection.type().isVehicle() && looked) {
        keepCrop(image, box, worth, sighting);
      }
      if (!track.confirmed()) {
        continue;
      }
      confirmed.add(track.id());
      counter.see(track.id(), box, width, height, time);
      if (detection.type().isMotorVehicle()
          && plateReader.isPresent()
          && box.width() >= SMALLEST_VEHICLE_FOR_PLATES
          && hidden <= MOST_HIDDEN_FOR_PLATES
          && (best == null || worth > best.worth())
          && sighting.wantsPlate(worth, seconds)) {
        best = new PlateCandidate(sighting, box, worth);
      }
      views.add(view(track, box, sighting));
    }
    if (best != null) {
      readPlate(image, best, seconds);
    }
    return views;
  }

  private record PlateCandidate(Sighting sighting, Box box, double worth) {}

  private void readPlate(Image image, PlateCandidate candidate, double seconds) {
    candidate.sighting().plateLookedFor(candidate.worth(), seconds);
    Optional<PlateSighting> seen = plateReader.orElseThrow().read(image, candidate.box());
    seen.ifPresent(plate -> candidate.sighting().plateSeen(plate, candidate.box()));
  }

  private TrackView view(Track track, Box box, Sighting sighting) {
    List<Point> trail = new ArrayList<>();
    for (Point p : counter.trail(track.id())) {
      trail.add(new Point(p.x() * width, p.y() * height));
    }
    return new TrackView(
        track.id(),
        box,
        classes.get(track.type()),
        track.score(),
        sighting.moving(),
        trail,
        counter.speed(track.id()),
        describer.describe(sighting.votes, sighting.plate()));
  }

  /** The share of a box that boxes of others in front of it overlap. */
  private double hidden(Box box) {
    double most = 0;
    for (Detection other : present) {
      if (other.box() != box && other.box().y1() > box.y1()) {
        most = Math.max(most, other.box().intersection(box));
      }
    }
    return Math.clamp(most / box.area(), 0, 1);
  }

  /**
   * Height over ground from the scale of the ground at the feet. A camera that looks down sees
   * people shortened, which the error covers up to some thirty degrees.
   */
  private Optional<Height> height(Box box) {
    Homography plane = ground;
    if (plane == null || box.x0() < 1 || box.x1() > width - 1 || box.y1() > height - 1) {
      return Optional.empty();
    }
    double x0 = box.x0() / width;
    double x1 = box.x1() / width;
    double y = box.y1() / height;
    if (!(plane.w(x0, y) > 0 && plane.w(x1, y) > 0)) {
      return Optional.empty(); // above the horizon
    }
    double across = Math.hypot(plane.x(x1, y) - plane.x(x0, y), plane.y(x1, y) - plane.y(x0, y));
    double metres = across * box.height() / box.width();
    return metres > 0.3 && metres < 6
        ? Optional.of(new Height(metres, 0.05 + 0.12 * metres))
        : Optional.empty();
  }

  private void keepCrop(Image image, Box box, double worth, Sighting sighting) {
    if (!sighting.wantsCrop(worth)) {
      return;
    }
    double dx = 0.06 * box.width();
    double dy = 0.06 * box.height();
    Box around =
        new Box(box.x0() - dx, box.y0() - dy, box.x1() + dx, box.y1() + dy).clipped(width, height);
    int w = (int) around.width();
    int h = (int) around.height();
    if (w < 16 || h < 16) {
      return;
    }
    double scale = Math.min(1, (double) THUMBNAIL / Math.max(w, h));
    Image crop = Image.allocate(Math.max(1, (int) (w * scale)), Math.max(1, (int) (h * scale)));
    shrink(image, (int) around.x0(), (int) around.y0(), w, h, crop);
    sighting.keepCrop(crop, worth);
  }

  private static void shrink(Image from, int x, int y, int w, int h, Image to) {
    try (Rect where = new Rect(x, y, w, h);
        Mat part = new Mat(from.mat(), where);
        Size size = new Size(to.width(), to.height())) {
      resize(part, to.mat(), size, 0, 0, INTER_AREA);
    }
  }

  /** The kept picture of a vehicle, such that no plate and no face in it can be read. */
  private byte[] thumbnail(Image crop) {
    Box all = new Box(0, 0, crop.width(), crop.height());
    redaction.faces(crop);
    List<Quad> plates = plateFinder.find(crop, all);
    for (Quad plate : plates) {
      redaction.vehicle(crop, all, Optional.of(plate.bounds()));
    }
    if (plates.isEmpty() && crop.width() > UNREADABLE) {
      int high = Math.max(1, crop.height() * UNREADABLE / crop.width());
      try (Image small = Image.allocate(UNREADABLE, high)) {
        shrink(crop, 0, 0, crop.width(), crop.height(), small);
        return ImageCodec.jpeg(small, JPEG_QUALITY);
      }
    }
    return ImageCodec.jpeg(crop, JPEG_QUALITY);
  }

  private Optional<Observation> end(Track track) {
    boolean counted = confirmed.remove(track.id());
    try (Sighting sighting = sightings.remove(track.id())) {
      TrackSummary summary = counter.end(track.id());
      if (sighting == null || !counted) {
        return Optional.empty();
      }
      if (!sighting.moved() && summary.crossings().isEmpty()) {
        return Optional.empty(); // it stood there all the time
      }
      ObjectClass type = classes.get(track.type());
      Description description = describer.describe(sighting.votes, sighting.plate());
      return Optional.of(
          new Observation(
              settings.id(),
              track.id(),
              type,
              sighting.bestScore,
              sighting.from,
              sighting.to,
              description,
              summary.crossings(),
              summary.stays(),
              summary.speed(),
              summary.path(),
              type.isVehicle() ? sighting.crop().map(this::thumbnail) : Optional.empty()));
    }
  }

  /** Ends all tracks, as when the camera is gone or the film is over. */
  public List<Observation> endAll() {
    tracker.endAll();
    List<Observation> observations = new ArrayList<>();
    for (Track track : tracker.ended()) {
      end(track).ifPresent(observations::add);
    }
    present = List.of();
    return observations;
  }

  /**
   * The frame that was processed last, as a picture that may be shown: faces and plates are made
   * unreadable in it, so give a copy.
   */
  public void redact(Image copy) {
    for (Detection d : present) {
      if (d.type().isPerson()) {
        redaction.person(copy, d.box());
      }
    }
    redaction.faces(copy);
    for (int i = 0; i < present.size(); i++) {
      Detection d = present.get(i);
      if (d.type().isMotorVehicle()) {
        redaction.vehicle(copy, d.box(), plateOf(i, d.box()));
      }
    }
  }

  private Optional<Box> plateOf(int detection, Box box) {
    for (int t = 0; t < tracker.size(); t++) {
      Track track = tracker.track(t);
      if (track.detection() == detection) {
        Sighting sighting = sightings.get(track.id());
        return sighting == null ? Optional.empty() : sighting.plateBox(box);
      }
    }
    return Optional.empty();
  }

  /** Another layout: crossings and stays under way in the old one are forgotten. */
  void layout(Layout next, LayoutCounts start) {
    counter = new LayoutCounter(next, timeZone, start);
    ground = next.ground().map(GroundPlane::homography).orElse(null);
  }

  /** What was counted since midnight. */
  public LayoutCounts counts(Instant now) {
    return counter.counts(now);
  }

  /** Frames in which nothing had to be looked at, and in all. */
  public MotionGate.Counts gateCounts() {
    return gate.counts();
  }

  /** The share of the detector's work, 0 to 1, that the gate has saved since the start. */
  public double gateSaving() {
    return detector.saving();
  }

  /** For tests: of how many tracks something is held. */
  int sightings() {
    return sightings.size();
  }

  /** Lately, for a frame that was looked at. */
  double detectorMillis() {
    return detectorMillis;
  }

  @Override
  public void close() {
    sightings.values().forEach(Sighting::close);
    sightings.clear();
    plateReader.ifPresent(PlateReader::close);
    plateFinder.close();
    describer.close();
    redaction.close();
    gate.close();
    detector.close();
  }
}
