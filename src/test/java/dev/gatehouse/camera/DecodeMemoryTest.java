package dev.gatehouse.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DecodeMemoryTest {
  private static final int DECODES = 10_000;

  @TempDir Path folder;

  /** See {@link DecodeSoak}. */
  @Test
  @Timeout(150)
  void tenThousandDecodesOfGoodAndBadFilesKeepNoMemory() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "Resident memory is read from Linux's /proc");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xms192m",
                "-Xmx192m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                DecodeSoak.class.getName(),
                folder.toString(),
                "3000",
                Integer.toString(DECODES))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("done within two minutes").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String output = Files.readString(folder.resolve("out.txt"));
    assertThat(process.exitValue()).as(output).isZero();
    System.out.println(output.strip());
    long decoded = number(output, "decoded");
    long refused = number(output, "refused");
    assertThat(decoded + refused).isEqualTo(DECODES);
    assertThat(refused).isGreaterThan(DECODES / 5);
    assertThat(decoded).isGreaterThan(DECODES / 2 - 1);
    double before = number(output, "before");
    double after = number(output, "after");
    assertThat(after / before).as(output).isLessThan(1.05);
  }

  private static long number(String output, String name) {
    Matcher matcher = Pattern.compile("\\b" + name + "=(\\d+)").matcher(output);
    assertThat(matcher.find()).as("%s in: %s", name, output).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
