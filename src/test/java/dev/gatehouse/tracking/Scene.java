package dev.gatehouse.tracking;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Objects that walk evenly through a picture, in places where they do not meet. */
final class Scene {
  /** An object in a row of its own. */
  private record Walker(double x, double y, double w, double h, double vx, double score) {}

  private final List<Walker> walkers = new ArrayList<>();

  Scene(Random random, int objects) {
    for (int i = 0; i < objects; i++) {
      walkers.add(
          new Walker(
              1000 * random.nextDouble(),
              200.0 * i,
              40 + 40 * random.nextDouble(),
              80 + 80 * random.nextDouble(),
              200 * (random.nextDouble() - 0.5),
              0.55 + 0.4 * random.nextDouble()));
    }
  }

  int size() {
    return walkers.size();
  }

  /** The boxes at a time, in the order given. */
  void fill(Detections boxes, double seconds, List<Integer> order) {
    boxes.clear();
    for (int i : order) {
      Walker w = walkers.get(i);
      double x = w.x + seconds * w.vx;
      boxes.add(x, w.y, x + w.w, w.y + w.h, w.score, 0, 0);
    }
  }

  void fill(Detections boxes, double seconds) {
    fill(boxes, seconds, inOrder());
  }

  List<Integer> inOrder() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < walkers.size(); i++) {
      order.add(i);
    }
    return order;
  }

  List<Integer> shuffled(Random random) {
    List<Integer> order = inOrder();
    Collections.shuffle(order, random);
    return order;
  }

  /** Boxes anywhere, of any score, crowded and with nonsense among them. */
  static void fillWildly(Detections boxes, Random random, int most) {
    boxes.clear();
    double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308, -1e308};
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      double x = 600 * random.nextDouble();
      double y = 400 * random.nextDouble();
      double w = random.nextInt(10) == 0 ? 0 : 200 * random.nextDouble() - 20;
      double h = random.nextInt(10) == 0 ? odd[random.nextInt(odd.length)] : 200;
      double score = random.nextInt(20) == 0 ? Double.NaN : random.nextDouble();
      boxes.add(x, y, x + w, y + h, score, random.nextInt(3), random.nextInt(2));
    }
  }
}
