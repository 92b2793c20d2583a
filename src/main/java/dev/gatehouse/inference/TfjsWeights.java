package dev.gatehouse.inference;

import dev.gatehouse.inference.OnnxGraph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The weights of a TensorFlow.js model: a manifest of names, shapes and types, and the numbers one
 * after the other. Numbers are 32-bit floats or whole numbers, or are kept as 16-bit floats, or as
 * a byte {@code q} that stands for {@code min + scale * q}.
 */
final class TfjsWeights {
  /** Row-major; no shape is a single number. */
  record Constant(int[] shape, float[] numbers) {}

  private final Map<String, Constant> constants = new HashMap<>();

  private TfjsWeights() {}

  /**
   * @param manifest groups, each with {@code weights}
   * @throws InferenceException if the two do not fit, or numbers are of another type
   */
  static TfjsWeights read(JsonNode manifest, byte[] file) {
    var all = new TfjsWeights();
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode group : manifest) {
      for (JsonNode entry : group.path("weights")) {
        all.constants.put(entry.path("name").asString(""), constant(entry, bytes));
      }
    }
    if (bytes.hasRemaining()) {
      throw new InferenceException(
          "The TensorFlow.js weights have " + bytes.remaining() + " bytes too many");
    }
    return all;
  }

  private static Constant constant(JsonNode entry, ByteBuffer bytes) {
    int[] shape = new int[entry.path("shape").size()];
    int size = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = entry.path("shape").get(i).asInt();
      size = Math.multiplyExact(size, shape[i]);
    }
    JsonNode quantisation = entry.path("quantization");
    String type =
        entry.path("dtype").asString("") + " " + quantisation.path("dtype").asString("itself");
    int width =
        switch (type) {
          case "float32 itself", "int32 itself" -> Float.BYTES;
          case "float32 float16" -> Short.BYTES;
          case "float32 uint8" -> Byte.BYTES;
          default ->
              throw new InferenceException(
                  "Only weights of 32-bit floats, also as 16-bit floats or bytes, can be converted,"
                      + " not "
                      + type);
        };
    if (size < 0 || (long) width * size > bytes.remaining()) {
      throw new InferenceException("The TensorFlow.js weights end too early");
    }
    double scale = quantisation.path("scale").asDouble(1);
    double min = quantisation.path("min").asDouble(0);
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] =
          switch (type) {
            case "float32 itself" -> bytes.getFloat();
            case "int32 itself" -> bytes.getInt();
            case "float32 float16" -> Float.float16ToFloat(bytes.getShort());
            default -> (float) (min + scale * (bytes.get() & 0xFF));
          };
    }
    return new Constant(shape, numbers);
  }

  boolean has(String name) {
    return constants.containsKey(name);
  }

  /**
   * @throws InferenceException if there is none of that name and number of dimensions
   */
  Constant get(String name, int rank) {
    Constant constant = constants.get(name);
    if (constant == null || constant.shape.length != rank) {
      throw new InferenceException("'" + name + "' is not a constant of " + rank + " dimensions");
    }
    return constant;
  }

  /** The weights of a convolution: {@code [H,W,I,O]} as {@code [O,I,H,W]}. */
  Tensor kernel(String name) {
    Constant kernel = get(name, 4);
    int area = kernel.shape[0] * kernel.shape[1];
    int inputs = kernel.shape[2];
    int outputs = kernel.shape[3];
    float[] turned = new float[kernel.numbers.length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int at = 0; at < area; at++) {
          turned[(o * inputs + i) * area + at] = kernel.numbers[(at * inputs + i) * outputs + o];
        }
      }
    }
    return Tensor.floats(name, turned, outputs, inputs, kernel.shape[0], kernel.shape[1]);
  }

  /** The weights of a depthwise convolution: {@code [H,W,C,1]} as {@code [C,1,H,W]}. */
  Tensor depthwiseKernel(String name) {
    Constant kernel = get(name, 4);
    if (kernel.shape[3] != 1) {
      throw new InferenceException(
          "'" + name + "' makes several channels of one, which cannot be converted");
    }
    int area = kernel.shape[0] * kernel.shape[1];
    int channels = kernel.shape[2];
    float[] turned = new float[kernel.numbers.length];
    for (int c = 0; c < channels; c++) {
      for (int at = 0; at < area; at++) {
        turned[c * area + at] = kernel.numbers[at * channels + c];
      }
    }
    return Tensor.floats(name, turned, channels, 1, kernel.shape[0], kernel.shape[1]);
  }
}
