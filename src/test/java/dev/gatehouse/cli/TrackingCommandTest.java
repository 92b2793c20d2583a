package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.evaluation.EvaluationException;
import dev.gatehouse.evaluation.MotFile;
import dev.gatehouse.image.Box;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrackingCommandTest {
  private static final Path STADTMITTE = Path.of("../shared/data/tracking/tud_stadtmitte");

  @TempDir Path folder;

  private static JsonNode run(String... arguments) {
    var command = new TrackingCommand();
    new CommandLine(command).parseArgs(arguments);
    var written = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      assertThat(command.call()).isZero();
    } finally {
      System.setOut(before);
    }
    return JsonMapper.shared().readTree(written.toString(StandardCharsets.UTF_8));
  }

  /** Two who walk, of ids 5 and 9; the detector says no score. */
  private Path walkers() {
    List<MotFile.Row> rows = new ArrayList<>();
    for (int frame = 1; frame <= 20; frame++) {
      rows.add(new MotFile.Row(frame, 5, new Box(frame * 4, 10, frame * 4 + 50, 150), 1));
      rows.add(new MotFile.Row(frame, 9, new Box(500 - frame * 4, 90, 550 - frame * 4, 230), 1));
    }
    Path file = folder.resolve("gt.txt");
    new MotFile(rows).write(file);
    return file;
  }

  @Test
  void boxes_that_are_given_are_tracked_and_written() {
    String gt = walkers().toString();
    Path out = folder.resolve("tracks.txt");
    JsonNode scores =
        run("--detections", gt, "--gt", gt, "--frames", "3-18", "--out", out.toString(), "--json");
    assertThat(scores.path("frames").asInt()).isEqualTo(16);
    assertThat(scores.path("objects").asInt()).isEqualTo(32);
    assertThat(scores.path("mota").asDouble()).isEqualTo(1);
    assertThat(scores.path("idf1").asDouble()).isEqualTo(1);
    assertThat(scores.path("hota").asDouble()).isGreaterThan(0.95);
    MotFile tracks = MotFile.read(out);
    assertThat(tracks.rows()).hasSize(32);
    assertThat(tracks.rows()).extracting(MotFile.Row::id).containsOnly(1L, 2L);
    assertThat(tracks.firstFrame()).isEqualTo(3);
  }

  @Test
  void what_is_wrong_is_told() {
    String gt = walkers().toString();
    assertThatThrownBy(() -> run("--detections", gt, "--gt", gt, "--frames", "9-2"))
        .isInstanceOf(EvaluationException.class)
        .hasMessage("--frames is FIRST-LAST, such as 1-179, counted from 1, not '9-2'");
    assertThatThrownBy(() -> run("--detections", gt, "--gt", gt, "--frames", "30-40"))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("no truth in the frames 30 to 40; the file has 1 to 20");
    assertThatThrownBy(() -> run("--detections", gt, "--gt", folder + "/none.txt"))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("There is no file");
    assertThatThrownBy(() -> run("--detections", gt, "--gt", gt, "--fps", "0"))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("--fps is over 0");
    assertThatThrownBy(() -> run("--gt", gt))
        .isInstanceOf(CommandLine.MissingParameterException.class);
  }

  @Test
  void public_detections_are_followed_as_well_as_docs_tracking_says() {
    assumeStadtmitte();
    JsonNode scores =
        run("--detections", file("det_mot15_public.txt"), "--gt", file("gt.txt"), "--json");
    assertThat(scores.path("mota").asDouble()).isGreaterThanOrEqualTo(0.74);
    assertThat(scores.path("idf1").asDouble()).isGreaterThanOrEqualTo(0.79);
  }

  @Test
  void a_video_is_followed_as_well_as_docs_tracking_says() {
    assumeStadtmitte();
    JsonNode scores = run("--video", file("vdo.avi"), "--gt", file("gt.txt"), "--json");
    assertThat(scores.path("frames").asInt()).isEqualTo(179);
    assertThat(scores.path("mota").asDouble()).isGreaterThanOrEqualTo(0.79);
    assertThat(scores.path("idf1").asDouble()).isGreaterThanOrEqualTo(0.78);
    assertThat(scores.path("hota").asDouble()).isGreaterThanOrEqualTo(0.57);
    assertThatThrownBy(
            () -> run("--video", file("vdo.avi"), "--gt", file("gt.txt"), "--class", "persn"))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith("The detector knows no 'persn'; it knows person, ");
  }

  private static void assumeStadtmitte() {
    assumeTrue(
        Files.isDirectory(STADTMITTE),
        STADTMITTE + " is missing: TUD-Stadtmitte of 2D MOT 2015 (motchallenge.net)");
  }

  private static String file(String name) {
    return STADTMITTE.resolve(name).toString();
  }
}
