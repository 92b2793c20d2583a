package dev.gatehouse.camera;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses of cameras: a source, or refused in words, and no password is ever shown. */
class SourceFuzz {
  /** Wherever it stands as a password, it must not be seen. */
  private static final String PASSWORD = "s3cr3t";

  static Stream<byte[]> addresses() {
    return Stream.of(
            "rtsp://user:s3cr3t@10.0.0.7:554/stream1?token=s3cr3t#x",
            "rtsps://10.0.0.7/stream;user=a&password=b",
            "HTTP://[::1]:8080/video.mjpg",
            "webcam:0",
            "/dev/video1",
            "loop:a.mp4|b.mp4",
            "file:a b.mp4",
            "ftp://host/x",
            "film.mp4")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("addresses")
  @FuzzTest
  void parse(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      Source source = Source.parse(text);
      String shown = source.toString();
      assertThat(shown).isNotBlank().doesNotContainPattern("[\\p{Cntrl}]");
      if (source instanceof Source.Rtsp || source instanceof Source.Http) {
        assertThat(source.live()).isTrue();
        secret(text, shown);
        // Whatever is shown is an address too, and shows no more.
        assertThat(Source.parse(shown).toString()).isEqualTo(shown);
      }
    } catch (CameraException e) {
      assertThat(String.valueOf(e.getMessage())).hasSizeBetween(15, 700);
      if (text.contains("//user:" + PASSWORD + "@")
          && text.strip().matches("(?is)(rtsp|http)s?:.*")) {
        assertThat(e).hasMessageNotContaining(PASSWORD);
      }
    }
  }

  private static void secret(String text, String shown) {
    int at = text.indexOf("//user:" + PASSWORD + "@");
    if (at >= 0 && text.indexOf(PASSWORD) == text.lastIndexOf(PASSWORD)) {
      assertThat(shown).doesNotContain(PASSWORD);
    }
  }
}
