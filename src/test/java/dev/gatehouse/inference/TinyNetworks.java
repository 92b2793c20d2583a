package dev.gatehouse.inference;

import dev.gatehouse.inference.OnnxGraph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** ONNX files of a few nodes, written for tests. */
public final class TinyNetworks {
  private TinyNetworks() {}

  /** Numbers of an output, row-major. */
  public record Output(float[] values, long... shape) {}

  /** A graph without nodes, with the one input {@code images}; -1 is a free size. */
  static OnnxGraph empty(long... input) {
    return OnnxGraph.empty("tiny", "images", input);
  }

  /** Takes any picture of that size, and always answers the same. */
  public static byte[] answering(int width, int height, Map<String, Output> outputs) {
    OnnxGraph graph = empty(1, 3, height, width);
    outputs.forEach(
        (name, output) -> {
          graph.put(Tensor.floats(name + "-values", output.values(), output.shape()));
          graph
              .nodes()
              .add(
                  OnnxGraph.node(
                      "Identity", name + "-node", List.of(name + "-values"), List.of(name), -1));
        });
    graph.setOutputs(List.copyOf(outputs.keySet()));
    return graph.toBytes();
  }

  /**
   * Two convolutions of one pixel each with SiLU between, as YOLOv8 is made of, an output, and
   * behind it a node that a cut removes: {@code [1,3,H,W]} to {@code head} {@code [1,2,H,W]}.
   */
  static byte[] convolutions() {
    OnnxGraph graph = empty(1, 3, 8, 8);
    var random = new Random(5);
    graph.put(Tensor.floats("w1", uniform(random, 8 * 3), 8, 3, 1, 1));
    graph.put(Tensor.floats("b1", uniform(random, 8), 8));
    graph.put(Tensor.floats("w2", uniform(random, 2 * 8), 2, 8, 1, 1));
    graph.put(Tensor.floats("b2", uniform(random, 2), 2));
    graph.put(Tensor.floats("unused", new float[] {7}, 1));
    List<OnnxGraph.Node> nodes = graph.nodes();
    nodes.add(OnnxGraph.node("Conv", "c1", List.of("images", "w1", "b1"), List.of("x"), -1));
    nodes.add(OnnxGraph.node("Sigmoid", "s", List.of("x"), List.of("y"), -1));
    nodes.add(OnnxGraph.node("Mul", "m", List.of("x", "y"), List.of("z"), -1));
    nodes.add(OnnxGraph.node("Conv", "c2", List.of("z", "w2", "b2"), List.of("head"), -1));
    nodes.add(OnnxGraph.node("Sigmoid", "tail", List.of("head"), List.of("end"), -1));
    graph.setOutputs(List.of("end"));
    return graph.toBytes();
  }

  private static float[] uniform(Random random, int size) {
    var values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat(-1, 1);
    }
    return values;
  }
}
