package dev.gatehouse.evaluation;

import dev.gatehouse.tracking.Assignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well objects are followed, by the measures in use:
 *
 * <ul>
 *   <li>CLEAR MOT (Bernardin and Stiefelhagen, EURASIP JIVP 2008): frame by frame, pairs of the
 *       frame before are kept while they overlap enough, the others are assigned anew
 *   <li>ID measures (Ristani et al., ECCV workshops 2016): each object is given one track for the
 *       whole time
 *   <li>HOTA (Luiten et al., IJCV 129, 2021): the geometric mean of how well boxes are found and
 *       how well those of one object are held together, over localisation thresholds
 * </ul>
 */
public final class TrackingEvaluation {
  /** Least overlap of a box and the object it stands for, in CLEAR MOT and ID measures. */
  private static final double OVERLAP = 0.5;

  /** HOTA's thresholds: 0.05, 0.10, ... 0.95. */
  private static final int ALPHAS = 19;

  private static final double ROUNDING = 1e-9;
  private static final double IMPOSSIBLE = 1e6;

  /**
   * All shares are 0 to 1, but for {@code mota}, which falls below 0 where there are more errors
   * than objects.
   *
   * @param frames that were compared
   * @param identities different objects in the truth
   * @param objects true boxes
   * @param tracks different ids that the tracker gave
   * @param boxes the tracker's boxes
   * @param mota 1 - (misses + false positives + switches) / objects
   * @param motp mean overlap of the pairs
   * @param falsePositives boxes without an object
   * @param misses objects without a box
   * @param switches objects that came under another id than before
   * @param fragmentations interruptions of an object's being followed
   * @param mostlyTracked objects that were followed for at least 80 % of their boxes
   * @param partlyTracked objects between
   * @param mostlyLost objects that were followed for less than 20 %
   * @param idf1 share of boxes of objects and tracks that belong to each other for good
   * @param idPrecision the same among the tracker's boxes
   * @param idRecall the same among the true boxes
   * @param hota mean over the thresholds
   * @param detection HOTA's DetA: how well boxes are found
   * @param association HOTA's AssA: how well the boxes of one object are held together
   * @param localisation HOTA's LocA: mean overlap of pairs
   */
  public record Scores(
      int frames,
      int identities,
      int objects,
      int tracks,
      int boxes,
      double mota,
      double motp,
      double recall,
      double precision,
      int falsePositives,
      int misses,
      int switches,
      int fragmentations,
      int mostlyTracked,
      int partlyTracked,
      int mostlyLost,
      double idf1,
      double idPrecision,
      double idRecall,
      double hota,
      double detection,
      double association,
      double localisation) {}

  /** One frame: the numbers of its objects and tracks, counted from 0, and how they overlap. */
  private record Moment(int[] objects, int[] tracks, double[][] overlap) {}

  private final List<Moment> moments = new ArrayList<>();
  private final int[] objectBoxes;
  private final int[] trackBoxes;
  private final int truthBoxes;
  private final int foundBoxes;
  private final int frames;
  private final Assignment assignment = new Assignment();

  private TrackingEvaluation(MotFile truth, MotFile found, int frames) {
    this.frames = frames;
    Map<Long, Integer> objects = new HashMap<>();
    Map<Long, Integer> tracks = new HashMap<>();
    SortedMap<Integer, List<MotFile.Row>> truthByFrame = byFrame(truth, objects);
    SortedMap<Integer, List<MotFile.Row>> foundByFrame = byFrame(found, tracks);
    objectBoxes = new int[objects.size()];
    trackBoxes = new int[tracks.size()];
    truthBoxes = truth.rows().size();
    foundBoxes = found.rows().size();
    truth.rows().forEach(r -> objectBoxes[number(objects, r)]++);
    found.rows().forEach(r -> trackBoxes[number(tracks, r)]++);
    var all = new TreeMap<Integer, List<MotFile.Row>>(truthByFrame);
    all.putAll(foundByFrame);
    for (int frame : all.keySet()) {
      List<MotFile.Row> there = truthByFrame.getOrDefault(frame, List.of());
      List<MotFile.Row> seen = foundByFrame.getOrDefault(frame, List.of());
      var overlap = new double[there.size()][seen.size()];
      for (int o = 0; o < there.size(); o++) {
        for (int t = 0; t < seen.size(); t++) {
          overlap[o][t] = there.get(o).box().iou(seen.get(t).box());
        }
      }
      moments.add(
          new Moment(
              there.stream().mapToInt(r -> number(objects, r)).toArray(),
              seen.stream().mapToInt(r -> number(tracks, r)).toArray(),
              overlap));
    }
  }

  /** Numbers the ids from 0 and sorts the rows by frame. */
  private static SortedMap<Integer, List<MotFile.Row>> byFrame(
      MotFile file, Map<Long, Integer> numbers) {
    SortedMap<Integer, List<MotFile.Row>> frames = new TreeMap<>();
    List<MotFile.Row> sorted = new ArrayList<>(file.rows());
    sorted.sort(Comparator.comparingInt(MotFile.Row::frame).thenComparingLong(MotFile.Row::id));
    for (MotFile.Row row : sorted) {
      numbers.putIfAbsent(row.id(), numbers.size());
      List<MotFile.Row> frame = frames.computeIfAbsent(row.frame(), f -> new ArrayList<>());
      if (!frame.isEmpty() && frame.getLast().id() == row.id()) {
        throw new EvaluationException(
            "Frame %d has two boxes of id %d".formatted(row.frame(), row.id()));
      }
      frame.add(row);
    }
    return frames;
  }

  private static int number(Map<Long, Integer> numbers, MotFile.Row row) {
    return numbers.getOrDefault(row.id(), -1);
  }

  /**
   * The boxes that are compared with in the frames from {@code first} to {@code last}.
   *
   * @throws EvaluationException if there are none
   */
  public static MotFile truth(MotFile truth, int first, int last) {
    MotFile there = truth.truth().between(first, last);
    if (there.rows().isEmpty()) {
      throw new EvaluationException(
          "There is no truth in the frames %d to %d; the file has %d to %d"
              .formatted(first, last, truth.firstFrame(), truth.lastFrame()));
    }
    return there;
  }

  /**
   * Compares tracks with the truth in the frames from {@code first} to {@code last}.
   *
   * @throws EvaluationException if the truth has no boxes there, or an id occurs twice in a frame
   */
  public static Scores measure(MotFile truth, MotFile tracks, int first, int last) {
    MotFile there = truth(truth, first, last);
    return new TrackingEvaluation(there, tracks.between(first, last), last - first + 1).scores();
  }

  private Scores scores() {
    Clear clear = clear();
    int identified = identified();
    Hota hota = hota();
    int misses = truthBoxes - clear.pairs;
    int falsePositives = foundBoxes - clear.pairs;
    return new Scores(
        frames,
        objectBoxes.length,
        truthBoxes,
        trackBoxes.length,
        foundBoxes,
        1 - (misses + falsePositives + clear.switches) / (double) truthBoxes,
        share(clear.overlap, clear.pairs),
        share(clear.pairs, truthBoxes),
        share(clear.pairs, foundBoxes),
        falsePositives,
        misses,
        clear.switches,
        clear.fragmentations,
        clear.mostlyTracked,
        objectBoxes.length - clear.mostlyTracked - clear.mostlyLost,
        clear.mostlyLost,
        share(2.0 * identified, truthBoxes + foundBoxes),
        share(identified, foundBoxes),
        share(identified, truthBoxes),
        hota.hota,
        hota.detection,
        hota.association,
        hota.localisation);
  }

  private static double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
  }

  private static final class Clear {
    int pairs;
    double overlap;
    int switches;
    int fragmentations;
    int mostlyTracked;
    int mostlyLost;
  }

  private Clear clear() {
    var result = new Clear();
    var trackOf = new int[objectBoxes.length]; // the last one, -1 for none yet
    var justNow = new int[objectBoxes.length]; // that of the frame before, -1 for none
    var followed = new int[objectBoxes.length];
    var interrupted = new boolean[objectBoxes.length];
    Arrays.fill(trackOf, -1);
    Arrays.fill(justNow, -1);
    for (Moment moment : moments) {
      int[] match = pairs(moment, justNow);
      Arrays.fill(justNow, -1);
      for (int o = 0; o < match.length; o++) {
        int object = moment.objects[o];
        if (match[o] < 0) {
          interrupted[object] = true;
          continue;
        }
        int track = moment.tracks[match[o]];
        result.pairs++;
        result.overlap += moment.overlap[o][match[o]];
        if (trackOf[object] >= 0) {
          result.switches += trackOf[object] != track ? 1 : 0;
          result.fragmentations += interrupted[object] ? 1 : 0;
        }
        interrupted[object] = false;
        trackOf[object] = track;
        justNow[object] = track;
        followed[object]++;
      }
    }
    for (int o = 0; o < followed.length; o++) {
      // In whole numbers: 0.8 of 5 is 4.
      result.mostlyTracked += 10 * followed[o] >= 8 * objectBoxes[o] ? 1 : 0;
      result.mostlyLost += 10 * followed[o] < 2 * objectBoxes[o] ? 1 : 0;
    }
    return result;
  }

  /** The place of each object's track among the frame's, -1 for none. */
  private int[] pairs(Moment moment, int[] justNow) {
    int n = moment.objects.length;
    int m = moment.tracks.length;
    var match = new int[n];
    var taken = new boolean[m];
    Arrays.fill(match, -1);
    for (int o = 0; o < n; o++) {
      for (int t = 0; t < m; t++) {
        if (moment.tracks[t] == justNow[moment.objects[o]] && moment.overlap[o][t] >= OVERLAP) {
          match[o] = t;
          taken[t] = true;
        }
      }
    }
    assignment.reset(n, m);
    for (int o = 0; o < n; o++) {
      for (int t = 0; t < m; t++) {
        boolean possible = match[o] < 0 && !taken[t] && moment.overlap[o][t] >= OVERLAP;
        assignment.cost(o, t, possible ? 1 - moment.overlap[o][t] : IMPOSSIBLE);
      }
    }
    assignment.solve();
    for (int o = 0; o < n; o++) {
      int t = assignment.column(o);
      if (match[o] < 0 && t >= 0 && assignment.cost(o, t) < IMPOSSIBLE) {
        match[o] = t;
      }
    }
    return match;
  }

  /** Boxes that overlap enough where each object is given the one track that makes them most. */
  private int identified() {
    var together = new int[objectBoxes.length][trackBoxes.length];
    for (Moment moment : moments) {
      for (int o = 0; o < moment.objects.length; o++) {
        for (int t = 0; t < moment.tracks.length; t++) {
          if (moment.overlap[o][t] >= OVERLAP) {
            together[moment.objects[o]][moment.tracks[t]]++;
          }
        }
      }
    }
    assignment.reset(objectBoxes.length, trackBoxes.length);
    for (int o = 0; o < objectBoxes.length; o++) {
      for (int t = 0; t < trackBoxes.length; t++) {
        assignment.cost(o, t, -together[o][t]);
      }
    }
    assignment.solve();
    int sum = 0;
    for (int o = 0; o < objectBoxes.length; o++) {
      int t = assignment.column(o);
      sum += t >= 0 ? together[o][t] : 0;
    }
    return sum;
  }

  private record Hota(double hota, double detection, double association, double localisation) {}

  private Hota hota() {
    double[][] alignment = alignment();
    var together = new int[ALPHAS][objectBoxes.length][trackBoxes.length];
    var pairs = new int[ALPHAS];
    var overlap = new double[ALPHAS];
    for (Moment moment : moments) {
      assignment.reset(moment.objects.length, moment.tracks.length);
      for (int o = 0; o < moment.objects.length; o++) {
        for (int t = 0; t < moment.tracks.length; t++) {
          assignment.cost(
              o, t, -alignment[moment.objects[o]][moment.tracks[t]] * moment.overlap[o][t]);
        }
      }
      assignment.solve();
      for (int o = 0; o < moment.objects.length; o++) {
        int t = assignment.column(o);
        for (int a = 0; t >= 0 && a < ALPHAS; a++) {
          if (moment.overlap[o][t] >= alpha(a) - ROUNDING) {
            together[a][moment.objects[o]][moment.tracks[t]]++;
            pairs[a]++;
            overlap[a] += moment.overlap[o][t];
          }
        }
      }
    }
    double hota = 0;
    double detection = 0;
    double association = 0;
    double localisation = 0;
    for (int a = 0; a < ALPHAS; a++) {
      double det = share(pairs[a], truthBoxes + foundBoxes - pairs[a]);
      double ass = association(together[a], pairs[a]);
      hota += Math.sqrt(det * ass) / ALPHAS;
      detection += det / ALPHAS;
      association += ass / ALPHAS;
      // Without a pair nothing is placed wrongly; the reference implementation says 1 too.
      localisation += (pairs[a] > 0 ? overlap[a] / pairs[a] : 1) / ALPHAS;
    }
    return new Hota(hota, detection, association, localisation);
  }

  private static double alpha(int index) {
    return 0.05 * (index + 1);
  }

  /**
   * How well each object and track go together over all frames, by which the pairs of each frame
   * are chosen: a soft intersection over union of their boxes.
   */
  private double[][] alignment() {
    var alignment = new double[objectBoxes.length][trackBoxes.length];
    for (Moment moment : moments) {
      var ofObject = new double[moment.objects.length];
      var ofTrack = new double[moment.tracks.length];
      for (int o = 0; o < ofObject.length; o++) {
        for (int t = 0; t < ofTrack.length; t++) {
          ofObject[o] += moment.overlap[o][t];
          ofTrack[t] += moment.overlap[o][t];
        }
      }
      for (int o = 0; o < ofObject.length; o++) {
        for (int t = 0; t < ofTrack.length; t++) {
          double common = moment.overlap[o][t];
          alignment[moment.objects[o]][moment.tracks[t]] +=
              share(common, ofObject[o] + ofTrack[t] - common);
        }
      }
    }
    for (int o = 0; o < objectBoxes.length; o++) {
      for (int t = 0; t < trackBoxes.length; t++) {
        double common = alignment[o][t];
        alignment[o][t] = common / (objectBoxes[o] + trackBoxes[t] - common);
      }
    }
    return alignment;
  }

  private double association(int[][] together, int pairs) {
    double sum = 0;
    for (int o = 0; o < objectBoxes.length; o++) {
      for (int t = 0; t < trackBoxes.length; t++) {
        double common = together[o][t];
        sum += common * common / (objectBoxes[o] + trackBoxes[t] - common);
      }
    }
    return share(sum, pairs);
  }
}
