package dev.gatehouse.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of boxes, pairs, points and labels: read, or refused in words. The first byte says which. */
class EvaluationFileFuzz {
  private static final byte MOT = 0;
  private static final byte PAIRS = 1;
  private static final byte POINTS = 3;
  private static final int MODES = 4;

  @TempDir static Path folder;

  static Stream<byte[]> files() {
    return Stream.of(
        with(MOT, "1,1,10,20,30.5,40,1,-1,-1,-1\n2,1,11.25,20,30,40,0.5\n\n3 -1 5 5 5 5\n"),
        with(MOT, "1.0, 2, 1e3, -4, 0, 0"),
        with(PAIRS, "2\nAnn 1 2\nBob 3 4\nAnn 1 Bob 2\nBob 1 Cy 2\n"),
        with(PAIRS, "2 1\nAnn 1 2\nAnn 1 Bob 2\nBob 3 4\nBob 1 Cy 2\n"),
        with(PAIRS, "-1 -1\nAnn 1 2\nAnn 1 Bob 2\n"),
        with(POINTS, "version: 1\nn_points: 68\n{\n" + "1.5 -2e1\n".repeat(68) + "}\n"),
        with((byte) 2, "file,plate\n\"a \"\"b\"\"\",B-AB 12\n"));
  }

  private static byte[] with(byte mode, String text) {
    byte[] bytes = (" " + text).getBytes(UTF_8);
    bytes[0] = mode;
    return bytes;
  }

  @MethodSource("files")
  @FuzzTest
  void read(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    Path file =
        Files.write(folder.resolve("given.txt"), Arrays.copyOfRange(input, 1, input.length));
    try {
      switch (Byte.toUnsignedInt(input[0]) % MODES) {
        case MOT -> boxes(MotFile.read(file));
        case PAIRS -> pairs(PairsFile.read(file));
        case POINTS -> assertThat(LandmarkEvaluation.points(file).box().area()).isFinite();
        default -> labels(LabelFile.read(file));
      }
    } catch (EvaluationException e) {
      assertThat(e).hasMessageContaining(file.toString());
    }
  }

  /** What is read is written, and read again as it is, to a thousandth of a pixel. */
  private static void boxes(MotFile boxes) {
    assertThat(boxes.rows()).isNotEmpty();
    assertThat(boxes.firstFrame()).isBetween(1, boxes.lastFrame());
    boxes.truth();
    boxes.withUnitScores().rows().forEach(row -> assertThat(row.score()).isBetween(0.0, 1.0));
    Path copy = folder.resolve("copy.txt");
    boxes.write(copy);
    MotFile again = MotFile.read(copy);
    assertThat(again.rows()).hasSameSizeAs(boxes.rows());
    for (int i = 0; i < boxes.rows().size(); i++) {
      MotFile.Row one = boxes.rows().get(i);
      MotFile.Row other = again.rows().get(i);
      assertThat(other.frame()).isEqualTo(one.frame());
      assertThat(other.id()).isEqualTo(one.id());
      double unit = Math.max(1, Math.abs(one.box().x0()) + Math.abs(one.box().x1()));
      assertThat(other.box().x0()).isCloseTo(one.box().x0(), within(1e-3 * unit));
      assertThat(other.box().x1()).isCloseTo(one.box().x1(), within(2e-3 * unit));
    }
  }

  private static void pairs(PairsFile file) {
    assertThat(file.folds()).isPositive();
    assertThat(file.pairs()).isNotEmpty();
    file.pairs()
        .forEach(
            pair -> {
              assertThat(pair.fold()).isBetween(0, file.folds() - 1);
              assertThat(pair.first()).matches("(?s).*_\\d{4,}");
              assertThat(pair.second()).matches("(?s).*_\\d{4,}");
            });
  }

  private static void labels(LabelFile file) {
    assertThat(file.columns()).isNotEmpty();
    file.rows().forEach(row -> assertThat(file.columns()).containsAll(row.keySet()));
  }
}
