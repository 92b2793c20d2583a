package dev.gatehouse.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageCodecTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

/** What people upload as a plan. */
class PlanPictureTest {
  private static byte[] png(int width, int height) {
    try (Image image = Image.allocate(width, height)) {
      image.pixels().fill((byte) 200);
      return ImageCodec.png(image);
    }
  }

  /** A PNG whose header claims a size, as long as a real one. */
  private static byte[] claiming(int width, int height) {
    byte[] file = png(20, 20);
    ByteBuffer.wrap(file).putInt(16, width).putInt(20, height);
    return file;
  }

  @Test
  void what_is_no_picture_is_refused_with_what_to_do() {
    byte[] dxf = "  0\nSECTION\n  2\nHEADER\n".getBytes(UTF_8);
    Map<byte[], String> refused =
        Map.of(
            new byte[0],
            "The file is empty",
            "%PDF-1.7\n...".getBytes(UTF_8),
            "This is a PDF. Open it, save its page as PNG",
            "<?xml version=\"1.0\"?><svg onload=\"x()\"/>".getBytes(UTF_8),
            "This is an SVG",
            "\n<svg xmlns=\"x\"/>".getBytes(UTF_8),
            "This is an SVG",
            "AC1032 ...".getBytes(UTF_8),
            "a CAD program",
            dxf,
            "a CAD program",
            "II*\0....".getBytes(UTF_8),
            "This is a TIFF",
            "just text".getBytes(UTF_8),
            "not a JPEG, PNG, WebP or BMP picture",
            claiming(30_000, 30_000),
            "30000x30000 pixels; at most 64 megapixels",
            png(12, 400),
            "12x400 pixels, too few");
    refused.forEach(
        (file, why) ->
            assertThatThrownBy(() -> PlanPicture.of(file))
                .isInstanceOf(SiteException.class)
                .hasMessageContaining(why));
    byte[] cut = png(300, 200);
    assertThatThrownBy(() -> PlanPicture.of(Arrays.copyOf(cut, cut.length / 2)))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> PlanPicture.of(new byte[PlanPicture.LARGEST_FILE + 1]))
        .hasMessageContaining("50 MB; 50 are the most");
  }

  @Test
  void a_phone_that_was_held_sideways_gives_an_upright_plan_without_its_notes() {
    try (Image image = Image.allocate(40, 20)) {
      image.pixels().fill((byte) 90);
      byte[] photo = ImageCodecTest.withExif(ImageCodec.jpeg(image, 90), 6);
      PlanPicture plan = PlanPicture.of(photo);
      assertThat(plan.width()).isEqualTo(20);
      assertThat(plan.height()).isEqualTo(40);
      assertThat(new String(photo, java.nio.charset.StandardCharsets.ISO_8859_1)).contains("Exif");
      assertThat(new String(plan.png(), java.nio.charset.StandardCharsets.ISO_8859_1))
          .startsWith("\u0089PNG")
          .doesNotContain("Exif", "eXIf");
    }
  }

  @Test
  void what_is_transparent_is_white_paper() {
    try (Mat mat = new Mat(30, 30, opencv_core.CV_8UC4, new Scalar(0, 0, 0, 0));
        BytePointer out = new BytePointer()) {
      imencode(".png", mat, out);
      byte[] file = new byte[(int) out.limit()];
      out.get(file);
      try (Image plan = ImageCodec.decode(PlanPicture.of(file).png())) {
        assertThat(plan.buffer().get(0) & 0xFF).isEqualTo(255);
      }
      try (Image black = ImageCodec.decode(file)) {
        assertThat(black.buffer().get(0) & 0xFF).as("elsewhere it stays as it was").isZero();
      }
    }
  }

  @Test
  void a_large_plan_is_made_as_small_as_screens_can_show() {
    PlanPicture plan = PlanPicture.of(png(8000, 1000));
    assertThat(plan.width()).isEqualTo(4096);
    assertThat(plan.height()).isEqualTo(512);
    assertThat(plan.version()).hasSize(16).isNotEqualTo(PlanPicture.of(png(20, 20)).version());
  }

  @Test
  void a_noisy_photo_takes_no_more_room_than_a_plan_may() {
    try (Image noise = Image.allocate(4000, 3000)) {
      byte[] bytes = new byte[3 * 4000 * 3000];
      new Random(7).nextBytes(bytes);
      noise.buffer().put(bytes);
      PlanPicture plan = PlanPicture.of(ImageCodec.jpeg(noise, 95));
      assertThat(plan.png().length).isLessThanOrEqualTo(16_000_000);
      assertThat(plan.width()).isBetween(1000, 3999);
    }
  }
}
