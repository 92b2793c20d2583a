package dev.gatehouse.evaluation;

import dev.gatehouse.image.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Average precision of one class by COCO's rules (Lin et al., ECCV 2014, and its evaluation
 * server): in each picture the detections, best first and at most 100, take the free true box that
 * they overlap most; a detection that has only a crowd to take does not count; precision is made
 * monotone and read at 101 values of recall.
 */
final class AveragePrecision {
  private static final int MOST_PER_PICTURE = 100;
  private static final int RECALLS = 101;

  /** The ten thresholds of "AP50-95". */
  static final double[] THRESHOLDS = {0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95};

  /**
   * @param box where the object is
   * @param crowd whether the box stands for many objects that were not told apart
   */
  record Truth(Box box, boolean crowd) {}

  record Found(Box box, double score) {}

  private record Judged(double score, boolean right) {}

  private final List<List<Judged>> judged = new ArrayList<>();
  private int objects;

  AveragePrecision() {
    for (int i = 0; i < THRESHOLDS.length; i++) {
      judged.add(new ArrayList<>());
    }
  }

  /** Adds a picture. */
  void add(List<Truth> truth, List<Found> found) {
    List<Found> best =
        found.stream()
            .sorted(Comparator.comparingDouble(f -> -f.score()))
            .limit(MOST_PER_PICTURE)
            .toList();
    objects += (int) truth.stream().filter(t -> !t.crowd()).count();
    for (int t = 0; t < THRESHOLDS.length; t++) {
      judge(truth, best, THRESHOLDS[t], judged.get(t));
    }
  }

  private static void judge(
      List<Truth> truth, List<Found> found, double threshold, List<Judged> into) {
    boolean[] taken = new boolean[truth.size()];
    for (Found f : found) {
      int best = -1;
      double most = threshold;
      for (int i = 0; i < truth.size(); i++) {
        if (!taken[i] && !truth.get(i).crowd()) {
          double iou = f.box().iou(truth.get(i).box());
          if (iou >= most) {
            most = iou;
            best = i;
          }
        }
      }
      if (best >= 0) {
        taken[best] = true;
        into.add(new Judged(f.score(), true));
      } else if (truth.stream()
          .noneMatch(t -> t.crowd() && inside(f.box(), t.box()) >= threshold)) {
        into.add(new Judged(f.score(), false));
      }
    }
  }

  /** With a crowd the overlap is the share of the detection that lies in it. */
  private static double inside(Box box, Box crowd) {
    return box.area() > 0 ? box.intersection(crowd) / box.area() : 0;
  }

  int objects() {
    return objects;
  }

  /** At IoU 0.5; empty where there is no object of the class. */
  OptionalDouble ap50() {
    return objects == 0 ? OptionalDouble.empty() : OptionalDouble.of(at(0));
  }

  /** Mean over IoU 0.5 to 0.95; empty where there is no object of the class. */
  OptionalDouble ap5095() {
    if (objects == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int t = 0; t < THRESHOLDS.length; t++) {
      sum += at(t);
    }
    return OptionalDouble.of(sum / THRESHOLDS.length);
  }

  private double at(int threshold) {
    List<Judged> sorted =
        judged.get(threshold).stream().sorted(Comparator.comparingDouble(j -> -j.score())).toList();
    double[] precision = new double[sorted.size()];
    double[] recall = new double[sorted.size()];
    int right = 0;
    for (int i = 0; i < sorted.size(); i++) {
      right += sorted.get(i).right() ? 1 : 0;
      precision[i] = (double) right / (i + 1);
      recall[i] = (double) right / objects;
    }
    for (int i = sorted.size() - 2; i >= 0; i--) {
      precision[i] = Math.max(precision[i], precision[i + 1]);
    }
    double sum = 0;
    int at = 0;
    for (int r = 0; r < RECALLS; r++) {
      double wanted = r / (RECALLS - 1.0);
      while (at < sorted.size() && recall[at] < wanted - 1e-12) {
        at++;
      }
      sum += at < sorted.size() ? precision[at] : 0;
    }
    return sum / RECALLS;
  }
}
