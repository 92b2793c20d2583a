package dev.gatehouse.inference;

import dev.gatehouse.inference.NchwGraph.Window;
import dev.gatehouse.inference.OnnxGraph.Tensor;
import dev.gatehouse.inference.TfjsWeights.Constant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a TensorFlow.js graph model (a JSON file and one file of weights) and writes it as ONNX:
 * convolutions, also depthwise ones, and matrix products with bias, ReLU and ReLU6, products and
 * sums with a number a channel (what is left of batch normalisation), maximum pooling, the mean of
 * a picture, flattening. Anything else is refused by name.
 *
 * <p>The outputs are the values that nothing else in the graph uses, in the order of the file; what
 * the graph names as an output and uses further is none. A softmax or sigmoid at the end is left
 * off: its inputs, the logits, say more.
 */
final class TfjsNetwork {
  private final TfjsWeights weights;
  private final NchwGraph graph;

  /** Values that are never below 0. */
  private final Set<String> positive = new HashSet<>();

  /**
   * @return an ONNX file: input {@code [1,C,H,W]}, output the logits
   * @throws InferenceException if it is damaged, or has something that cannot be converted
   */
  static byte[] toOnnx(byte[] json, byte[] weights) {
    try {
      JsonNode model = JsonMapper.shared().readTree(json);
      List<JsonNode> nodes = list(model.path("modelTopology").path("node"));
      JsonNode input =
          nodes.stream()
              .filter(n -> text(n, "op").equals("Placeholder"))
              .findFirst()
              .orElseThrow(
                  () -> new InferenceException("This is not a TensorFlow.js model: no input"));
      return new TfjsNetwork(model, weights, input).convert(nodes);
    } catch (JacksonException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ArithmeticException e) {
      throw new InferenceException("The TensorFlow.js file is damaged: " + e.getMessage(), e);
    }
  }

  private TfjsNetwork(JsonNode model, byte[] weights, JsonNode input) {
    this.weights = TfjsWeights.read(model.path("weightsManifest"), weights);
    int[] sides =
        list(input.path("attr").path("shape").path("shape").path("dim")).stream()
            .mapToInt(d -> d.path("size").asInt())
            .toArray();
    if (sides.length != 4 || Math.min(Math.min(sides[1], sides[2]), sides[3]) < 1) {
      throw new InferenceException("The TensorFlow.js model's input is not a picture");
    }
    this.graph = new NchwGraph("tfjs", text(input, "name"), sides[1], sides[2], sides[3]);
  }

  private byte[] convert(List<JsonNode> nodes) {
    Set<String> ends = new LinkedHashSet<>();
    for (JsonNode node : nodes) {
      String op = text(node, "op");
      if (!op.equals("Const") && !op.equals("Placeholder")) {
        String output = text(node, "name");
        convert(op, node, output);
        node.path("input").forEach(i -> ends.remove(i.asString("")));
        ends.add(output);
      }
    }
    return graph.toBytes(List.copyOf(ends));
  }

  private void convert(String op, JsonNode node, String output) {
    List<String> inputs = new ArrayList<>();
    node.path("input").forEach(i -> inputs.add(i.asString("")));
    JsonNode attributes = node.path("attr");
    if (inputs.isEmpty()) {
      throw new InferenceException("The operation '" + output + "' has no input");
    }
    String x = inputs.getFirst();
    switch (op) {
      case "_FusedConv2D" -> {
        Constant kernel = weights.get(inputs.get(1), 4);
        String linear = linear(attributes, output);
        graph.convolution(
            x,
            weights.kernel(inputs.get(1)),
            weights.get(inputs.get(2), 1).numbers(),
            window(x, attributes, kernel),
            1,
            linear);
        activate(attributes, linear, output);
      }
      case "Conv2D" -> {
        Constant kernel = weights.get(inputs.get(1), 4);
        float[] none = new float[kernel.shape()[3]];
        Window window = window(x, attributes, kernel);
        graph.convolution(x, weights.kernel(inputs.get(1)), none, window, 1, output);
      }
      case "DepthwiseConv2dNative" -> {
        Constant kernel = weights.get(inputs.get(1), 4);
        int channels = kernel.shape()[2];
        Window window = window(x, attributes, kernel);
        graph.convolution(
            x,
            weights.depthwiseKernel(inputs.get(1)),
            new float[channels],
            window,
            channels,
            output);
      }
      case "_FusedMatMul" -> {
        if (flag(attributes, "transpose_a") || flag(attributes, "transpose_b")) {
          throw new InferenceException("A transposed matrix product cannot be converted");
        }
        Constant matrix = weights.get(inputs.get(1), 2);
        String linear = linear(attributes, output);
        graph.dense(
            x,
            Tensor.floats(inputs.get(1), matrix.numbers(), matrix.shape()[0], matrix.shape()[1]),
            false,
            weights.get(inputs.get(2), 1).numbers(),
            linear);
        activate(attributes, linear, output);
      }
      case "Mul" -> graph.multiply(x, weights.get(inputs.get(1), 1).numbers(), output);
      case "Add", "AddV2" -> graph.add(x, weights.get(inputs.get(1), 1).numbers(), output);
      case "Relu" -> {
        graph.relu(x, output);
        positive.add(output);
      }
      // The two of which ReLU6 is made, where TensorFlow wrote it as a cut of a ReLU.
      case "Minimum" -> {
        float high = number(inputs);
        if (!positive.contains(x) || !(high >= 0)) {
          throw new InferenceException("A minimum that is no ReLU6 cannot be converted");
        }
        graph.clip(x, 0, high, output);
        positive.add(output);
      }
      case "Maximum" -> {
        if (!positive.contains(x) || number(inputs) != 0) {
          throw new InferenceException("A maximum that is no ReLU6 cannot be converted");
        }
        graph.same(x, output);
        positive.add(output);
      }
      case "Mean" -> {
        if (!Arrays.equals(weights.get(inputs.get(1), 1).numbers(), new float[] {1, 2})
            || flag(attributes, "keep_dims")) {
          throw new InferenceException("Only a mean over a whole picture can be converted");
        }
        graph.mean(x, output);
      }
      case "MaxPool" -> {
        List<JsonNode> size = list(attributes.path("ksize").path("list").path("i"));
        int height = size.get(1).asInt();
        int width = size.get(2).asInt();
        graph.maxPool(x, height, width, window(x, attributes, height, width), output);
      }
      case "Reshape" -> {
        float[] shape = weights.get(inputs.get(1), 1).numbers();
        if (shape.length != 2 || Math.abs(shape[0]) != 1) {
          throw new InferenceException("Only a reshaping to a row can be converted");
        }
        graph.flatten(x, output);
      }
      case "Softmax", "Sigmoid", "Identity" -> graph.same(x, output);
      default ->
          throw new InferenceException("TensorFlow.js' operation " + op + " cannot be converted");
    }
  }

  private Window window(String x, JsonNode attributes, Constant kernel) {
    return window(x, attributes, kernel.shape()[0], kernel.shape()[1]);
  }

  private Window window(String source, JsonNode attributes, int height, int width) {
    List<JsonNode> strides = list(attributes.path("strides").path("list").path("i"));
    int y = strides.get(1).asInt();
    int x = strides.get(2).asInt();
    for (JsonNode dilation : list(attributes.path("dilations").path("list").path("i"))) {
      if (dilation.asInt() != 1) {
        throw new InferenceException("A convolution with dilation cannot be converted");
      }
    }
    if (!decoded(attributes.path("data_format").path("s")).equals("NHWC")) {
      throw new InferenceException("Only values in the order NHWC can be converted");
    }
    return switch (decoded(attributes.path("padding").path("s"))) {
      case "VALID" -> new Window(y, x, 0, 0, 0, 0);
      case "SAME" -> graph.same(source, height, width, y, x);
      default -> throw new InferenceException("This padding cannot be converted");
    };
  }

  private static List<String> fused(JsonNode attributes) {
    return list(attributes.path("fused_ops").path("list").path("s")).stream()
        .map(TfjsNetwork::decoded)
        .toList();
  }

  private static String linear(JsonNode attributes, String output) {
    return fused(attributes).contains("Relu") ? output + "/linear" : output;
  }

  private void activate(JsonNode attributes, String linear, String output) {
    List<String> fused = fused(attributes);
    if (fused.equals(List.of("BiasAdd", "Relu"))) {
      graph.relu(linear, output);
    } else if (!fused.equals(List.of("BiasAdd"))) {
      throw new InferenceException("The fused operations " + fused + " cannot be converted");
    }
  }

  private float number(List<String> inputs) {
    float[] numbers = weights.get(inputs.get(1), 0).numbers();
    return numbers[0];
  }

  private static boolean flag(JsonNode attributes, String name) {
    return attributes.path(name).path("b").asBoolean(false);
  }

  private static String decoded(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asString("")), StandardCharsets.US_ASCII);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all;
  }
}
