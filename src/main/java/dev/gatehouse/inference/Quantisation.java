package dev.gatehouse.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gatehouse.inference.OnnxGraph.Node;
import dev.gatehouse.inference.OnnxGraph.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Post-training quantisation of a convolutional network to 8-bit integers in QDQ form: the float
 * graph with pairs of QuantizeLinear and DequantizeLinear around its values, which ONNX Runtime
 * fuses into integer kernels (AVX-512 VNNI and its like).
 *
 * <p>Activations are uint8 per tensor between two percentiles of what calibration pictures give;
 * weights are symmetric int8 per output channel; biases are int32 with the scale of the product
 * (Jacob et al., CVPR 2018). Pairs stand on the inputs of all operations of a YOLO-like network,
 * not of Conv alone: else most values would be turned back to floats between two convolutions,
 * which is slower than floats throughout. Values that reach an output stay float.
 */
final class Quantisation {
  private static final Set<String> OPERATIONS =
      Set.of("Conv", "Sigmoid", "Mul", "Add", "Concat", "MaxPool", "Resize", "Split");

  /** These pass values on as they are: what comes out has the scale of what went in. */
  private static final Set<String> PASSING = Set.of("MaxPool", "Resize", "Split");

  private static final double PERCENTILE = 0.005 / 100;
  private static final int BINS = 8192;

  private final OnnxGraph graph;
  private final Map<String, Range> ranges = new HashMap<>();

  private Quantisation(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * @param model a float network with one input
   * @param pictures calibration inputs in the network's own form, a dozen or so
   * @param shape of each input
   * @return the network in QDQ form
   * @throws InferenceException if the network does not take that input
   */
  static byte[] int8(byte[] model, List<FloatBuffer> pictures, long... shape) {
    var quantisation = new Quantisation(OnnxGraph.parse(model));
    quantisation.calibrate(model, pictures, shape);
    quantisation.rewrite();
    return quantisation.graph.toBytes();
  }

  /** Values of a tensor over all pictures, as a histogram between the least and the largest. */
  private static final class Range {
    float least = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    private final long[] counts = new long[BINS];
    private long total;

    void extend(FloatBuffer values) {
      for (int i = 0; i < values.capacity(); i++) {
        float v = values.get(i);
        least = Math.min(least, v);
        largest = Math.max(largest, v);
      }
    }

    void count(FloatBuffer values) {
      float width = Math.max(largest - least, Float.MIN_NORMAL);
      for (int i = 0; i < values.capacity(); i++) {
        counts[Math.clamp((int) ((values.get(i) - least) / width * BINS), 0, BINS - 1)]++;
      }
      total += values.capacity();
    }

    /** The value below which that share of all values lies. */
    private double quantile(double share) {
      double wanted = share * total;
      double sum = 0;
      for (int i = 0; i < BINS; i++) {
        if (sum + counts[i] >= wanted) {
          double within = counts[i] == 0 ? 0 : (wanted - sum) / counts[i];
          return least + (i + within) / BINS * (largest - least);
        }
        sum += counts[i];
      }
      return largest;
    }

    /** Scale and zero point, such that 0 is exact. */
    Scale scale() {
      double low = Math.min(0, quantile(PERCENTILE));
      double high = Math.max(0, quantile(1 - PERCENTILE));
      double scale = Math.max((high - low) / 255, 1e-8);
      int zero = (int) Math.clamp(Math.round(-low / scale), 0, 255);
      return new Scale((float) scale, zero);
    }
  }

  private record Scale(float scale, int zeroPoint) {}

  private void calibrate(byte[] model, List<FloatBuffer> pictures, long[] shape) {
    Set<String> wanted = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (OPERATIONS.contains(node.op)) {
        for (String input : values(node)) {
          wanted.add(input);
        }
      }
    }
    OnnxGraph observed = OnnxGraph.parse(model);
    List<String> made = new ArrayList<>(wanted);
    made.removeAll(graph.inputNames());
    observed.setOutputs(made);
    var environment = OrtEnvironment.getEnvironment();
    String inputName = graph.inputNames().iterator().next();
    try (var options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.BASIC_OPT);
      options.setIntraOpNumThreads(2);
      try (OrtSession session = environment.createSession(observed.toBytes(), options)) {
        for (int pass = 0; pass < 2; pass++) {
          for (FloatBuffer picture : pictures) {
            try (OnnxTensor input = OnnxTensor.createTensor(environment, picture, shape);
                OrtSession.Result result = session.run(Map.of(inputName, input))) {
              see(inputName, picture, pass);
              for (var output : result) {
                see(output.getKey(), ((OnnxTensor) output.getValue()).getFloatBuffer(), pass);
              }
            }
          }
        }
      }
    } catch (OrtException e) {
      throw new InferenceException("The calibration failed: " + e.getMessage(), e);
    }
  }

  private void see(String name, FloatBuffer values, int pass) {
    Range range = ranges.computeIfAbsent(name, n -> new Range());
    if (pass == 0) {
      range.extend(values);
    } else {
      range.count(values);
    }
  }

  /** Inputs of a node that are computed: no weights, no sizes. */
  private List<String> values(Node node) {
    int count = PASSING.contains(node.op) || node.op.equals("Conv") ? 1 : node.inputs.size();
    return node.inputs.subList(0, count).stream().filter(n -> !graph.hasTensor(n)).toList();
  }

  private void rewrite() {
    // Values that come out of an operation that passes them on keep their scale.
    Map<String, Scale> scales = new HashMap<>();
    for (Node node : graph.nodes()) {
      for (String input : OPERATIONS.contains(node.op) ? values(node) : List.<String>of()) {
        scales.computeIfAbsent(input, n -> Objects.requireNonNull(ranges.get(n)).scale());
      }
      if (PASSING.contains(node.op)) {
        for (String output : node.outputs) {
          scales.put(output, scales.get(node.inputs.getFirst()));
        }
      }
    }
    // What only collects an output (the head's Concat) works on floats, as does what it collects.
    Set<String> kept = new HashSet<>(graph.outputNames());
    List<Node> result = new ArrayList<>();
    Set<String> paired = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean collects = node.outputs.stream().anyMatch(kept::contains);
      if (OPERATIONS.contains(node.op) && !collects) {
        for (String input : values(node)) {
          Scale scale = scales.get(input);
          if (scale != null && paired.add(input)) {
            pair(input, scale, result);
          }
          node.inputs.replaceAll(i -> i.equals(input) ? dequantised(input) : i);
        }
        if (node.op.equals("Conv")) {
          weights(node, scales, result);
        }
      }
      result.add(node);
    }
    graph.nodes().clear();
    graph.nodes().addAll(result);
    graph.cut(List.copyOf(graph.outputNames())); // leaves the float weights out
    graph.requireOpset(13);
  }

  private static String dequantised(String value) {
    return value + ":dequantised";
  }

  private void pair(String value, Scale scale, List<Node> result) {
    graph.put(Tensor.floats(value + ":scale", new float[] {scale.scale()}));
    graph.put(
        Tensor.bytes(value + ":zero", OnnxGraph.UINT8, new byte[] {(byte) scale.zeroPoint()}));
    List<String> parameters = List.of(value + ":scale", value + ":zero");
    result.add(
        OnnxGraph.node(
            "QuantizeLinear",
            value + ":quantise",
            List.of(value, parameters.get(0), parameters.get(1)),
            List.of(value + ":quantised"),
            -1));
    result.add(
        OnnxGraph.node(
            "DequantizeLinear",
            value + ":dequantise",
            List.of(value + ":quantised", parameters.get(0), parameters.get(1)),
            List.of(dequantised(value)),
            -1));
  }

  /**
   * Replaces weights and bias of a convolution by integers, each followed by its DequantizeLinear.
   */
  private void weights(Node conv, Map<String, Scale> scales, List<Node> result) {
    String input = conv.inputs.getFirst();
    Scale inputScale = scales.get(input.substring(0, input.length() - ":dequantised".length()));
    String name = conv.inputs.get(1);
    if (inputScale == null || !graph.hasTensor(name)) {
      return;
    }
    Tensor weight = graph.tensor(name);
    float[] values = weight.toFloats();
    int channels = Math.toIntExact(weight.dims()[0]);
    int each = values.length / channels;
    var channelScales = new float[channels];
    var integers = new byte[values.length];
    for (int c = 0; c < channels; c++) {
      float largest = 0;
      for (int i = c * each; i < (c + 1) * each; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      channelScales[c] = Math.max(largest / 127, 1e-12f);
      for (int i = c * each; i < (c + 1) * each; i++) {
        integers[i] = (byte) Math.clamp(Math.round(values[i] / channelScales[c]), -127, 127);
      }
    }
    String prefix = conv.name.isEmpty() ? conv.outputs.getFirst() : conv.name;
    graph.put(Tensor.bytes(prefix + ":weight", OnnxGraph.INT8, integers, weight.dims()));
    graph.put(Tensor.floats(prefix + ":weight-scale", channelScales, channels));
    graph.put(Tensor.bytes(prefix + ":weight-zero", OnnxGraph.INT8, new byte[channels], channels));
    result.add(
        OnnxGraph.node(
            "DequantizeLinear",
            prefix + ":weight-dequantise",
            List.of(prefix + ":weight", prefix + ":weight-scale", prefix + ":weight-zero"),
            List.of(prefix + ":weight-float"),
            0));
    conv.inputs.set(1, prefix + ":weight-float");

    if (conv.inputs.size() > 2 && graph.hasTensor(conv.inputs.get(2))) {
      float[] bias = graph.tensor(conv.inputs.get(2)).toFloats();
      var biasScales = new float[channels];
      var biasIntegers = new int[channels];
      for (int c = 0; c < channels; c++) {
        biasScales[c] = inputScale.scale() * channelScales[c];
        biasIntegers[c] =
            (int) Math.clamp(Math.round((double) bias[c] / biasScales[c]), -(1L << 30), 1L << 30);
      }
      graph.put(Tensor.ints(prefix + ":bias", biasIntegers, channels));
      graph.put(Tensor.floats(prefix + ":bias-scale", biasScales, channels));
      graph.put(Tensor.ints(prefix + ":bias-zero", new int[channels], channels));
      result.add(
          OnnxGraph.node(
              "DequantizeLinear",
              prefix + ":bias-dequantise",
              List.of(prefix + ":bias", prefix + ":bias-scale", prefix + ":bias-zero"),
              List.of(prefix + ":bias-float"),
              0));
      conv.inputs.set(2, prefix + ":bias-float");
    }
  }
}
