package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.inference.OnnxGraph.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantisationTest {
  private static final long[] SHAPE = {1, 3, 8, 8};

  private static byte[] floats() {
    OnnxGraph graph = OnnxGraph.parse(TinyNetworks.convolutions());
    graph.cut(List.of("head"));
    return graph.toBytes();
  }

  private static FloatBuffer picture(long seed) {
    FloatBuffer values =
        ByteBuffer.allocateDirect(3 * 64 * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    var random = new Random(seed);
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, random.nextFloat());
    }
    return values;
  }

  private static byte[] integers() {
    return Quantisation.int8(
        floats(), IntStream.range(0, 6).mapToObj(i -> picture(i)).toList(), SHAPE);
  }

  @Test
  void integers_say_nearly_what_floats_say() {
    try (var floats = OnnxModel.load("floats", floats(), 1);
        var integers = OnnxModel.load("integers", integers(), 1);
        var one = floats.call(SHAPE);
        var other = integers.call(SHAPE)) {
      FloatBuffer unseen = picture(99);
      one.input().put(0, unseen, 0, unseen.capacity());
      other.input().put(0, unseen, 0, unseen.capacity());
      one.run();
      other.run();
      float[] right = OnnxGraphTest.values(one.output(0));
      float[] found = OnnxGraphTest.values(other.output(0));
      double range = 0;
      double squares = 0;
      for (int i = 0; i < right.length; i++) {
        range = Math.max(range, Math.abs(right[i]));
        squares += Math.pow(found[i] - right[i], 2);
      }
      assertThat(Math.sqrt(squares / right.length)).isLessThan(0.02 * range);
      assertThat(found).as("it was quantised at all").isNotEqualTo(right);
    }
  }

  @Test
  void weights_are_integers_a_channel_and_outputs_stay_floats() {
    OnnxGraph graph = OnnxGraph.parse(integers());

    OnnxGraph.Tensor weight = graph.tensor("c1:weight");
    assertThat(weight.type()).isEqualTo(OnnxGraph.INT8);
    assertThat(weight.dims()).containsExactly(8, 3, 1, 1);
    assertThat(graph.tensor("c1:weight-scale").dims()).containsExactly(8);
    for (int channel = 0; channel < 8; channel++) {
      int largest = 0;
      for (int i = 3 * channel; i < 3 * channel + 3; i++) {
        largest = Math.max(largest, Math.abs(weight.raw().byteAt(i)));
      }
      assertThat(largest).as("channel %d uses all 8 bits", channel).isEqualTo(127);
    }
    assertThat(graph.tensor("c1:bias").type()).isEqualTo(OnnxGraph.INT32);
    assertThat(graph.tensor("images:scale").dims()).as("0-d").isEmpty();
    assertThat(graph.tensor("images:zero").type()).isEqualTo(OnnxGraph.UINT8);
    assertThat(graph.hasTensor("w1")).as("its float weights are gone").isFalse();

    for (Node node : graph.nodes()) {
      if (List.of("c1", "s", "m").contains(node.name)) {
        assertThat(node.inputs)
            .as(node.name)
            .allSatisfy(i -> assertThat(makerOf(i, graph).op).isEqualTo("DequantizeLinear"));
      }
    }
    Node last = makerOf("head", graph);
    assertThat(last.op).isEqualTo("Conv");
    assertThat(last.inputs).as("what makes an output").containsExactly("z", "w2", "b2");
  }

  private static Node makerOf(String value, OnnxGraph graph) {
    return graph.nodes().stream().filter(n -> n.outputs.contains(value)).findFirst().orElseThrow();
  }

  @Test
  void a_picture_of_another_shape_is_refused() {
    assertThatThrownBy(() -> Quantisation.int8(floats(), List.of(picture(1)), 1, 3, 4, 4))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("calibration failed");
  }
}
