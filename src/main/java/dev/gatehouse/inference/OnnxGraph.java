package dev.gatehouse.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX file as a graph that can be changed and written again. What is not understood here is
 * kept as it was. The numbers of the fields are those of {@code onnx.proto3} (ONNX 1.x, IR version
 * 3 to 10). Not thread-safe.
 */
final class OnnxGraph {
  // ModelProto
  private static final int IR_VERSION = 1;
  private static final int GRAPH = 7;
  private static final int OPSET_IMPORT = 8;
  // OperatorSetIdProto
  private static final int OPSET_DOMAIN = 1;
  private static final int OPSET_VERSION = 2;
  // GraphProto
  private static final int NODE = 1;
  private static final int GRAPH_NAME = 2;
  private static final int INITIALIZER = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;
  private static final int VALUE_INFO = 13;
  // NodeProto
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OP = 4;
  private static final int NODE_ATTRIBUTE = 5;
  // AttributeProto
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_INT = 3;
  private static final int ATTRIBUTE_INTS = 8;
  private static final int ATTRIBUTE_TYPE = 20;
  private static final int ATTRIBUTE_TYPE_INT = 2;
  private static final int ATTRIBUTE_TYPE_INTS = 7;
  // TensorProto
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_FLOATS = 4;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW = 9;

  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT8 = 3;
  static final int INT32 = 6;

  /** One operation. Attributes are kept as they stand in the file. */
  static final class Node {
    final String op;
    final String name;
    final List<String> inputs;
    final List<String> outputs;
    private final UnknownFieldSet message;

    private Node(UnknownFieldSet message) {
      this.message = message;
      this.op = string(message, NODE_OP);
      this.name = string(message, NODE_NAME);
      this.inputs = strings(message, NODE_INPUT);
      this.outputs = strings(message, NODE_OUTPUT);
    }

    private UnknownFieldSet toMessage() {
      return UnknownFieldSet.newBuilder(message)
          .clearField(NODE_INPUT)
          .clearField(NODE_OUTPUT)
          .mergeField(NODE_INPUT, stringField(inputs))
          .mergeField(NODE_OUTPUT, stringField(outputs))
          .build();
    }
  }

  /** A whole number, or several, that an operation is told. */
  static final class Attribute {
    private final UnknownFieldSet message;

    private Attribute(String name, int field, int type, long... values) {
      Field.Builder numbers = Field.newBuilder();
      for (long value : values) {
        numbers.addVarint(value);
      }
      this.message =
          UnknownFieldSet.newBuilder()
              .mergeField(ATTRIBUTE_NAME, stringField(List.of(name)))
              .mergeField(field, numbers.build())
              .mergeField(ATTRIBUTE_TYPE, Field.newBuilder().addVarint(type).build())
              .build();
    }

    static Attribute of(String name, long value) {
      return new Attribute(name, ATTRIBUTE_INT, ATTRIBUTE_TYPE_INT, value);
    }

    static Attribute list(String name, long... values) {
      return new Attribute(name, ATTRIBUTE_INTS, ATTRIBUTE_TYPE_INTS, values);
    }
  }

  /** Numbers that belong to the file. Little-endian, row-major. */
  record Tensor(String name, long[] dims, int type, ByteString raw) {
    static Tensor floats(String name, float[] values, long... dims) {
      var bytes = java.nio.ByteBuffer.allocate(4 * values.length);
      bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
      return new Tensor(name, dims, FLOAT, ByteString.copyFrom(bytes));
    }

    static Tensor ints(String name, int[] values, long... dims) {
      var bytes = java.nio.ByteBuffer.allocate(4 * values.length);
      bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
      return new Tensor(name, dims, INT32, ByteString.copyFrom(bytes));
    }

    static Tensor bytes(String name, int type, byte[] values, long... dims) {
      return new Tensor(name, dims, type, ByteString.copyFrom(values));
    }

    float[] toFloats() {
      if (type != FLOAT) {
        throw new InferenceException("Tensor '" + name + "' does not hold 32-bit floats");
      }
      var values = new float[raw.size() / 4];
      raw.asReadOnlyByteBuffer()
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      return values;
    }
  }

  private UnknownFieldSet model;
  private final UnknownFieldSet graph;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, UnknownFieldSet> initializers = new LinkedHashMap<>();
  private final Map<String, UnknownFieldSet> inputs = new LinkedHashMap<>();
  private final Map<String, UnknownFieldSet> outputs = new LinkedHashMap<>();

  private OnnxGraph(UnknownFieldSet model, UnknownFieldSet graph)
      throws InvalidProtocolBufferException {
    this.model = model;
    this.graph = graph;
    for (UnknownFieldSet node : messages(graph, NODE)) {
      nodes.add(new Node(node));
    }
    for (UnknownFieldSet tensor : messages(graph, INITIALIZER)) {
      initializers.put(string(tensor, TENSOR_NAME), tensor);
    }
    for (UnknownFieldSet input : messages(graph, INPUT)) {
      inputs.put(string(input, 1), input);
    }
    for (UnknownFieldSet output : messages(graph, OUTPUT)) {
      outputs.put(string(output, 1), output);
    }
  }

  /**
   * A graph without nodes, of operator set 13 and IR version 8, with one input of floats.
   *
   * @param dims of the input; -1 is a free size
   */
  static OnnxGraph empty(String name, String input, long... dims) {
    UnknownFieldSet opset =
        UnknownFieldSet.newBuilder()
            .mergeField(OPSET_VERSION, Field.newBuilder().addVarint(13).build())
            .build();
    UnknownFieldSet named =
        UnknownFieldSet.newBuilder().mergeField(GRAPH_NAME, stringField(List.of(name))).build();
    UnknownFieldSet model =
        UnknownFieldSet.newBuilder()
            .mergeField(IR_VERSION, Field.newBuilder().addVarint(8).build())
            .mergeField(GRAPH, messageField(named))
            .mergeField(OPSET_IMPORT, messageField(opset))
            .build();
    OnnxGraph graph = parse(model.toByteArray());
    graph.setInputShape(input, dims);
    return graph;
  }

  /**
   * @throws InferenceException if it is no ONNX file
   */
  static OnnxGraph parse(byte[] file) {
    try {
      UnknownFieldSet model = UnknownFieldSet.parseFrom(file);
      List<UnknownFieldSet> graphs = messages(model, GRAPH);
      if (graphs.size() != 1) {
        throw new InferenceException("This is not an ONNX file: it has no graph");
      }
      return new OnnxGraph(model, graphs.getFirst());
    } catch (InvalidProtocolBufferException e) {
      throw new InferenceException("This is not an ONNX file: " + e.getMessage(), e);
    }
  }

  byte[] toBytes() {
    UnknownFieldSet.Builder changed =
        UnknownFieldSet.newBuilder(graph)
            .clearField(NODE)
            .clearField(INITIALIZER)
            .clearField(INPUT)
            .clearField(OUTPUT)
            // Shapes of inner values: they would be wrong after a change, and nobody needs them.
            .clearField(VALUE_INFO);
    nodes.forEach(node -> changed.mergeField(NODE, messageField(node.toMessage())));
    initializers.values().forEach(t -> changed.mergeField(INITIALIZER, messageField(t)));
    inputs.values().forEach(i -> changed.mergeField(INPUT, messageField(i)));
    outputs.values().forEach(o -> changed.mergeField(OUTPUT, messageField(o)));
    return UnknownFieldSet.newBuilder(model)
        .clearField(GRAPH)
        .mergeField(GRAPH, messageField(changed.build()))
        .build()
        .toByteArray();
  }

  List<Node> nodes() {
    return nodes;
  }

  Set<String> inputNames() {
    return inputs.keySet();
  }

  Set<String> outputNames() {
    return outputs.keySet();
  }

  boolean hasTensor(String name) {
    return initializers.containsKey(name);
  }

  /**
   * @throws InferenceException if there is none of that name
   */
  Tensor tensor(String name) {
    UnknownFieldSet message = initializers.get(name);
    if (message == null) {
      throw new InferenceException("The graph has no tensor '" + name + "'");
    }
    long[] dims = numbers(message.getField(TENSOR_DIMS));
    List<Long> types = message.getField(TENSOR_TYPE).getVarintList();
    int type = types.isEmpty() ? 0 : Math.toIntExact(types.getLast());
    List<ByteString> raw = message.getField(TENSOR_RAW).getLengthDelimitedList();
    ByteString bytes = raw.isEmpty() ? ByteString.EMPTY : raw.getLast();
    if (bytes.isEmpty() && type == FLOAT) {
      Field floats = message.getField(TENSOR_FLOATS);
      bytes = ByteString.copyFrom(floats.getLengthDelimitedList()); // packed
      for (int value : floats.getFixed32List()) {
        bytes = bytes.concat(Tensor.ints("", new int[] {value}).raw());
      }
    }
    return new Tensor(name, dims, type, bytes);
  }

  void put(Tensor tensor) {
    Field.Builder dims = Field.newBuilder();
    for (long dim : tensor.dims()) {
      dims.addVarint(dim);
    }
    initializers.put(
        tensor.name(),
        UnknownFieldSet.newBuilder()
            .mergeField(TENSOR_DIMS, dims.build())
            .mergeField(TENSOR_TYPE, Field.newBuilder().addVarint(tensor.type()).build())
            .mergeField(TENSOR_NAME, stringField(List.of(tensor.name())))
            .mergeField(TENSOR_RAW, Field.newBuilder().addLengthDelimited(tensor.raw()).build())
            .build());
  }

  /**
   * @param axis value of the attribute {@code axis}; below 0 for none
   */
  static Node node(String op, String name, List<String> inputs, List<String> outputs, int axis) {
    return node(
        op, name, inputs, outputs, axis < 0 ? List.of() : List.of(Attribute.of("axis", axis)));
  }

  static Node node(
      String op,
      String name,
      List<String> inputs,
      List<String> outputs,
      List<Attribute> attributes) {
    UnknownFieldSet.Builder message =
        UnknownFieldSet.newBuilder()
            .mergeField(NODE_INPUT, stringField(inputs))
            .mergeField(NODE_OUTPUT, stringField(outputs))
            .mergeField(NODE_NAME, stringField(List.of(name)))
            .mergeField(NODE_OP, stringField(List.of(op)));
    attributes.forEach(a -> message.mergeField(NODE_ATTRIBUTE, messageField(a.message)));
    try {
      return new Node(message.build());
    } catch (RuntimeException e) {
      throw new InferenceException("A node could not be made: " + op, e);
    }
  }

  /** Makes the given values the outputs, as 32-bit floats of free shape. */
  void setOutputs(List<String> names) {
    outputs.clear();
    for (String name : names) {
      outputs.put(name, valueInfo(name));
    }
  }

  /** Makes the sizes of an input free but for those given; -1 is free. */
  void setInputShape(String name, long... dims) {
    UnknownFieldSet.Builder shape = UnknownFieldSet.newBuilder();
    for (int i = 0; i < dims.length; i++) {
      UnknownFieldSet dim =
          dims[i] < 0
              ? UnknownFieldSet.newBuilder().mergeField(2, stringField(List.of("free" + i))).build()
              : UnknownFieldSet.newBuilder()
                  .mergeField(1, Field.newBuilder().addVarint(dims[i]).build())
                  .build();
      shape.mergeField(1, messageField(dim));
    }
    inputs.put(
        name,
        UnknownFieldSet.newBuilder(valueInfo(name))
            .clearField(2)
            .mergeField(
                2,
                messageField(
                    UnknownFieldSet.newBuilder()
                        .mergeField(
                            1,
                            messageField(
                                UnknownFieldSet.newBuilder()
                                    .mergeField(1, Field.newBuilder().addVarint(FLOAT).build())
                                    .mergeField(2, messageField(shape.build()))
                                    .build()))
                        .build()))
            .build());
  }

  private static UnknownFieldSet valueInfo(String name) {
    return UnknownFieldSet.newBuilder()
        .mergeField(1, stringField(List.of(name)))
        .mergeField(
            2,
            messageField(
                UnknownFieldSet.newBuilder()
                    .mergeField(
                        1,
                        messageField(
                            UnknownFieldSet.newBuilder()
                                .mergeField(1, Field.newBuilder().addVarint(FLOAT).build())
                                .build()))
                    .build()))
        .build();
  }

  /** The version of the standard operators that the file asks for. */
  long opset() {
    long version = 0;
    for (UnknownFieldSet opset : requireMessages(model, OPSET_IMPORT)) {
      if (string(opset, OPSET_DOMAIN).isEmpty()) {
        version = opset.getField(OPSET_VERSION).getVarintList().getLast();
      }
    }
    return version;
  }

  /** Asks for at least that version of the standard operators. */
  void requireOpset(long version) {
    if (opset() >= version) {
      return;
    }
    UnknownFieldSet.Builder changed = UnknownFieldSet.newBuilder(model).clearField(OPSET_IMPORT);
    for (UnknownFieldSet opset : requireMessages(model, OPSET_IMPORT)) {
      if (!string(opset, OPSET_DOMAIN).isEmpty()) {
        changed.mergeField(OPSET_IMPORT, messageField(opset));
      }
    }
    changed.mergeField(
        OPSET_IMPORT,
        messageField(
            UnknownFieldSet.newBuilder()
                .mergeField(OPSET_VERSION, Field.newBuilder().addVarint(version).build())
                .build()));
    model = changed.build();
  }

  /**
   * Keeps only what the given values depend on and makes them the outputs.
   *
   * @throws InferenceException if nothing in the graph makes one of them
   */
  void cut(List<String> names) {
    Map<String, Node> makers = new HashMap<>();
    nodes.forEach(node -> node.outputs.forEach(output -> makers.put(output, node)));
    Set<Node> kept = new HashSet<>();
    Set<String> read = new HashSet<>();
    var open = new ArrayDeque<String>(names);
    while (!open.isEmpty()) {
      String value = open.pop();
      Node maker = makers.get(value);
      if (maker == null) {
        if (names.contains(value)) {
          throw new InferenceException("Nothing in the graph makes '" + value + "'");
        }
        continue;
      }
      if (kept.add(maker)) {
        for (String input : maker.inputs) {
          if (read.add(input)) {
            open.push(input);
          }
        }
      }
    }
    nodes.retainAll(kept);
    initializers.keySet().retainAll(read);
    setOutputs(names);
  }

  // ---- fields of messages

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> all = new ArrayList<>();
    for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
      all.add(UnknownFieldSet.parseFrom(bytes));
    }
    return all;
  }

  private static List<UnknownFieldSet> requireMessages(UnknownFieldSet message, int field) {
    try {
      return messages(message, field);
    } catch (InvalidProtocolBufferException e) {
      throw new InferenceException("The ONNX file is damaged: " + e.getMessage(), e);
    }
  }

  private static List<String> strings(UnknownFieldSet message, int field) {
    List<String> all = new ArrayList<>();
    message.getField(field).getLengthDelimitedList().forEach(b -> all.add(b.toStringUtf8()));
    return all;
  }

  private static String string(UnknownFieldSet message, int field) {
    List<String> all = strings(message, field);
    return all.isEmpty() ? "" : all.getLast();
  }

  /** A repeated int64, packed or not. */
  private static long[] numbers(Field field) {
    List<Long> all = new ArrayList<>(field.getVarintList());
    try {
      for (ByteString packed : field.getLengthDelimitedList()) {
        var in = packed.newCodedInput();
        while (!in.isAtEnd()) {
          all.add(in.readInt64());
        }
      }
    } catch (java.io.IOException e) {
      throw new InferenceException("The ONNX file is damaged: " + e.getMessage(), e);
    }
    long[] result = new long[all.size()];
    Arrays.setAll(result, all::get);
    return result;
  }

  private static Field stringField(List<String> values) {
    Field.Builder field = Field.newBuilder();
    values.forEach(v -> field.addLengthDelimited(ByteString.copyFromUtf8(v)));
    return field.build();
  }

  private static Field messageField(UnknownFieldSet message) {
    return Field.newBuilder().addLengthDelimited(message.toByteString()).build();
  }
}
