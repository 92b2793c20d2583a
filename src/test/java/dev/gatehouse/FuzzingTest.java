package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the fuzz targets, each in a process of its own since Jazzer instruments all of it and
 * libFuzzer ends it: first what they begin with and what was ever found, then for a while whatever
 * Jazzer comes upon.
 *
 * <p>A second or so each here; {@code mvn -Pfuzz test} runs each for ten minutes, {@code
 * -Dfuzz.duration=30s -Dfuzz.target=ImageFuzz} as long as one likes. What a target learns lies in
 * {@code target/fuzz}, and so does what it finds; a finding that is mended is kept under {@code
 * src/test/resources}, in the folder {@code ImageFuzzInputs/decode} of its package.
 */
class FuzzingTest {
  private static final String DURATION = System.getProperty("fuzz.duration", "1s");
  private static final Optional<String> ONLY =
      Optional.ofNullable(System.getProperty("fuzz.target"));
  private static final String INSTRUMENTED =
      "dev.gatehouse.**" + File.pathSeparator + "com.google.zxing.**";

  /** Seconds after which an input counts as one that hangs, on a machine that does more. */
  private static final int HANGS = 60;

  /** Of everything together: the heap has a quarter of it. */
  private static final int MOST_MEGABYTES = 3_072;

  @TestFactory
  Stream<DynamicTest> no_input_is_more_than_a_parser_can_take() throws IOException {
    List<String> targets = targets();
    assertThat(targets).isNotEmpty();
    return targets.stream().map(target -> dynamicTest(target, () -> run(target)));
  }

  /** Every class whose name ends so. */
  private static List<String> targets() throws IOException {
    Path classes =
        Path.of(
            URI.create(
                FuzzingTest.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith("Fuzz.class"))
          .map(name -> name.substring(0, name.length() - 6).replace(File.separatorChar, '.'))
          .filter(name -> ONLY.isEmpty() || name.endsWith("." + ONLY.get()))
          .sorted()
          .toList();
    }
  }

  private static void run(String target) throws IOException, InterruptedException {
    Path folder = Path.of("target", "fuzz", target.substring(target.lastIndexOf('.') + 1));
    Files.createDirectories(folder);
    File log = folder.resolve("log.txt").toFile();
    // A process counts as as large as whoever started it was then, and this one may be larger than
    // the limit. A shell between the two begins anew.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; exit $?", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+EnableDynamicAgentLoading",
            "-Xshare:off",
            "-Xmx" + MOST_MEGABYTES / 4 + "m",
            "-Dorg.bytedeco.javacpp.logger=slf4j",
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target,
            "--max_duration=" + DURATION,
            "--instrumentation_includes=" + INSTRUMENTED,
            "--custom_hook_includes=" + INSTRUMENTED,
            "-use_value_profile=1",
            "-timeout=" + HANGS,
            "-rss_limit_mb=" + MOST_MEGABYTES,
            "-print_final_stats=1"));
    var fuzzing = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = fuzzing.environment();
    // Not as an option: ONNX Runtime does not stand a long command line.
    environment.put("CLASSPATH", classPath());
    environment.put("OPENCV_LOG_LEVEL", "SILENT");
    Process process = fuzzing.redirectErrorStream(true).redirectOutput(log).start();
    try {
      int status = process.waitFor();
      assertThat(status).as(() -> summary(log.toPath())).isZero();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Surefire's own is one archive that names the others, in which Jazzer would not find us. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return String.join(
        File.pathSeparator,
        Arrays.stream(all.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  private static String summary(Path log) {
    try (Stream<String> lines = Files.lines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      return log.toAbsolutePath()
          + "\n"
          + String.join(
              "\n",
              lines
                  .dropWhile(line -> !line.startsWith("== ") && !line.contains("ERROR"))
                  .limit(40)
                  .toList());
    } catch (IOException e) {
      return log + " cannot be read";
    }
  }
}
