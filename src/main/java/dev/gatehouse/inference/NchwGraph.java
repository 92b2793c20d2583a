package dev.gatehouse.inference;

import dev.gatehouse.inference.OnnxGraph.Attribute;
import dev.gatehouse.inference.OnnxGraph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a network that TensorFlow made as ONNX. TensorFlow's values are {@code [N,H,W,C]}, ONNX's
 * {@code [N,C,H,W]}: weights are brought into ONNX's order here and the values follow; where a
 * value is flattened it is turned back first, so that the weights behind it fit as they are. Not
 * thread-safe.
 */
final class NchwGraph {
  static final String INPUT = "input";

  private final OnnxGraph graph;

  /** Values known by another name than in the source. */
  private final Map<String, String> aliases = new HashMap<>();

  /** Sizes of values in {@code [N,C,H,W]}; the others are {@code [N,C]}. */
  private final Map<String, Picture> pictures = new HashMap<>();

  private record Picture(int channels, int height, int width) {}

  /**
   * @param input what the source calls its input, {@code [1,height,width,channels]}
   */
  NchwGraph(String name, String input, int height, int width, int channels) {
    this.graph = OnnxGraph.empty(name, INPUT, 1, channels, height, width);
    aliases.put(input, INPUT);
    pictures.put(input, new Picture(channels, height, width));
  }

  /** Strides and zeros around, in pixels. */
  record Window(int strideY, int strideX, int top, int left, int bottom, int right) {

    Window {
      if (strideY < 1
          || strideX < 1
          || Math.min(Math.min(top, left), Math.min(bottom, right)) < 0) {
        throw new InferenceException(
            "A window of strides %d, %d and padding %d, %d, %d, %d makes no sense"
                .formatted(strideY, strideX, top, left, bottom, right));
      }
    }

    /** TensorFlow's {@code SAME} of stride 1: the odd pixel, if any, goes below and right. */
    static Window same(int height, int width) {
      int y = height - 1;
      int x = width - 1;
      return new Window(1, 1, y / 2, x / 2, y - y / 2, x - x / 2);
    }

    private Picture over(Picture x, int channels, int height, int width, String output) {
      int tall = x.height + top + bottom - height;
      int wide = x.width + left + right - width;
      require(tall >= 0 && wide >= 0, output, "its window is larger than its input");
      return new Picture(channels, tall / strideY + 1, wide / strideX + 1);
    }

    private Attribute pads() {
      return Attribute.list("pads", top, left, bottom, right);
    }

    private Attribute strides() {
      return Attribute.list("strides", strideY, strideX);
    }
  }

  /**
   * TensorFlow's {@code SAME}: as many zeros around {@code x} that each stride has its window; the
   * odd row and column go below and right.
   */
  Window same(String x, int height, int width, int strideY, int strideX) {
    Picture picture = picture(x);
    if (strideY < 1 || strideX < 1) {
      throw new InferenceException("A window of stride 0 makes no sense");
    }
    int y = Math.max(0, (picture.height - 1) / strideY * strideY + height - picture.height);
    int x0 = Math.max(0, (picture.width - 1) / strideX * strideX + width - picture.width);
    return new Window(strideY, strideX, y / 2, x0 / 2, y - y / 2, x0 - x0 / 2);
  }

  /**
   * @param weights {@code [outputs, inputs / groups, height, width]}
   */
  void convolution(
      String x, Tensor weights, float[] bias, Window window, int groups, String output) {
    int outputs = Math.toIntExact(weights.dims()[0]);
    require(
        picture(x).channels == weights.dims()[1] * groups && bias.length == outputs,
        output,
        "its weights do not fit its input");
    add(
        "Conv",
        List.of(value(x), put(weights), put(Tensor.floats(output + "/bias", bias, outputs))),
        output,
        Attribute.list("kernel_shape", weights.dims()[2], weights.dims()[3]),
        window.strides(),
        window.pads(),
        Attribute.of("group", groups));
    int height = Math.toIntExact(weights.dims()[2]);
    int width = Math.toIntExact(weights.dims()[3]);
    pictures.put(output, window.over(picture(x), outputs, height, width, output));
  }

  void maxPool(String x, int height, int width, Window window, String output) {
    Picture picture = picture(x);
    add(
        "MaxPool",
        List.of(value(x)),
        output,
        Attribute.list("kernel_shape", height, width),
        window.strides(),
        window.pads());
    pictures.put(output, window.over(picture, picture.channels, height, width, output));
  }

  /** The mean of each channel: {@code [1,H,W,C]} to {@code [1,C]}. */
  void mean(String x, String output) {
    picture(x);
    add("GlobalAveragePool", List.of(value(x)), output + "/pooled");
    add("Flatten", List.of(output + "/pooled"), output, Attribute.of("axis", 1));
  }

  /** {@code x} within {@code low} and {@code high}. */
  void clip(String x, float low, float high, String output) {
    add(
        "Clip",
        List.of(
            value(x),
            put(Tensor.floats(output + "/low", new float[] {low})),
            put(Tensor.floats(output + "/high", new float[] {high}))),
        output);
    follow(x, output);
  }

  void relu(String x, String output) {
    add("Relu", List.of(value(x)), output);
    follow(x, output);
  }

  /** {@code x} where it is positive, {@code slope * x} elsewhere. */
  void prelu(String x, float[] slopes, String output) {
    add("PRelu", List.of(value(x), perChannel(x, output + "/slope", slopes)), output);
    follow(x, output);
  }

  void multiply(String x, float[] factors, String output) {
    add("Mul", List.of(value(x), perChannel(x, output + "/factor", factors)), output);
    follow(x, output);
  }

  void add(String x, float[] offsets, String output) {
    add("Add", List.of(value(x), perChannel(x, output + "/offset", offsets)), output);
    follow(x, output);
  }

  void sum(String x, String y, String output) {
    require(Objects.equals(pictures.get(x), pictures.get(y)), output, "its terms are of two sizes");
    add("Add", List.of(value(x), value(y)), output);
    follow(x, output);
  }

  /** {@code [1,H,W,C]} to {@code [1,H*W*C]}, in TensorFlow's order. */
  void flatten(String x, String output) {
    picture(x);
    add("Transpose", List.of(value(x)), output + "/nhwc", Attribute.list("perm", 0, 2, 3, 1));
    add("Flatten", List.of(output + "/nhwc"), output, Attribute.of("axis", 1));
  }

  /**
   * @param weights {@code [inputs, outputs]}, or the other way round if {@code transposed}
   */
  void dense(String x, Tensor weights, boolean transposed, float[] bias, String output) {
    require(!pictures.containsKey(x), output, "its input is not flat");
    long outputs = weights.dims()[transposed ? 0 : 1];
    require(bias.length == outputs, output, "its bias does not fit its weights");
    add(
        "Gemm",
        List.of(value(x), put(weights), put(Tensor.floats(output + "/bias", bias, outputs))),
        output,
        Attribute.of("transB", transposed ? 1 : 0));
  }

  /** The source's {@code output} is the value that it calls {@code x}. */
  void same(String x, String output) {
    aliases.put(output, value(x));
    follow(x, output);
  }

  /**
   * @param outputs values of the source that become the outputs; all that they do not need is
   *     dropped
   */
  byte[] toBytes(List<String> outputs) {
    graph.cut(outputs.stream().map(this::value).toList());
    return graph.toBytes();
  }

  private void add(String op, List<String> inputs, String output, Attribute... attributes) {
    require(aliases.put(output, output) == null, output, "it is made twice");
    graph.nodes().add(OnnxGraph.node(op, output, inputs, List.of(output), List.of(attributes)));
  }

  private String put(Tensor tensor) {
    graph.put(tensor);
    return tensor.name();
  }

  private String perChannel(String x, String name, float[] values) {
    Picture picture = pictures.get(x);
    if (picture == null) {
      return put(Tensor.floats(name, values, values.length));
    }
    require(
        values.length == picture.channels,
        name,
        "it has " + values.length + " numbers for " + picture.channels);
    return put(Tensor.floats(name, values, values.length, 1, 1));
  }

  private String value(String name) {
    String value = aliases.get(name);
    if (value == null) {
      throw new InferenceException(
          "The network uses '" + name + "' before it is made, or in a way that is not supported");
    }
    return value;
  }

  private Picture picture(String x) {
    value(x);
    Picture picture = pictures.get(x);
    if (picture == null) {
      throw new InferenceException("'" + x + "' is used as a picture, but it is flat");
    }
    return picture;
  }

  private void follow(String x, String output) {
    if (pictures.containsKey(x)) {
      pictures.put(output, pictures.get(x));
    }
  }

  private static void require(boolean met, String name, String problem) {
    if (!met) {
      throw new InferenceException("The network is damaged at '" + name + "': " + problem);
    }
  }
}
