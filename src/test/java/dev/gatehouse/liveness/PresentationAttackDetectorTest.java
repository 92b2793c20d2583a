package dev.gatehouse.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.face.Photos;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.liveness.PresentationAttackDetector.Score;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PresentationAttackDetectorTest {

  @Test
  void the_fused_score_is_the_mean_and_a_probability() {
    var score = new Score(3, -1, 1);
    assertThat(score.fused()).isEqualTo(1);
    assertThat(score.probability()).isCloseTo(0.731, within(0.001));
    assertThat(score.byNetwork())
        .containsEntry("pad-minifasnet", 3.0)
        .containsEntry("pad-faceplugin", -1.0)
        .containsEntry("pad-livenessnet", 1.0);
  }

  @Test
  void every_face_gets_a_score_within_the_limits_wherever_it_is() {
    try (var models = PresentationAttackModels.load(ModelManifest.bundled(), 1);
        var detector = new PresentationAttackDetector(models);
        Image photo = Photos.read("tara-1")) {
      for (Box box :
          new Box[] {
            new Box(10, 10, 60, 70),
            new Box(-30, -40, 50, 60),
            new Box(
                photo.width() - 20, photo.height() - 20, photo.width() + 60, photo.height() + 9),
            new Box(0, 0, photo.width(), photo.height()),
            new Box(100, 100, 100, 100),
            new Box(-500, -500, -400, -400)
          }) {
        Score score = detector.score(photo, box);
        assertThat(score.byNetwork().values())
            .allSatisfy(v -> assertThat(v).isBetween(-12.0, 12.0));
        assertThat(detector.score(photo, box)).as("the same again").isEqualTo(score);
      }
    }
  }

  @Property(tries = 1000)
  void the_region_lies_in_the_picture_and_keeps_the_shape_of_the_box(
      @ForAll @IntRange(min = 16, max = 400) int width,
      @ForAll @IntRange(min = 16, max = 400) int height,
      @ForAll @DoubleRange(min = 0, max = 1) double x,
      @ForAll @DoubleRange(min = 0, max = 1) double y,
      @ForAll @DoubleRange(min = 4, max = 200) double w,
      @ForAll @DoubleRange(min = 4, max = 200) double h) {
    try (Image image = Image.allocate(width, height)) {
      Box face = new Box(x * width, y * height, x * width + w, y * height + h);
      Box region = PresentationAttackDetector.region(image, face, 2.7);
      assertThat(region.x0()).isGreaterThanOrEqualTo(0);
      assertThat(region.y0()).isGreaterThanOrEqualTo(0);
      assertThat(region.x1()).isLessThanOrEqualTo(width);
      assertThat(region.y1()).isLessThanOrEqualTo(height);
      assertThat(region.width()).isLessThanOrEqualTo(2.7 * w + 1e-6);
      if (Math.min(region.width(), region.height()) > 1.01) {
        assertThat(region.width() / region.height()).isCloseTo(w / h, within(1e-6 + 0.01 * w / h));
      }
    }
  }

  @Example
  void the_region_is_moved_inside_rather_than_cut() {
    try (Image image = Image.allocate(400, 300)) {
      Box region = PresentationAttackDetector.region(image, new Box(0, 100, 60, 160), 2.7);
      assertThat(region.x0()).isZero();
      assertThat(region.width()).isCloseTo(162, within(1e-9));
      assertThat(region.y0()).isCloseTo(49, within(1e-9));
    }
  }
}
