package dev.gatehouse.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.image.Image;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VideoWriterTest {
  private static final Path FFPROBE = Path.of("/usr/bin/ffprobe");

  @TempDir Path folder;

  /** Another FFmpeg than ours reads what we wrote. */
  @Test
  void otherProgramsReadIt() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(FFPROBE), FFPROBE + " is missing: apt install ffmpeg to run this test");
    Path file = Footage.video(folder.resolve("a.mp4"), 320, 240, 30, 30000 / 1001.0);
    Process process =
        new ProcessBuilder(
                FFPROBE.toString(),
                "-v",
                "error",
                "-count_frames",
                "-show_entries",
                "stream=codec_name,width,height,pix_fmt,avg_frame_rate,nb_read_frames",
                "-of",
                "csv=p=0",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(output.strip()).isEqualTo("h264,320,240,yuv420p,30000/1001,30");
  }

  /** Browsers begin to play before the whole file is there. */
  @Test
  void theIndexComesFirst() throws Exception {
    byte[] file = Files.readAllBytes(Footage.video(folder.resolve("a.mp4"), 64, 64, 10, 25));
    assertThat(Footage.find(file, "moov")).isBetween(1, Footage.find(file, "mdat"));
  }

  @Test
  void refusesWhatCannotBeWritten() {
    assertThatThrownBy(() -> VideoWriter.create(folder.resolve("no/such/a.mp4"), 64, 64, 25))
        .isInstanceOf(CameraException.class)
        .hasMessageContaining("a.mp4")
        .hasMessageContaining("No such file");
    assertThatThrownBy(() -> VideoWriter.create(folder.resolve("a.mp4"), 1, 64, 25))
        .isInstanceOf(CameraException.class)
        .hasMessageContaining("1x64");
    assertThatThrownBy(() -> VideoWriter.create(folder.resolve("a.mp4"), 64, 64, Double.NaN))
        .isInstanceOf(CameraException.class)
        .hasMessageContaining("NaN");
    try (VideoWriter out = VideoWriter.create(folder.resolve("a.mp4"), 64, 64, 25);
        Image other = Image.allocate(32, 64)) {
      assertThatThrownBy(() -> out.write(other))
          .isInstanceOf(CameraException.class)
          .hasMessageContaining("64x64")
          .hasMessageContaining("32x64");
    }
  }
}
