package dev.gatehouse.inference;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One file that Gatehouse uses but did not make: weights, footage, or a font.
 *
 * @param id the name the program knows it by
 * @param kind what it is used for, and so where the build puts it
 * @param task what it does, in the field's words
 * @param npmPackage {@code name@version} on npm; absent for an owner's own file
 * @param path where it lies in the package; {@code .gz} and {@code .gzip} are unpacked
 * @param file an owner's own file on this machine, instead of a package
 * @param sha256 of the file, unpacked, 64 hex digits; may be absent for an owner's own file only
 * @param architecture of the network
 * @param licence of the file
 * @param training the data it was trained on, as far as its makers say
 * @param input shape, colour order and range
 * @param output shape and meaning
 * @param accuracy measured, with the data it was measured on
 * @param decoder of a detector: how its outputs are read (docs/street.md lists them)
 * @param classes of a detector: the names of its classes, in its own order
 */
public record ManifestEntry(
    String id,
    Kind kind,
    String task,
    Optional<String> npmPackage,
    Optional<String> path,
    Optional<String> file,
    Optional<String> sha256,
    Optional<String> architecture,
    Optional<String> licence,
    Optional<String> training,
    Optional<String> input,
    Optional<String> output,
    Optional<String> accuracy,
    Optional<String> decoder,
    Optional<List<String>> classes) {

  /** What a file is for. */
  public enum Kind {
    /** An ONNX file, or another file that the program reads. */
    MODEL,
    /** A network in another form ({@code .tflite}, tfjs {@code .json}): the build makes ONNX. */
    CONVERTED,
    /** The weights of a converted network whose graph lies in a file of its own. */
    WEIGHTS,
    DEMO,
    CALIBRATION,
    TEST,
    /** Letters of documents that the program writes. */
    FONT;

    /** Whether it is a network, or a part of one. */
    public boolean isNetwork() {
      return switch (this) {
        case MODEL, CONVERTED, WEIGHTS -> true;
        case DEMO, CALIBRATION, TEST, FONT -> false;
      };
    }

    @JsonCreator
    static Kind of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  @JsonCreator
  public ManifestEntry(
      @JsonProperty(value = "id", required = true) String id,
      @JsonProperty(value = "kind", required = true) Kind kind,
      @JsonProperty(value = "task", required = true) String task,
      @JsonProperty("package") Optional<String> npmPackage,
      @JsonProperty("path") Optional<String> path,
      @JsonProperty("file") Optional<String> file,
      @JsonProperty("sha256") Optional<String> sha256,
      @JsonProperty("architecture") Optional<String> architecture,
      @JsonProperty("licence") Optional<String> licence,
      @JsonProperty("training") Optional<String> training,
      @JsonProperty("input") Optional<String> input,
      @JsonProperty("output") Optional<String> output,
      @JsonProperty("accuracy") Optional<String> accuracy,
      @JsonProperty("decoder") Optional<String> decoder,
      @JsonProperty("classes") Optional<List<String>> classes) {
    if (!id.matches("[a-z0-9][a-z0-9-]*")) {
      throw new InferenceException("Model id '" + id + "': use small letters, digits and hyphens");
    }
    boolean fromPackage = npmPackage.isPresent() && path.isPresent() && sha256.isPresent();
    if (fromPackage == file.isPresent()) {
      throw new InferenceException(
          "Model '" + id + "' needs either package, path and sha256, or file");
    }
    if (npmPackage.isPresent() && !npmPackage.get().matches("(@[\\w.-]+/)?[\\w.-]+@\\d[\\w.+-]*")) {
      throw new InferenceException(
          "Model '" + id + "': package '" + npmPackage.get() + "' is not NAME@EXACT.VERSION");
    }
    if (sha256.isPresent() && !sha256.get().matches("[0-9a-f]{64}")) {
      throw new InferenceException("Model '" + id + "': sha256 is not 64 hex digits");
    }
    this.id = id;
    this.kind = kind;
    this.task = task;
    this.npmPackage = npmPackage;
    this.path = path;
    this.file = file;
    this.sha256 = sha256;
    this.architecture = architecture;
    this.licence = licence;
    this.training = training;
    this.input = input;
    this.output = output;
    this.accuracy = accuracy;
    this.decoder = decoder;
    this.classes = classes.map(List::copyOf);
  }

  /**
   * Where the build puts it, below the class path or {@code target}: {@code models/id.onnx}. Of a
   * converted network that is the file as it was published.
   */
  public String resource() {
    String name = path.or(() -> file).orElseThrow();
    if (gzipped(name)) {
      name = name.substring(0, name.lastIndexOf('.'));
    }
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (kind) {
          case MODEL -> "models/";
          case CONVERTED, WEIGHTS -> "published/";
          case DEMO -> "demo/";
          case CALIBRATION -> "calibration/";
          case TEST -> "test-media/";
          case FONT -> "fonts/";
        }
        + id
        + "."
        + extension;
  }

  /** Whether a file of that name is packed; it is unpacked when it is fetched. */
  static boolean gzipped(String name) {
    return name.endsWith(".gz") || name.endsWith(".gzip");
  }

  /** Where it comes from, for people: the package and path, or the owner's file. */
  public String origin() {
    return npmPackage.map(p -> p + " " + path.orElseThrow()).orElseGet(() -> file.orElseThrow());
  }
}
