package dev.gatehouse.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A network in ONNX Runtime: one float input, any number of float outputs, shapes fixed when a
 * {@link Call} is made. The model is thread-safe and shared; a call belongs to one thread and owns
 * the buffers, so that running it again allocates no native memory.
 */
public final class OnnxModel implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "gatehouse");

  private final String id;
  private final String fingerprint;
  private final OrtSession session;
  private final String inputName;
  private final long[] inputShape;
  private final Map<String, long[]> outputShapes;
  private final Map<List<Long>, LongAdder> runs = new ConcurrentHashMap<>();

  private OnnxModel(String id, String fingerprint, OrtSession session) throws OrtException {
    this.id = id;
    this.fingerprint = fingerprint;
    this.session = session;
    if (session.getInputInfo().size() != 1) {
      throw new InferenceException(
          "Model '" + id + "' has " + session.getInputInfo().size() + " inputs; one is expected");
    }
    NodeInfo input = session.getInputInfo().values().iterator().next();
    this.inputName = input.getName();
    this.inputShape = ((TensorInfo) input.getInfo()).getShape();
    this.outputShapes = new LinkedHashMap<>();
    session
        .getOutputInfo()
        .forEach((name, info) -> outputShapes.put(name, ((TensorInfo) info.getInfo()).getShape()));
  }

  /**
   * Loads a model of the manifest on the CPU.
   *
   * @param threads that one run may use; 1 where several cameras share the machine
   * @throws InferenceException if it is missing, damaged, or not a network we can run
   */
  public static OnnxModel load(ModelManifest manifest, String id, int threads) {
    return load(id, manifest.load(id), threads);
  }

  /**
   * Loads a network on the CPU.
   *
   * @param id what it is called in messages
   * @param bytes of an ONNX file
   * @throws InferenceException if it is damaged, or not a network we can run
   */
  static OnnxModel load(String id, byte[] bytes, int threads) {
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      // A camera's thread that waits for the next frame must not have workers that spin meanwhile.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return new OnnxModel(
          id,
          id + ":" + Checksum.sha256(bytes).substring(0, 12),
          ENVIRONMENT.createSession(bytes, options));
    } catch (OrtException e) {
      throw new InferenceException(
          "Model '" + id + "' cannot be loaded: " + e.getMessage() + ". Is it an ONNX file?", e);
    }
  }

  public String id() {
    return id;
  }

  /**
   * Id and the first 12 digits of the file's SHA-256: what two models of the same id differ by, so
   * that templates of one are never compared with those of the other.
   */
  public String fingerprint() {
    return fingerprint;
  }

  /** Shape of the input as the file declares it; -1 where it is free. */
  public long[] inputShape() {
    return inputShape.clone();
  }

  /** Names and shapes of the outputs as the file declares them; -1 where free. */
  public Map<String, long[]> outputShapes() {
    return Map.copyOf(outputShapes);
  }

  /**
   * Buffers for runs with this input shape; the shapes of the outputs are found by one run.
   *
   * @param shape of the input, all sizes given
   * @throws InferenceException if the network does not take that shape
   */
  public Call call(long... shape) {
    return new Call(shape);
  }

  /** How often it has run since it was loaded, by the shape of its input. */
  public Map<List<Long>, Long> runs() {
    Map<List<Long>, Long> counts = new HashMap<>();
    runs.forEach((shape, count) -> counts.put(shape, count.sum()));
    return counts;
  }

  /** Frees the session; calls made from it must be closed before. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new InferenceException("Model '" + id + "' cannot be closed", e);
    }
  }

  private static FloatBuffer floats(long[] shape) {
    int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return ByteBuffer.allocateDirect(size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** One input and its outputs, in native memory. For one thread. */
  public final class Call implements AutoCloseable {
    private final FloatBuffer input;
    private final OnnxTensor inputTensor;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final List<FloatBuffer> outputBuffers = new ArrayList<>();
    private final LongAdder count;

    private Call(long[] shape) {
      this.input = floats(shape);
      this.count =
          runs.computeIfAbsent(Arrays.stream(shape).boxed().toList(), _ -> new LongAdder());
      try {
        this.inputTensor = OnnxTensor.createTensor(ENVIRONMENT, input, shape);
        this.inputs = Map.of(inputName, inputTensor);
        try (var first = session.run(inputs)) {
          count.increment();
          for (var output : first) {
            long[] outputShape = ((TensorInfo) output.getValue().getInfo()).getShape();
            FloatBuffer buffer = floats(outputShape);
            outputBuffers.add(buffer);
            outputs.put(output.getKey(), OnnxTensor.createTensor(ENVIRONMENT, buffer, outputShape));
          }
        }
      } catch (OrtException e) {
        throw new InferenceException(
            "Model '"
                + id
                + "' does not take an input of "
                + Arrays.toString(shape)
                + ": "
                + e.getMessage(),
            e);
      }
    }

    /** The input's values in row-major order; fill them by absolute puts, then {@link #run}. */
    public FloatBuffer input() {
      return input;
    }

    /** Runs the network over the present input; the outputs then hold the result. */
    public void run() {
      try {
        // Results that were pinned belong to this call: closing the Result leaves them alone.
        session.run(inputs, outputs).close();
        count.increment();
      } catch (OrtException e) {
        throw new InferenceException("Model '" + id + "' failed: " + e.getMessage(), e);
      }
    }

    /**
     * @param index of the output in the order of the file
     * @return its values in row-major order, overwritten by the next run
     */
    public FloatBuffer output(int index) {
      return outputBuffers.get(index);
    }

    /** The first output in whose name that part occurs. */
    public Optional<FloatBuffer> output(String partOfName) {
      int index = 0;
      for (String name : outputs.keySet()) {
        if (name.contains(partOfName)) {
          return Optional.of(outputBuffers.get(index));
        }
        index++;
      }
      return Optional.empty();
    }

    public int outputs() {
      return outputBuffers.size();
    }

    @Override
    public void close() {
      inputTensor.close();
      outputs.values().forEach(OnnxTensor::close);
    }
  }
}
