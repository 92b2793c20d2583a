package dev.gatehouse.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A network of the manifest in two other forms, made once from the published file and kept in the
 * user's cache: its last operations cut off and its input of free size, in 32-bit floats and in
 * 8-bit integers. Which of the two is faster depends on the machine.
 */
public final class PreparedModel {
  /** Part of the cache's key: another number where the same source gives another result. */
  private static final String RECIPE = "2";

  /** How a form of a network counts. */
  public enum Precision {
    FLOAT32,
    INT8;

    private String suffix() {
      return this == FLOAT32 ? "-float.onnx" : "-int8.onnx";
    }
  }

  private PreparedModel() {}

  /**
   * Loads a form that the build has made.
   *
   * @throws InferenceException if it is missing from the program or not a network
   */
  public static OnnxModel load(String id, Precision precision, int threads) {
    String resource = "/models/" + id + precision.suffix();
    try (InputStream in = PreparedModel.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new InferenceException(
            resource.substring(1) + " is missing from the program; build it again with Maven");
      }
      return OnnxModel.load(id, in.readAllBytes(), threads);
    } catch (IOException e) {
      throw new InferenceException(resource + " cannot be read", e);
    }
  }

  /**
   * The build's step: makes both forms, or takes them from the cache, and puts them below {@code
   * classes}.
   *
   * @param entry of the published network
   * @param outputs values of its graph that become the outputs; all behind them is dropped
   * @param calibration the manifest's photos of kind {@code calibration}
   * @param inputs makes the network's inputs of those photos
   * @param shape of each of these inputs
   */
  public static void make(
      ModelManifest manifest,
      ManifestEntry entry,
      List<String> outputs,
      List<ManifestEntry> calibration,
      Supplier<List<FloatBuffer>> inputs,
      long[] shape,
      Path classes)
      throws IOException {
    make(
        manifest, entry, outputs, calibration, inputs, shape, classes, FetchWeights.defaultCache());
  }

  static void make(
      ModelManifest manifest,
      ManifestEntry entry,
      List<String> outputs,
      List<ManifestEntry> calibration,
      Supplier<List<FloatBuffer>> inputs,
      long[] shape,
      Path classes,
      Path cache)
      throws IOException {
    var key = new StringBuilder(RECIPE).append(entry.sha256().orElseThrow()).append(outputs);
    calibration.forEach(photo -> key.append(photo.sha256().orElseThrow()));
    String name = Checksum.sha256(key.toString().getBytes(StandardCharsets.UTF_8));
    List<Precision> missing = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      if (!install(cache.resolve(name + precision.suffix()), target(entry, precision, classes))) {
        missing.add(precision);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    System.out.println("Preparing " + entry.id() + " (once)");
    OnnxGraph graph = OnnxGraph.parse(manifest.load(entry.id()));
    graph.cut(outputs);
    graph.setInputShape(graph.inputNames().iterator().next(), -1, 3, -1, -1);
    byte[] floats = graph.toBytes();
    for (Precision precision : missing) {
      byte[] made =
          precision == Precision.FLOAT32 ? floats : Quantisation.int8(floats, inputs.get(), shape);
      Path cached = cache.resolve(name + precision.suffix());
      Files.createDirectories(cache);
      write(checksumOf(cached), Checksum.sha256(made).getBytes(StandardCharsets.US_ASCII));
      write(cached, made);
      if (!install(cached, target(entry, precision, classes))) {
        throw new InferenceException(cached + " could not be kept");
      }
    }
  }

  private static Path target(ManifestEntry entry, Precision precision, Path classes) {
    return classes.resolve("models").resolve(entry.id() + precision.suffix());
  }

  private static Path checksumOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }

  /**
   * Copies a cached file unless it is there already; false where the cache has none that is whole.
   */
  private static boolean install(Path cached, Path target) throws IOException {
    Path checksum = checksumOf(cached);
    if (!Files.exists(cached) || !Files.exists(checksum)) {
      return false;
    }
    byte[] bytes = Files.readAllBytes(cached);
    if (!Checksum.sha256(bytes).equals(Files.readString(checksum))) {
      return false;
    }
    if (!Files.exists(target) || Files.mismatch(cached, target) >= 0) {
      Files.createDirectories(target.getParent());
      Files.write(target, bytes);
    }
    return true;
  }

  /** Beside it and moved, so that a build that is stopped leaves no half file. */
  private static void write(Path file, byte[] bytes) throws IOException {
    Path part = Files.createTempFile(file.getParent(), "prepare", ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
