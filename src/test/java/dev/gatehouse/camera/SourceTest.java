package dev.gatehouse.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {

  @Test
  void readsEachForm() {
    assertThat(Source.parse("a.mp4")).isEqualTo(new Source.Files(Path.of("a.mp4")));
    assertThat(Source.parse("file:/x/a.mp4")).isEqualTo(new Source.Files(Path.of("/x/a.mp4")));
    assertThat(Source.parse("loop:a.mp4|b c.mp4"))
        .isEqualTo(new Source.Files(List.of(Path.of("a.mp4"), Path.of("b c.mp4")), true, true));
    assertThat(Source.parse(" RTSP://cam/1 ")).isEqualTo(new Source.Rtsp("RTSP://cam/1"));
    assertThat(Source.parse("https://cam/1")).isEqualTo(new Source.Http("https://cam/1"));
    assertThat(Source.parse("webcam:0")).isEqualTo(new Source.Webcam("0"));
    assertThat(Source.parse("/dev/video1")).isEqualTo(new Source.Webcam("/dev/video1"));
  }

  @Test
  void itsTextCanBeReadAgain() {
    for (String text : List.of("loop:a.mp4|b.mp4", "a.mp4", "webcam:0", "rtsp://cam:554/1")) {
      assertThat(Source.parse(text)).hasToString(text);
      assertThat(Source.parse(Source.parse(text).toString())).isEqualTo(Source.parse(text));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://admin:s3cret@10.0.0.7/stream",
        "rtsps://admin:s3cret@10.0.0.7:322/stream",
        "http://s3cret@10.0.0.7/video?x=1",
        "http://admin:a@s3cret@10.0.0.7/video",
        "http://10.0.0.7/video?user=admin&pwd=s3cret",
        "rtsp://10.0.0.7/user=admin&password=s3cret&channel=1/0.sdp",
        "rtsp://10.0.0.7/cam/access_token=s3cret",
      })
  void neverShowsAPassword(String url) {
    assertThat(Source.parse(url).toString()).doesNotContain("s3cret").contains("10.0.0.7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "rtsp://",
        "rtsp:///stream",
        "rtsp://admin:s3cret/@10.0.0.7/stream", // the password holds a slash
        "rtsp://admin:s3cret#1@10.0.0.7/stream",
        "http://a b/",
        "rtsp://cam/\r\nDELETE",
        "ftp://s3cret/a.mp4",
        "concat://s3cret",
        "loop:",
        "loop:a.mp4||b.mp4",
        "webcam:",
        "a\0s3cret.mp4x",
      })
  void refusesWhatIsNoSource(String text) {
    assertThatThrownBy(() -> Source.parse(text))
        .isInstanceOf(CameraException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeBetween(20, 400).doesNotContain("\r"));
    if (text.startsWith("rtsp")) {
      assertThatThrownBy(() -> Source.parse(text)).hasMessageNotContaining("s3cret");
    }
  }
}
