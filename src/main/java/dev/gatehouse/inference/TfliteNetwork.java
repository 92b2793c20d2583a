package dev.gatehouse.inference;

import com.google.flatbuffers.Table;
import dev.gatehouse.inference.NchwGraph.Window;
import dev.gatehouse.inference.OnnxGraph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a TensorFlow Lite file of 32-bit floats and writes it as ONNX: convolutions, also depthwise
 * ones, with padding and ReLU; PReLU, which TFLite's converter spells {@code x > 0 ? x : a * x};
 * sums, reshaping to a row, fully connected layers. Anything else is refused by name. The numbers
 * of fields and operations are those of TFLite's {@code schema.fbs}.
 */
final class TfliteNetwork {
  private static final String IDENTIFIER = "TFL3";

  // BuiltinOperator
  private static final int ADD = 0;
  private static final int CONV_2D = 3;
  private static final int DEPTHWISE_CONV_2D = 4;
  private static final int FULLY_CONNECTED = 9;
  private static final int MUL = 18;
  private static final int RESHAPE = 22;
  private static final int PAD = 34;
  private static final int GREATER = 61;
  private static final int SELECT = 64;

  // TensorType
  private static final int FLOAT32 = 0;
  private static final int INT32 = 2;
  private static final int INT64 = 4;

  private record Value(String name, int[] shape, int type, ByteBuffer data) {
    boolean constant() {
      return data.hasRemaining();
    }
  }

  private record Padded(String x, int[] pads) {}

  private record Scaled(String x, float[] slopes) {}

  private final List<Value> values = new ArrayList<>();
  private final Map<String, Padded> padded = new HashMap<>();
  private final Map<String, String> positive = new HashMap<>();
  private final Map<String, Scaled> scaled = new HashMap<>();
  private final NchwGraph graph;

  /**
   * @return an ONNX file: input {@code [1,C,H,W]}, the same output
   * @throws InferenceException if it is damaged, or has something that cannot be converted
   */
  static byte[] toOnnx(byte[] tflite) {
    try {
      return new TfliteNetwork.Reading(tflite).convert();
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | ArithmeticException
        | NegativeArraySizeException e) {
      throw new InferenceException("The TFLite file is damaged: " + e.getMessage(), e);
    }
  }

  /** The file's tables, before it is known what its input is. */
  private static final class Reading {
    private final Fields model;

    Reading(byte[] file) {
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      if (file.length < 8
          || !IDENTIFIER.equals(
              new String(file, 4, 4, java.nio.charset.StandardCharsets.US_ASCII))) {
        throw new InferenceException("This is not a TFLite file: it does not begin with TFL3");
      }
      this.model = new Fields(bytes, bytes.getInt(0));
    }

    byte[] convert() {
      List<Fields> graphs = model.tables(2);
      if (graphs.size() != 1) {
        throw new InferenceException(
            "The TFLite file has " + graphs.size() + " graphs; one can be converted");
      }
      return new TfliteNetwork(model, graphs.getFirst()).convert(model, graphs.getFirst());
    }
  }

  private TfliteNetwork(Fields model, Fields subgraph) {
    List<Fields> buffers = model.tables(4);
    int i = 0;
    for (Fields tensor : subgraph.tables(0)) {
      ByteBuffer data = buffers.get(tensor.number(2, 0)).bytes(0);
      values.add(new Value("t" + i++, tensor.numbers(0), tensor.small(1, FLOAT32), data));
    }
    Value input = values.get(only(subgraph.numbers(1), "inputs"));
    if (input.shape.length != 4 || input.shape[0] != 1 || input.type != FLOAT32) {
      throw new InferenceException("The TFLite file's input is not one picture of floats");
    }
    this.graph =
        new NchwGraph("tflite", input.name, input.shape[1], input.shape[2], input.shape[3]);
  }

  private byte[] convert(Fields model, Fields subgraph) {
    List<Fields> codes = model.tables(1);
    for (Fields operation : subgraph.tables(3)) {
      Fields code = codes.get(operation.number(0, 0));
      // Codes below 127 stand in the older field too; files before 2020 have that alone.
      convert(Math.max(code.small(0, 0), code.number(3, 0)), operation);
    }
    return graph.toBytes(List.of(values.get(only(subgraph.numbers(2), "outputs")).name));
  }

  private void convert(int code, Fields operation) {
    int[] inputs = operation.numbers(1);
    String output = values.get(only(operation.numbers(2), "outputs")).name;
    Fields options = operation.table(4);
    switch (code) {
      case PAD -> {
        int[] pads = wholes(value(inputs, 1));
        if (pads.length != 8 || pads[0] + pads[1] + pads[6] + pads[7] != 0) {
          throw new InferenceException("Padding of batch or channels cannot be converted");
        }
        padded.put(output, new Padded(value(inputs, 0).name, pads));
      }
      case CONV_2D -> convolution(inputs, options, false, output);
      case DEPTHWISE_CONV_2D -> convolution(inputs, options, true, output);
      case GREATER -> {
        for (float limit : floats(value(inputs, 1))) {
          if (limit != 0) {
            throw new InferenceException("A comparison with " + limit + " cannot be converted");
          }
        }
        positive.put(output, value(inputs, 0).name);
      }
      case MUL -> {
        noActivation(options, 0);
        Value factors = value(inputs, 1);
        scaled.put(output, new Scaled(value(inputs, 0).name, perChannel(factors)));
      }
      case SELECT -> {
        String x = value(inputs, 1).name;
        Scaled otherwise = scaled.get(value(inputs, 2).name);
        if (otherwise == null
            || !x.equals(otherwise.x)
            || !x.equals(positive.get(value(inputs, 0).name))) {
          throw new InferenceException("A selection that is no PReLU cannot be converted");
        }
        graph.prelu(x, otherwise.slopes, output);
      }
      case ADD -> {
        noActivation(options, 0);
        graph.sum(value(inputs, 0).name, value(inputs, 1).name, output);
      }
      case RESHAPE -> {
        int[] shape = wholes(value(inputs, 1));
        if (shape.length != 2 || Math.abs(shape[0]) != 1) {
          throw new InferenceException("Only a reshaping to a row can be converted");
        }
        graph.flatten(value(inputs, 0).name, output);
      }
      case FULLY_CONNECTED -> {
        noActivation(options, 0);
        Value weights = value(inputs, 1);
        Tensor matrix =
            Tensor.floats(weights.name, floats(weights), weights.shape[0], weights.shape[1]);
        graph.dense(value(inputs, 0).name, matrix, true, bias(inputs, weights.shape[0]), output);
      }
      default ->
          throw new InferenceException("TFLite's operation " + code + " cannot be converted");
    }
  }

  private void convolution(int[] inputs, Fields options, boolean depthwise, String output) {
    Value weights = value(inputs, 1);
    if (weights.shape.length != 4) {
      throw new InferenceException("The weights of " + output + " are damaged");
    }
    int height = weights.shape[1];
    int width = weights.shape[2];
    int channels = weights.shape[3];
    int activation = options.small(depthwise ? 4 : 3, 0);
    int dilation = options.number(depthwise ? 5 : 4, 1) * options.number(depthwise ? 6 : 5, 1);
    if (dilation != 1 || activation > 1 || (depthwise && options.number(3, 1) != 1)) {
      throw new InferenceException(
          "A convolution with dilation, depth multiplier or activation "
              + activation
              + " cannot be converted");
    }
    boolean same = options.small(0, 0) == 0;
    int strideX = options.number(1, 1);
    int strideY = options.number(2, 1);
    String x = value(inputs, 0).name;
    Window window;
    if (padded.containsKey(x)) {
      Padded source = padded.get(x);
      int[] p = source.pads;
      if (same) {
        throw new InferenceException("Two paddings of one convolution cannot be converted");
      }
      window = new Window(strideY, strideX, p[2], p[4], p[3], p[5]);
      x = source.x;
    } else if (!same) {
      window = new Window(strideY, strideX, 0, 0, 0, 0);
    } else if (strideX == 1 && strideY == 1) {
      window = Window.same(height, width);
    } else {
      throw new InferenceException("Padding SAME with a stride cannot be converted");
    }
    // Depthwise weights are [1,H,W,C] and become [C,1,H,W]; others [O,H,W,I] become [O,I,H,W].
    float[] source = floats(weights);
    int outputs = depthwise ? channels : weights.shape[0];
    int inner = depthwise ? 1 : channels;
    float[] turned = new float[source.length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inner; i++) {
        for (int at = 0; at < height * width; at++) {
          turned[(o * inner + i) * height * width + at] =
              depthwise
                  ? source[at * channels + o]
                  : source[(o * height * width + at) * channels + i];
        }
      }
    }
    Tensor tensor = Tensor.floats(weights.name, turned, outputs, inner, height, width);
    String linear = activation == 1 ? output + "/linear" : output;
    graph.convolution(x, tensor, bias(inputs, outputs), window, depthwise ? channels : 1, linear);
    if (activation == 1) {
      graph.relu(linear, output);
    }
  }

  private float[] bias(int[] inputs, int outputs) {
    return inputs.length > 2 && inputs[2] >= 0 ? floats(value(inputs, 2)) : new float[outputs];
  }

  /** The factors of one pixel, where all pixels have the same. */
  private static float[] perChannel(Value factors) {
    float[] all = floats(factors);
    float[] first = new float[factors.shape[factors.shape.length - 1]];
    for (int i = 0; i < all.length; i++) {
      if (i < first.length) {
        first[i] = all[i];
      } else if (all[i] != first[i % first.length]) {
        throw new InferenceException("Factors that differ by place cannot be converted");
      }
    }
    return first;
  }

  private static void noActivation(Fields options, int field) {
    if (options.small(field, 0) != 0) {
      throw new InferenceException("This operation's fused activation cannot be converted");
    }
  }

  private Value value(int[] inputs, int index) {
    return values.get(inputs[index]);
  }

  private static int only(int[] indices, String what) {
    if (indices.length != 1) {
      throw new InferenceException(
          "The TFLite file has " + indices.length + " " + what + " where one is expected");
    }
    return indices[0];
  }

  private static float[] floats(Value value) {
    int size = size(value);
    if (value.type != FLOAT32 || !value.constant() || value.data.remaining() != 4L * size) {
      throw new InferenceException(
          "The TFLite file's tensor " + value.name + " is not a constant of floats");
    }
    float[] numbers = new float[size];
    value.data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return numbers;
  }

  private static int[] wholes(Value value) {
    int size = size(value);
    int width = value.type == INT32 ? 4 : value.type == INT64 ? 8 : 0;
    if (width == 0 || value.data.remaining() != (long) width * size) {
      throw new InferenceException(
          "The TFLite file's tensor " + value.name + " is not a constant of whole numbers");
    }
    int[] numbers = new int[size];
    ByteBuffer data = value.data.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      numbers[i] =
          width == 4
              ? data.getInt(data.position() + 4 * i)
              : Math.toIntExact(data.getLong(data.position() + 8 * i));
    }
    return numbers;
  }

  private static int size(Value value) {
    int size = 1;
    for (int side : value.shape) {
      size = Math.multiplyExact(size, side);
    }
    return size;
  }

  /** A table of the flatbuffer, its fields by number. */
  private static final class Fields extends Table {
    private static final int ABSENT = -1;

    private final boolean absent;

    Fields(ByteBuffer file, int position) {
      absent = position == ABSENT;
      if (!absent) {
        __reset(position, file);
      }
    }

    private int offset(int field) {
      return absent ? 0 : __offset(4 + 2 * field);
    }

    int small(int field, int otherwise) {
      int offset = offset(field);
      return offset == 0 ? otherwise : bb.get(bb_pos + offset);
    }

    int number(int field, int otherwise) {
      int offset = offset(field);
      return offset == 0 ? otherwise : bb.getInt(bb_pos + offset);
    }

    /** An inner table; one that is left out has its defaults everywhere. */
    Fields table(int field) {
      int offset = offset(field);
      return new Fields(bb, offset == 0 ? ABSENT : __indirect(bb_pos + offset));
    }

    List<Fields> tables(int field) {
      List<Fields> all = new ArrayList<>();
      int n = length(field, 4);
      for (int i = 0; i < n; i++) {
        all.add(new Fields(bb, __indirect(__vector(offset(field)) + 4 * i)));
      }
      return all;
    }

    int[] numbers(int field) {
      int[] all = new int[length(field, 4)];
      for (int i = 0; i < all.length; i++) {
        all[i] = bb.getInt(__vector(offset(field)) + 4 * i);
      }
      return all;
    }

    ByteBuffer bytes(int field) {
      int n = length(field, 1);
      return n == 0 ? ByteBuffer.allocate(0) : bb.slice(__vector(offset(field)), n);
    }

    /** How many entries a vector has, none of which may lie behind the file's end. */
    private int length(int field, int width) {
      int offset = offset(field);
      if (offset == 0) {
        return 0;
      }
      int n = __vector_len(offset);
      if (n < 0 || n > (bb.capacity() - __vector(offset)) / width) {
        throw new InferenceException("The TFLite file is damaged: it ends too early");
      }
      return n;
    }
  }
}
