package dev.gatehouse.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The list of files that Gatehouse uses but did not make, {@code models.yaml}: the one in the
 * program, with the entries of an owner's own file laid over it. Immutable.
 */
public final class ModelManifest {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Map<String, ManifestEntry> entries;

  private ModelManifest(Map<String, ManifestEntry> entries) {
    this.entries = entries;
  }

  /** The manifest that is part of the program. */
  public static ModelManifest bundled() {
    try (InputStream in = ModelManifest.class.getResourceAsStream("/models.yaml")) {
      if (in == null) {
        throw new InferenceException("models.yaml is missing from the program");
      }
      return parse(in.readAllBytes(), "models.yaml of the program");
    } catch (IOException e) {
      throw new InferenceException("models.yaml of the program cannot be read", e);
    }
  }

  /**
   * The manifest of the program with the owner's entries over it, where that file exists.
   *
   * @throws InferenceException if the file is there but wrong; the message says where
   */
  public static ModelManifest with(Path own) {
    ModelManifest bundled = bundled();
    if (!Files.exists(own)) {
      return bundled;
    }
    try {
      var all = new LinkedHashMap<>(bundled.entries);
      all.putAll(parse(Files.readAllBytes(own), own.toString()).entries);
      return new ModelManifest(all);
    } catch (IOException e) {
      throw new InferenceException(own + " cannot be read: " + e.getMessage(), e);
    }
  }

  static ModelManifest parse(byte[] yaml, String name) {
    try {
      var entries = new LinkedHashMap<String, ManifestEntry>();
      for (ManifestEntry entry :
          YAML.readValue(yaml, new TypeReference<Iterable<ManifestEntry>>() {})) {
        if (entry == null) {
          throw new InferenceException(name + " has an empty entry");
        }
        if (entries.put(entry.id(), entry) != null) {
          throw new InferenceException(name + ": two entries with the id '" + entry.id() + "'");
        }
      }
      return new ModelManifest(entries);
    } catch (JacksonException e) {
      throw new InferenceException(name + " is not a valid manifest: " + e.getMessage(), e);
    }
  }

  public Collection<ManifestEntry> entries() {
    return entries.values();
  }

  /**
   * @throws InferenceException if there is no such entry
   */
  public ManifestEntry entry(String id) {
    ManifestEntry entry = entries.get(id);
    if (entry == null) {
      throw new InferenceException(
          "No model '" + id + "' in the manifest; it has " + entries.keySet());
    }
    return entry;
  }

  /**
   * The file's bytes: from the owner's path, or from the class path where the build put it.
   *
   * @throws InferenceException if it is missing or its checksum is wrong; names the file
   */
  public byte[] load(String id) {
    ManifestEntry entry = entry(id);
    if (entry.kind() == ManifestEntry.Kind.CONVERTED && entry.file().isEmpty()) {
      // The checksum is that of the published file; the build checked it before it converted.
      return resource(ConvertWeights.resource(entry));
    }
    byte[] bytes = entry.file().isPresent() ? ownFile(entry) : resource(entry.resource());
    entry.sha256().ifPresent(expected -> Checksum.require(bytes, expected, entry.origin()));
    return bytes;
  }

  private static byte[] ownFile(ManifestEntry entry) {
    Path file = Path.of(entry.file().orElseThrow());
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InferenceException(
          "Model '" + entry.id() + "': " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = ModelManifest.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new InferenceException(
            name + " is missing from the program; build it again with Maven");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new InferenceException(name + " cannot be read", e);
    }
  }
}
