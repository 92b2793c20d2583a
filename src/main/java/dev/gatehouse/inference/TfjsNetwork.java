package dev.gatehouse.inference;

import dev.gatehouse.inference.NchwGraph.Window;
import dev.gatehouse.inference.OnnxGraph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a TensorFlow.js graph model (a JSON file and one file of weights, 32-bit floats) and writes
 * it as ONNX: convolutions and matrix products with bias and ReLU, products and sums with a number
 * a channel (what is left of batch normalisation), maximum pooling, flattening. A softmax at the
 * end is left off: its inputs, the logits, say more. Anything else is refused by name.
 */
final class TfjsNetwork {
  private record Weights(int[] shape, float[] numbers) {}

  private final Map<String, Weights> constants = new HashMap<>();
  private final NchwGraph graph;

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
    ByteBuffer bytes = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode group : model.path("weightsManifest")) {
      for (JsonNode entry : group.path("weights")) {
        int[] shape = list(entry.path("shape")).stream().mapToInt(JsonNode::asInt).toArray();
        int size = 1;
        for (int side : shape) {
          size = Math.multiplyExact(size, side);
        }
        if (size < 0 || 4L * size > bytes.remaining()) {
          throw new InferenceException("The TensorFlow.js weights end too early");
        }
        float[] numbers = new float[size];
        boolean floats = text(entry, "dtype").equals("float32");
        if (entry.has("quantization") || (!floats && !text(entry, "dtype").equals("int32"))) {
          throw new InferenceException("Only weights of 32-bit floats can be converted");
        }
        for (int i = 0; i < size; i++) {
          numbers[i] = floats ? bytes.getFloat() : bytes.getInt();
        }
        constants.put(text(entry, "name"), new Weights(shape, numbers));
      }
    }
    if (bytes.hasRemaining()) {
      throw new InferenceException(
          "The TensorFlow.js weights have " + bytes.remaining() + " bytes too many");
    }
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
    String last = "";
    for (JsonNode node : nodes) {
      String op = text(node, "op");
      if (!op.equals("Const") && !op.equals("Placeholder")) {
        last = text(node, "name");
        convert(op, node, last);
      }
    }
    return graph.toBytes(last);
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
        Weights weights = constant(inputs, 1, 4);
        String linear = linear(attributes, output);
        graph.convolution(
            x,
            turned(inputs.get(1), weights),
            constant(inputs, 2, 1).numbers,
            window(attributes, weights.shape[0], weights.shape[1]),
            1,
            linear);
        activate(attributes, linear, output);
      }
      case "_FusedMatMul" -> {
        if (flag(attributes, "transpose_a") || flag(attributes, "transpose_b")) {
          throw new InferenceException("A transposed matrix product cannot be converted");
        }
        Weights weights = constant(inputs, 1, 2);
        String linear = linear(attributes, output);
        graph.dense(
            x,
            Tensor.floats(inputs.get(1), weights.numbers, weights.shape[0], weights.shape[1]),
            false,
            constant(inputs, 2, 1).numbers,
            linear);
        activate(attributes, linear, output);
      }
      case "Mul" -> graph.multiply(x, constant(inputs, 1, 1).numbers, output);
      case "Add", "AddV2" -> graph.add(x, constant(inputs, 1, 1).numbers, output);
      case "MaxPool" -> {
        List<JsonNode> size = list(attributes.path("ksize").path("list").path("i"));
        int height = size.get(1).asInt();
        int width = size.get(2).asInt();
        graph.maxPool(x, height, width, window(attributes, height, width), output);
      }
      case "Reshape" -> {
        Weights shape = constant(inputs, 1, 1);
        if (shape.numbers.length != 2 || Math.abs(shape.numbers[0]) != 1) {
          throw new InferenceException("Only a reshaping to a row can be converted");
        }
        graph.flatten(x, output);
      }
      case "Softmax", "Identity" -> graph.same(x, output);
      default ->
          throw new InferenceException("TensorFlow.js' operation " + op + " cannot be converted");
    }
  }

  /** {@code [H,W,I,O]} to {@code [O,I,H,W]}. */
  private static Tensor turned(String name, Weights weights) {
    int area = weights.shape[0] * weights.shape[1];
    int inputs = weights.shape[2];
    int outputs = weights.shape[3];
    float[] turned = new float[weights.numbers.length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int at = 0; at < area; at++) {
          turned[(o * inputs + i) * area + at] = weights.numbers[(at * inputs + i) * outputs + o];
        }
      }
    }
    return Tensor.floats(name, turned, outputs, inputs, weights.shape[0], weights.shape[1]);
  }

  private static Window window(JsonNode attributes, int height, int width) {
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
      case "SAME" -> {
        if (x != 1 || y != 1) {
          throw new InferenceException("Padding SAME with a stride cannot be converted");
        }
        yield Window.same(height, width);
      }
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

  private Weights constant(List<String> inputs, int index, int rank) {
    Weights weights = constants.get(inputs.get(index));
    if (weights == null || weights.shape.length != rank) {
      throw new InferenceException(
          "'" + inputs.get(index) + "' is not a constant of " + rank + " dimensions");
    }
    return weights;
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
