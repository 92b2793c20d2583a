package dev.gatehouse.scene;

import dev.gatehouse.inference.InferenceException;
import dev.gatehouse.inference.ManifestEntry;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.inference.PreparedModel;
import dev.gatehouse.inference.PreparedModel.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A detector's network, with how its outputs are read and what its classes are called. Thread-safe
 * and shared.
 */
public final class DetectorModel implements AutoCloseable {
  static final String ID = "object-detector";

  private static final int RUNS = 5;

  private final OnnxModel network;
  private final DetectionDecoder decoder;
  private final List<ObjectClass> classes;
  private final String form;

  private DetectorModel(
      OnnxModel network, DetectionDecoder decoder, List<ObjectClass> classes, String form) {
    this.network = network;
    this.decoder = decoder;
    this.classes = List.copyOf(classes);
    this.form = form;
  }

  /**
   * Loads the manifest's {@code object-detector}: the owner's file if there is one; else the
   * bundled network in that of its two forms, 8-bit integers or floats, which is faster on this
   * machine. That is measured here, in about half a second.
   *
   * @param threads that one run may use
   * @throws InferenceException if it cannot be loaded
   */
  public static DetectorModel load(ModelManifest manifest, int threads) {
    if (manifest.entry(ID).file().isPresent()) {
      return published(manifest, threads);
    }
    DetectorModel integers = load(manifest, Precision.INT8, threads);
    DetectorModel floats = load(manifest, Precision.FLOAT32, threads);
    boolean faster = integers.milliseconds() < floats.milliseconds();
    (faster ? floats : integers).close();
    return faster ? integers : floats;
  }

  /** The bundled network in the form asked for. */
  public static DetectorModel load(ModelManifest manifest, Precision precision, int threads) {
    return new DetectorModel(
        PreparedModel.load(ID, precision, threads),
        new DetectionDecoder.YoloHeads(),
        classes(manifest.entry(ID)),
        precision == Precision.INT8 ? "int8" : "float32");
  }

  /** The network as it was published, or the owner's. */
  public static DetectorModel published(ModelManifest manifest, int threads) {
    ManifestEntry entry = manifest.entry(ID);
    String decoder =
        entry
            .decoder()
            .orElseThrow(
                () ->
                    new InferenceException(
                        "The entry 'object-detector' needs 'decoder' and 'classes';"
                            + " docs/street.md shows them"));
    return new DetectorModel(
        OnnxModel.load(manifest, ID, threads),
        DetectionDecoder.named(decoder),
        classes(entry),
        "published");
  }

  private static List<ObjectClass> classes(ManifestEntry entry) {
    List<String> names = entry.classes().orElse(List.of());
    if (names.isEmpty()) {
      throw new InferenceException(
          "The entry 'object-detector' needs 'classes', the names of its classes in their order");
    }
    return names.stream().map(ObjectClass::new).toList();
  }

  /** The network behind it. */
  public OnnxModel network() {
    return network;
  }

  DetectionDecoder decoder() {
    return decoder;
  }

  /** The names that this detector tells apart, in its own order. */
  public List<ObjectClass> classes() {
    return classes;
  }

  /** In which form the network runs: int8, float32 or published. */
  public String form() {
    return form;
  }

  /** Whether the network takes inputs of any size. */
  boolean freeSize() {
    long[] shape = network.inputShape();
    return shape.length == 4 && shape[2] < 1 && shape[3] < 1;
  }

  /** The least of some runs at 640x384, after one to warm up. */
  private double milliseconds() {
    try (OnnxModel.Call call = network.call(1, 3, 384, 640)) {
      var runs = new long[RUNS];
      for (int i = 0; i < RUNS; i++) {
        long start = System.nanoTime();
        call.run();
        runs[i] = System.nanoTime() - start;
      }
      return Arrays.stream(runs).min().orElseThrow() / 1e6;
    }
  }

  @Override
  public void close() {
    network.close();
  }

  @Override
  public String toString() {
    return network.id()
        + " ("
        + form
        + ", "
        + classes.stream().limit(6).map(ObjectClass::name).collect(Collectors.joining(", "))
        + (classes.size() > 6 ? ", ...)" : ")");
  }
}
