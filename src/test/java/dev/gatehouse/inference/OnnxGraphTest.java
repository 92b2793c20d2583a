package dev.gatehouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {

  @Test
  void a_file_that_is_read_and_written_does_the_same() {
    byte[] file = TinyNetworks.convolutions();
    byte[] again = OnnxGraph.parse(file).toBytes();
    try (var before = OnnxModel.load("before", file, 1);
        var after = OnnxModel.load("after", again, 1);
        var one = before.call(1, 3, 8, 8);
        var other = after.call(1, 3, 8, 8)) {
      for (int i = 0; i < one.input().capacity(); i++) {
        one.input().put(i, i / 192f);
        other.input().put(i, i / 192f);
      }
      one.run();
      other.run();
      assertThat(values(other.output(0))).isEqualTo(values(one.output(0)));
    }
  }

  @Test
  void a_cut_keeps_what_the_outputs_need_and_nothing_else() {
    OnnxGraph graph = OnnxGraph.parse(TinyNetworks.convolutions());
    graph.cut(List.of("head"));

    assertThat(graph.outputNames()).containsExactly("head");
    assertThat(graph.nodes()).extracting(node -> node.name).containsExactly("c1", "s", "m", "c2");
    assertThat(graph.hasTensor("w2")).isTrue();
    assertThat(graph.hasTensor("unused")).isFalse();
  }

  @Test
  void a_free_input_takes_other_sizes() {
    OnnxGraph graph = OnnxGraph.parse(TinyNetworks.convolutions());
    try (var fixed = OnnxModel.load("fixed", graph.toBytes(), 1)) {
      assertThatThrownBy(() -> fixed.call(1, 3, 4, 6))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("does not take an input of [1, 3, 4, 6]");
    }
    graph.setInputShape("images", -1, 3, -1, -1);
    try (var free = OnnxModel.load("free", graph.toBytes(), 1);
        var call = free.call(1, 3, 4, 6)) {
      assertThat(free.inputShape()).containsExactly(-1, 3, -1, -1);
      assertThat(call.output(0).capacity()).isEqualTo(2 * 4 * 6);
    }
  }

  @Test
  void the_opset_is_only_ever_raised() {
    OnnxGraph graph = OnnxGraph.parse(TinyNetworks.convolutions());
    graph.requireOpset(11);
    assertThat(OnnxGraph.parse(graph.toBytes()).opset()).isEqualTo(13);
    graph.requireOpset(15);
    assertThat(OnnxGraph.parse(graph.toBytes()).opset()).isEqualTo(15);
  }

  @Test
  void what_is_wrong_is_said() {
    assertThatThrownBy(() -> OnnxGraph.parse(new byte[] {(byte) 0xff, 1, 2}))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("not an ONNX file");
    assertThatThrownBy(() -> OnnxGraph.parse(new byte[0]))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("has no graph");
    OnnxGraph graph = OnnxGraph.parse(TinyNetworks.convolutions());
    assertThatThrownBy(() -> graph.cut(List.of("/model.22/none")))
        .isInstanceOf(InferenceException.class)
        .hasMessage("Nothing in the graph makes '/model.22/none'");
    assertThatThrownBy(() -> graph.tensor("none")).isInstanceOf(InferenceException.class);
  }

  static float[] values(FloatBuffer buffer) {
    var values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }
}
