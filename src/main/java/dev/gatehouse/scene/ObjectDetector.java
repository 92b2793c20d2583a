package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.OnnxModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds objects in pictures of any size with one network, over the whole picture, a part of it, or
 * in tiles.
 *
 * {@snippet :
 * try (var model = DetectorModel.load(ModelManifest.bundled(), 1);
 *     var detector = new ObjectDetector(model, DetectorOptions.defaults());
 *     var image = ImageCodec.read(Path.of("street.jpg"))) {
 *   detector.detect(image).forEach(d -> System.out.println(d.type() + " " + d.box()));
 * }
 * }
 */
public final class ObjectDetector implements Detector {
  private static final int STEP = 32;

  /**
   * Sides of the inputs for parts of a picture, besides those of the whole: few, so that their
   * buffers are used again.
   */
  private static final int[] PART_SIDES = {192, 320, 448};

  /** All of one size of picture, and some. */
  private static final int MOST_INPUTS = 20;

  private final DetectorModel model;
  private final DetectorOptions options;
  private final boolean[] wanted;
  private final Map<Long, Input> inputs = new HashMap<>();
  private final Candidates candidates = new Candidates();
  private final Candidates merged = new Candidates();
  private int[] order = new int[256];
  private long pictures;
  private double looks; // at whole pictures, or as much work

  /** A network's buffers for one size of input. */
  private record Input(OnnxModel.Call call, Letterbox letterbox) implements AutoCloseable {
    @Override
    public void close() {
      letterbox.close();
      call.close();
    }
  }

  public ObjectDetector(DetectorModel model, DetectorOptions options) {
    this.model = model;
    this.options = options;
    this.wanted = new boolean[model.classes().size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = options.classes().contains(model.classes().get(i));
    }
  }

  public DetectorModel model() {
    return model;
  }

  @Override
  public List<Detection> detect(Image image) {
    pictures++;
    looks++;
    return lookWhole(image);
  }

  private List<Detection> lookWhole(Image image) {
    merged.clear();
    look(image, 0, 0, image.width(), image.height(), inputFor(image.width(), image.height()));
    int tiles = options.tiles();
    if (tiles > 1) {
      // Tiles overlap by a quarter; what a tile's edge cuts is left to the look that has it whole.
      int w = tileSide(image.width(), tiles);
      int h = tileSide(image.height(), tiles);
      for (int row = 0; row < tiles; row++) {
        for (int column = 0; column < tiles; column++) {
          int x = (int) ((long) (image.width() - w) * column / (tiles - 1));
          int y = (int) ((long) (image.height() - h) * row / (tiles - 1));
          look(image, x, y, w, h, inputFor(w, h));
        }
      }
    }
    return result(image, tiles > 1);
  }

  private static int tileSide(int side, int tiles) {
    return Math.clamp((int) Math.ceil(side / (tiles - 0.25 * (tiles - 1))), 1, side);
  }

  /** A region within the picture, and the size of the input for it. */
  private record Part(Box region, int width, int height) {
    double pixels() {
      return (double) width * height;
    }
  }

  @Override
  public List<Detection> detect(Image image, List<Box> regions) {
    pictures++;
    if (regions.isEmpty()) {
      return List.of();
    }
    Letterbox whole = inputFor(image.width(), image.height()).letterbox();
    double scale = scale(image.width(), image.height());
    List<Part> parts = new ArrayList<>(regions.size());
    double work = 0;
    for (Box region : regions) {
      Box inside = region.clipped(image.width(), image.height());
      var part =
          new Part(
              inside,
              partSide(inside.width() * scale, whole.width()),
              partSide(inside.height() * scale, whole.height()));
      parts.add(part);
      work += part.pixels() / ((double) whole.width() * whole.height());
    }
    if (work >= 1 || options.tiles() > 1 || !model.freeSize()) {
      looks++;
      return lookWhole(image);
    }
    looks += work;
    merged.clear();
    for (Part part : parts) {
      // As much around the region as the input holds: more context costs nothing.
      int w = Math.clamp((int) (part.width() / scale), 1, image.width());
      int h = Math.clamp((int) (part.height() / scale), 1, image.height());
      int x = (int) Math.clamp(part.region().centre().x() - w / 2.0, 0, image.width() - w);
      int y = (int) Math.clamp(part.region().centre().y() - h / 2.0, 0, image.height() - h);
      look(image, x, y, w, h, input(part.width(), part.height()));
    }
    return result(image, parts.size() > 1);
  }

  @Override
  public double saving() {
    return pictures == 0 ? 0 : 1 - looks / pictures;
  }

  /** The smallest side for a part that has so many pixels of input; that of the whole at most. */
  private static int partSide(double pixels, int whole) {
    for (int side : PART_SIDES) {
      if (pixels <= side && side < whole) {
        return side;
      }
    }
    return whole;
  }

  private double scale(int width, int height) {
    return (double) options.longSide() / Math.max(width, height);
  }

  private Input inputFor(int width, int height) {
    if (!model.freeSize()) {
      long[] shape = model.network().inputShape();
      return input(
          shape[3] > 0 ? (int) shape[3] : options.longSide(),
          shape[2] > 0 ? (int) shape[2] : options.longSide());
    }
    double scale = scale(width, height);
    return input(side(width * scale), side(height * scale));
  }

  private static int side(double pixels) {
    return Math.max(1, (int) Math.ceil((pixels - 0.5) / STEP)) * STEP;
  }

  private Input input(int width, int height) {
    long key = (long) width << 32 | height;
    Input known = inputs.get(key);
    if (known != null) {
      return known;
    }
    if (inputs.size() >= MOST_INPUTS) {
      // The size of the stream keeps changing: begin anew rather than hold on to all sizes.
      inputs.values().forEach(Input::close);
      inputs.clear();
    }
    OnnxModel.Call call = model.network().call(1, 3, height, width);
    var made = new Input(call, new Letterbox(width, height, call.input()));
    inputs.put(key, made);
    return made;
  }

  private void look(Image image, int x, int y, int w, int h, Input input) {
    Letterbox letterbox = input.letterbox();
    letterbox.fill(image, x, y, w, h);
    input.call().run();
    candidates.clear();
    model
        .decoder()
        .decode(
            input.call(),
            letterbox.width(),
            letterbox.height(),
            wanted,
            options.threshold(),
            candidates);
    int kept = candidates.size();
    if (model.decoder().needsSuppression()) {
      kept = candidates.suppress(options.overlap(), order(candidates.size()));
    } else {
      int[] all = order(kept);
      for (int i = 0; i < kept; i++) {
        all[i] = i;
      }
    }
    for (int i = 0; i < kept; i++) {
      int c = order[i];
      double x0 = letterbox.x(candidates.x0[c]);
      double y0 = letterbox.y(candidates.y0[c]);
      double x1 = letterbox.x(candidates.x1[c]);
      double y1 = letterbox.y(candidates.y1[c]);
      // A box at an inner edge of a part belongs to an object that goes on behind it.
      double slack = 0.02 * Math.max(w, h);
      boolean cut =
          (x0 < x + slack && x > 0)
              || (y0 < y + slack && y > 0)
              || (x1 > x + w - slack && x + w < image.width())
              || (y1 > y + h - slack && y + h < image.height());
      if (!cut) {
        merged.add(
            (float) Math.clamp(x0, 0, image.width()),
            (float) Math.clamp(y0, 0, image.height()),
            (float) Math.clamp(x1, 0, image.width()),
            (float) Math.clamp(y1, 0, image.height()),
            candidates.scores[c],
            candidates.classes[c]);
      }
    }
  }

  private int[] order(int size) {
    if (order.length < size) {
      order = new int[2 * size];
    }
    return order;
  }

  private List<Detection> result(Image image, boolean severalLooks) {
    float overlap = severalLooks ? Math.min(0.5f, options.overlap()) : 1;
    int kept = merged.suppress(overlap, order(merged.size()));
    List<Detection> found = new ArrayList<>(kept);
    for (int i = 0; i < kept; i++) {
      int c = order[i];
      found.add(
          new Detection(
              new Box(merged.x0[c], merged.y0[c], merged.x1[c], merged.y1[c]),
              model.classes().get(merged.classes[c]),
              merged.scores[c]));
    }
    return found;
  }

  @Override
  public void close() {
    inputs.values().forEach(Input::close);
    inputs.clear();
  }
}
