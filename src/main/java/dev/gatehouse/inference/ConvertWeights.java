package dev.gatehouse.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The build step that makes ONNX files of the networks that were published in another form, so that
 * one runtime runs them all. The results are kept in the cache beside the weights, named by the
 * checksums of what they were made from.
 */
public final class ConvertWeights {
  /** Part of the cache's key: another number where the same source gives another result. */
  private static final String RECIPE = "converted 1";

  private ConvertWeights() {}

  /**
   * @param arguments the folder of compiled classes ({@code target/classes})
   */
  public static void main(String[] arguments) {
    try {
      install(ModelManifest.bundled(), Path.of(arguments[0]), FetchWeights.defaultCache());
    } catch (InferenceException | IOException e) {
      System.err.println();
      System.err.println("A network could not be converted: " + e.getMessage());
      System.err.println();
      System.exit(1);
    }
  }

  /** Where the ONNX file of a converted network lies on the class path. */
  static String resource(ManifestEntry entry) {
    return "models/" + entry.id() + ".onnx";
  }

  /** Converts what is not in the cache, and puts all below {@code classes}. */
  static void install(ModelManifest manifest, Path classes, Path cache) throws IOException {
    for (ManifestEntry entry : manifest.entries()) {
      if (entry.kind() != ManifestEntry.Kind.CONVERTED) {
        continue;
      }
      byte[] graph = published(entry, classes);
      byte[] weights =
          entry.resource().endsWith(".json")
              ? published(manifest.entry(entry.id() + "-weights"), classes)
              : new byte[0];
      String key = RECIPE + Checksum.sha256(graph) + Checksum.sha256(weights);
      String name = Checksum.sha256(key.getBytes(StandardCharsets.UTF_8)) + ".onnx";
      Path cached = cache.resolve(name);
      Path checksum = cache.resolve(name + ".sha256");
      if (!whole(cached, checksum)) {
        System.out.println("Converting " + entry.id() + " (once)");
        byte[] onnx = convert(entry, graph, weights);
        Files.createDirectories(cache);
        write(checksum, Checksum.sha256(onnx).getBytes(StandardCharsets.US_ASCII));
        write(cached, onnx);
      }
      Path target = classes.resolve(resource(entry));
      if (!Files.exists(target) || Files.mismatch(cached, target) >= 0) {
        Files.createDirectories(target.getParent());
        Files.write(target, Files.readAllBytes(cached));
      }
    }
  }

  private static byte[] published(ManifestEntry entry, Path classes) throws IOException {
    byte[] bytes = Files.readAllBytes(FetchWeights.place(entry, classes));
    Checksum.require(bytes, entry.sha256().orElseThrow(), entry.origin());
    return bytes;
  }

  private static byte[] convert(ManifestEntry entry, byte[] graph, byte[] weights) {
    try {
      if (entry.resource().endsWith(".tflite")) {
        return TfliteNetwork.toOnnx(graph);
      }
      if (entry.resource().endsWith(".json")) {
        return TinyXception.isManifest(graph)
            ? TinyXception.toOnnx(graph, weights)
            : TfjsNetwork.toOnnx(graph, weights);
      }
    } catch (InferenceException e) {
      throw new InferenceException("Model '" + entry.id() + "': " + e.getMessage(), e);
    }
    throw new InferenceException(
        "Model '" + entry.id() + "': a converted network is a .tflite or a .json file");
  }

  private static boolean whole(Path file, Path checksum) throws IOException {
    return Files.exists(file)
        && Files.exists(checksum)
        && Checksum.sha256(Files.readAllBytes(file)).equals(Files.readString(checksum));
  }

  /** Beside it and moved, so that a build that is stopped leaves no half file. */
  private static void write(Path file, byte[] bytes) throws IOException {
    Path part = Files.createTempFile(file.getParent(), "convert", ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
