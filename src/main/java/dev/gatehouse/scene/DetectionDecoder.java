package dev.gatehouse.scene;

import dev.gatehouse.inference.InferenceException;
import dev.gatehouse.inference.OnnxModel;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Turns the outputs of a family of detectors into boxes in pixels of the network's input. A
 * detector is an entry of the manifest with the name of its decoder. Stateless.
 */
sealed interface DetectionDecoder {

  /**
   * @param wanted for each class of the network whether it is of interest
   * @param threshold smallest score of interest, over 0 and under 1
   * @param into receives the boxes, before any suppression
   */
  void decode(
      OnnxModel.Call network,
      int width,
      int height,
      boolean[] wanted,
      float threshold,
      Candidates into);

  /** Whether overlapping boxes of one object are still to be suppressed. */
  default boolean needsSuppression() {
    return true;
  }

  /**
   * @param name as the manifest gives it
   * @throws InferenceException if there is none of that name
   */
  static DetectionDecoder named(String name) {
    return switch (name) {
      case "yolov8" -> new YoloFlat(false);
      case "yolov5" -> new YoloFlat(true);
      case "rt-detr" -> new RtDetr();
      case "ssd" -> new Ssd();
      default ->
          throw new InferenceException(
              "There is no decoder '" + name + "'; there are yolov5, yolov8, rt-detr and ssd");
    };
  }

  /**
   * The heads of YOLOv8 as they are before its own decoding: one output a stride (8, 16, 32),
   * {@code [1, 64 + classes, height / stride, width / stride]}. The first 64 channels are four
   * distributions over 16 distances from the cell's middle, in strides, to the box's left, top,
   * right and bottom side, whose expectations are taken after a softmax (distribution focal loss,
   * Li et al., NeurIPS 2020); the others are logits of the classes.
   */
  record YoloHeads() implements DetectionDecoder {
    private static final int BINS = 16;

    @Override
    public void decode(
        OnnxModel.Call network,
        int width,
        int height,
        boolean[] wanted,
        float threshold,
        Candidates into) {
      // The sigmoid is monotone, so most cells cost one comparison.
      float logit = (float) Math.log(threshold / (1 - threshold));
      for (int head = 0; head < network.outputs(); head++) {
        int stride = 8 << head;
        int columns = width / stride;
        int cells = columns * (height / stride);
        FloatBuffer values = network.output(head);
        if (values.capacity() != cells * (4 * BINS + wanted.length)) {
          throw new InferenceException(
              "The detector's output has "
                  + values.capacity()
                  + " numbers; a head of YOLOv8 would have "
                  + cells * (4 * BINS + wanted.length));
        }
        for (int type = 0; type < wanted.length; type++) {
          if (!wanted[type]) {
            continue;
          }
          int base = (4 * BINS + type) * cells;
          for (int cell = 0; cell < cells; cell++) {
            float value = values.get(base + cell);
            if (value > logit) {
              float x = cell % columns + 0.5f;
              float y = cell / columns + 0.5f;
              into.add(
                  (x - distance(values, 0, cell, cells)) * stride,
                  (y - distance(values, 1, cell, cells)) * stride,
                  (x + distance(values, 2, cell, cells)) * stride,
                  (y + distance(values, 3, cell, cells)) * stride,
                  (float) (1 / (1 + Math.exp(-value))),
                  type);
            }
          }
        }
      }
    }

    private static float distance(FloatBuffer values, int side, int cell, int cells) {
      int base = side * BINS * cells + cell;
      float largest = Float.NEGATIVE_INFINITY;
      for (int bin = 0; bin < BINS; bin++) {
        largest = Math.max(largest, values.get(base + bin * cells));
      }
      double sum = 0;
      double weighted = 0;
      for (int bin = 0; bin < BINS; bin++) {
        double e = Math.exp(values.get(base + bin * cells) - largest);
        sum += e;
        weighted += bin * e;
      }
      return (float) (weighted / sum);
    }
  }

  /**
   * One output of centre, size (pixels of the input) and scores of the classes: {@code [1, 4 +
   * classes, n]} of YOLOv8 to YOLO11, or {@code [1, n, 5 + classes]} of YOLOv5 and YOLOv7, whose
   * fifth number is the score that there is an object at all.
   */
  record YoloFlat(boolean objectness) implements DetectionDecoder {
    @Override
    public void decode(
        OnnxModel.Call network,
        int width,
        int height,
        boolean[] wanted,
        float threshold,
        Candidates into) {
      FloatBuffer values = network.output(0);
      int row = 4 + (objectness ? 1 : 0) + wanted.length;
      if (values.capacity() % row != 0) {
        throw wrong(values.capacity(), row);
      }
      int boxes = values.capacity() / row;
      int next = objectness ? 1 : boxes; // from one number of a box to its next
      int step = objectness ? row : 1; // from one box to the next
      for (int i = 0; i < boxes; i++) {
        int at = i * step;
        float object = objectness ? values.get(at + 4 * next) : 1;
        if (object <= threshold) {
          continue;
        }
        for (int type = 0; type < wanted.length; type++) {
          float score = object * values.get(at + (row - wanted.length + type) * next);
          if (wanted[type] && score > threshold) {
            float cx = values.get(at);
            float cy = values.get(at + next);
            float w = values.get(at + 2 * next) / 2;
            float h = values.get(at + 3 * next) / 2;
            into.add(cx - w, cy - h, cx + w, cy + h, Math.min(1, score), type);
          }
        }
      }
    }
  }

  /**
   * RT-DETR: {@code [1, n, 4]} centre and size as fractions of the input, and {@code [1, n,
   * classes]} scores or logits; or one output of both, {@code [1, n, 4 + classes]}. It proposes an
   * object once (Zhao et al., CVPR 2024).
   */
  record RtDetr() implements DetectionDecoder {
    @Override
    public void decode(
        OnnxModel.Call network,
        int width,
        int height,
        boolean[] wanted,
        float threshold,
        Candidates into) {
      int classes = wanted.length;
      boolean one = network.outputs() == 1;
      FloatBuffer first = network.output(0);
      FloatBuffer second = one ? first : network.output(1);
      boolean boxesFirst = one || first.capacity() / 4 * (long) classes == second.capacity();
      FloatBuffer boxes = boxesFirst ? first : second;
      FloatBuffer scores = boxesFirst ? second : first;
      int row = one ? 4 + classes : classes;
      if (scores.capacity() % row != 0) {
        throw wrong(scores.capacity(), row);
      }
      boolean logits = !fractions(scores, one ? 4 : 0, row, classes);
      for (int i = 0; i < scores.capacity() / row; i++) {
        int box = one ? i * row : i * 4;
        for (int type = 0; type < classes; type++) {
          float value = scores.get(i * row + (one ? 4 : 0) + type);
          float score = logits ? (float) (1 / (1 + Math.exp(-value))) : value;
          if (wanted[type] && score > threshold) {
            float cx = boxes.get(box) * width;
            float cy = boxes.get(box + 1) * height;
            float w = boxes.get(box + 2) * width / 2;
            float h = boxes.get(box + 3) * height / 2;
            into.add(cx - w, cy - h, cx + w, cy + h, score, type);
          }
        }
      }
    }

    private static boolean fractions(FloatBuffer values, int offset, int row, int classes) {
      for (int i = 0; i < values.capacity() / row; i++) {
        for (int c = 0; c < classes; c++) {
          float v = values.get(i * row + offset + c);
          if (v < 0 || v > 1) {
            return false;
          }
        }
      }
      return true;
    }

    @Override
    public boolean needsSuppression() {
      return false;
    }
  }

  /**
   * SSD with its suppression in the file, as TensorFlow's zoo exports it: outputs, told apart by
   * their names, of boxes {@code [1, n, 4]} (top, left, bottom, right as fractions), scores {@code
   * [1, n]}, classes {@code [1, n]} counted from 1, and perhaps the number of detections.
   */
  record Ssd() implements DetectionDecoder {
    @Override
    public void decode(
        OnnxModel.Call network,
        int width,
        int height,
        boolean[] wanted,
        float threshold,
        Candidates into) {
      FloatBuffer boxes = find(network, "box");
      FloatBuffer scores = find(network, "score");
      FloatBuffer classes = find(network, "class");
      for (int i = 0; i < scores.capacity(); i++) {
        int type = Math.round(classes.get(i)) - 1;
        float score = scores.get(i);
        if (score > threshold && type >= 0 && type < wanted.length && wanted[type]) {
          into.add(
              boxes.get(4 * i + 1) * width,
              boxes.get(4 * i) * height,
              boxes.get(4 * i + 3) * width,
              boxes.get(4 * i + 2) * height,
              Math.min(1, score),
              type);
        }
      }
    }

    private static FloatBuffer find(OnnxModel.Call network, String part) {
      Optional<FloatBuffer> found = network.output(part);
      return found.orElseThrow(
          () ->
              new InferenceException(
                  "An SSD detector has outputs with box, score and class in their names; this one"
                      + " has none with '"
                      + part
                      + "'"));
    }

    @Override
    public boolean needsSuppression() {
      return false;
    }
  }

  private static InferenceException wrong(int numbers, int row) {
    return new InferenceException(
        "The detector's output has "
            + numbers
            + " numbers, which are no rows of "
            + row
            + "; are decoder and classes of its entry in models.yaml right?");
  }
}
