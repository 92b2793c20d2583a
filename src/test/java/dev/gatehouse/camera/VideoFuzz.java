package dev.gatehouse.camera;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Videos as they are uploaded: any bytes are read, in part, or refused in words. */
class VideoFuzz {
  private static final VideoOptions OPTIONS =
      VideoOptions.defaults().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20));
  private static final int MOST_FRAMES = 50;

  @TempDir static Path folder;

  static Stream<byte[]> videos() throws IOException {
    Path film = Footage.video(folder.resolve("film.mp4"), 32, 32, 4, 25);
    byte[] mp4 = Files.readAllBytes(film);
    try (Image image = Footage.picture(16, 16, 3)) {
      return Stream.of(mp4, avi(dev.gatehouse.image.ImageCodec.jpeg(image, 80)));
    }
  }

  /** MJPEG in an AVI without an index. */
  private static byte[] avi(byte[] jpeg) {
    int padded = jpeg.length + jpeg.length % 2;
    ByteBuffer file = ByteBuffer.allocate(224 + 8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    text(file, "RIFF").putInt(file.capacity() - 8);
    text(file, "AVI LIST").putInt(4 + 64 + 8 + 116);
    text(file, "hdrlavih").putInt(56).putInt(40_000).putInt(0).putInt(0).putInt(0);
    file.putInt(1).putInt(0).putInt(1).putInt(0).putInt(16).putInt(16);
    file.putInt(0).putInt(0).putInt(0).putInt(0);
    text(file, "LIST").putInt(116);
    text(file, "strlstrh").putInt(56);
    text(file, "vidsMJPG").putInt(0).putInt(0).putInt(0).putInt(1).putInt(25).putInt(0).putInt(1);
    file.putInt(0).putInt(-1).putInt(0).putLong(0);
    text(file, "strf").putInt(40).putInt(40).putInt(16).putInt(16);
    file.putShort((short) 1).putShort((short) 24);
    text(file, "MJPG").putInt(0).putInt(0).putInt(0).putInt(0).putInt(0);
    text(file, "LIST").putInt(4 + 8 + padded);
    text(file, "movi00dc").putInt(jpeg.length).put(jpeg);
    return java.util.Arrays.copyOf(file.array(), file.position() + padded - jpeg.length);
  }

  private static ByteBuffer text(ByteBuffer to, String text) {
    return to.put(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @MethodSource("videos")
  @FuzzTest
  void read(byte[] input) {
    Path file = folder.resolve("given");
    try {
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (VideoReader video = VideoReader.open(new Source.Files(file), OPTIONS)) {
      for (int i = 0; i < MOST_FRAMES && video.next(); i++) {
        try (Frame frame = video.frame()) {
          assertThat((long) frame.image().width() * frame.image().height())
              .isBetween(1L, Image.MAX_PIXELS);
        }
      }
    } catch (CameraException e) {
      assertThat(String.valueOf(e.getMessage()))
          .startsWith(file.toString())
          .hasSizeBetween(file.toString().length() + 15, file.toString().length() + 300);
    }
  }
}
