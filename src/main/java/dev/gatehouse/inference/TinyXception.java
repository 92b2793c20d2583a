package dev.gatehouse.inference;

import dev.gatehouse.inference.NchwGraph.Window;
import dev.gatehouse.inference.OnnxGraph.Tensor;
import dev.gatehouse.inference.TfjsWeights.Constant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes face-api's network for age and sex as ONNX. It is published as weights alone; the graph is
 * built here: a small Xception (Chollet, CVPR 2017) as face-api's {@code TinyXception} and {@code
 * AgeGenderNet} describe it.
 *
 * <ul>
 *   <li>A picture of 112x112 RGB, less the mean colour, over 255; a convolution of stride 2.
 *   <li>Two reduction blocks, two main blocks, a reduction block. A block is two or three separable
 *       convolutions (depthwise 3x3, then 1x1), each after a ReLU; a reduction block ends in a
 *       maximum over 3x3 of stride 2; to each block its input is added, in a reduction block
 *       through a convolution of 1x1 with stride 2.
 *   <li>A separable convolution, ReLU, the mean over the picture, and of that a matrix product each
 *       for the age and for the sexes.
 * </ul>
 */
final class TinyXception {
  private static final int SIDE = 112;

  // R, G, B
  private static final float[] MEAN = {122.782f, 117.001f, 104.298f};

  private final TfjsWeights weights;
  private final NchwGraph graph = new NchwGraph("tiny-xception", "picture", SIDE, SIDE, 3);

  private TinyXception(TfjsWeights weights) {
    this.weights = weights;
  }

  /** Whether a JSON file is a manifest of weights without a graph. */
  static boolean isManifest(byte[] json) {
    try {
      return JsonMapper.shared().readTree(json).isArray();
    } catch (JacksonException e) {
      return false;
    }
  }

  /**
   * @return an ONNX file: input {@code [1,3,112,112]} RGB, 0 to 255; outputs {@code fc/age} {@code
   *     [1,1]} in years and {@code fc/gender} {@code [1,2]} logits, male first
   * @throws InferenceException if the weights are damaged or are those of another network
   */
  static byte[] toOnnx(byte[] manifest, byte[] weights) {
    try {
      JsonNode groups = JsonMapper.shared().readTree(manifest);
      return new TinyXception(TfjsWeights.read(groups, weights)).convert();
    } catch (JacksonException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ArithmeticException
        | NegativeArraySizeException e) {
      throw new InferenceException("The weights' manifest is damaged: " + e.getMessage(), e);
    }
  }

  private byte[] convert() {
    graph.add("picture", new float[] {-MEAN[0], -MEAN[1], -MEAN[2]}, "centred");
    graph.multiply("centred", new float[] {1 / 255f, 1 / 255f, 1 / 255f}, "normalised");
    convolution("normalised", "entry_flow/conv_in", 2);
    graph.relu("entry_flow/conv_in", "entry");
    String x = reduction("entry", "entry_flow/reduction_block_0", false);
    x = reduction(x, "entry_flow/reduction_block_1", true);
    int blocks = 0;
    while (weights.has("middle_flow/main_block_" + blocks + "/separable_conv0/bias")) {
      x = main(x, "middle_flow/main_block_" + blocks++);
    }
    x = reduction(x, "exit_flow/reduction_block", true);
    x = separable(x, "exit_flow/separable_conv");
    graph.relu(x, "features");
    graph.mean("features", "pooled");
    List<String> outputs = new ArrayList<>();
    for (String name : new String[] {"fc/age", "fc/gender"}) {
      Constant matrix = weights.get(name + "/weights", 2);
      Tensor tensor =
          Tensor.floats(name + "/weights", matrix.numbers(), matrix.shape()[0], matrix.shape()[1]);
      graph.dense("pooled", tensor, false, weights.get(name + "/bias", 1).numbers(), name);
      outputs.add(name);
    }
    return graph.toBytes(outputs);
  }

  private String reduction(String x, String block, boolean activated) {
    String inner = activated ? relu(x, block + "/input") : x;
    inner = separable(inner, block + "/separable_conv0");
    inner = separable(relu(inner, block + "/between"), block + "/separable_conv1");
    graph.maxPool(inner, 3, 3, graph.same(inner, 3, 3, 2, 2), block + "/pooled");
    convolution(x, block + "/expansion_conv", 2);
    graph.sum(block + "/pooled", block + "/expansion_conv", block);
    return block;
  }

  private String main(String x, String block) {
    String inner = x;
    for (int i = 0; i < 3; i++) {
      inner = separable(relu(inner, block + "/input" + i), block + "/separable_conv" + i);
    }
    graph.sum(inner, x, block);
    return block;
  }

  private String relu(String x, String output) {
    graph.relu(x, output);
    return output;
  }

  private void convolution(String x, String name, int stride) {
    Tensor kernel = weights.kernel(name + "/filters");
    int height = Math.toIntExact(kernel.dims()[2]);
    int width = Math.toIntExact(kernel.dims()[3]);
    Window window = graph.same(x, height, width, stride, stride);
    graph.convolution(x, kernel, weights.get(name + "/bias", 1).numbers(), window, 1, name);
  }

  private String separable(String x, String name) {
    Tensor depthwise = weights.depthwiseKernel(name + "/depthwise_filter");
    int channels = Math.toIntExact(depthwise.dims()[0]);
    Window window = graph.same(x, 3, 3, 1, 1);
    graph.convolution(x, depthwise, new float[channels], window, channels, name + "/depthwise");
    graph.convolution(
        name + "/depthwise",
        weights.kernel(name + "/pointwise_filter"),
        weights.get(name + "/bias", 1).numbers(),
        new Window(1, 1, 0, 0, 0, 0),
        1,
        name);
    return name;
  }
}
