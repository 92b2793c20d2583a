package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Point;
import org.junit.jupiter.api.Test;

class QuadTest {
  private static final Box BOX = new Box(10, 20, 110, 40);

  @Test
  void aBoxIsAQuadOfTheSameBounds() {
    Quad quad = Quad.of(BOX);
    assertThat(quad.bounds()).isEqualTo(BOX);
    assertThat(quad.width()).isEqualTo(100);
    assertThat(quad.height()).isEqualTo(20);
    assertThat(quad.angle()).isZero();
    assertThat(quad.centre()).isEqualTo(new Point(60, 30));
  }

  @Test
  void growingMovesEdgesByAFractionOfTheHeight() {
    assertThat(Quad.of(BOX).grown(0.5, 0.25).bounds().iou(new Box(0, 15, 120, 45)))
        .isCloseTo(1, within(1e-9));
    assertThat(Quad.of(BOX).part(0.1, 0.5, 1, 1).bounds().iou(new Box(20, 30, 110, 40)))
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void aTiltedOneKnowsItsSlope() {
    var tilted =
        new Quad(new Point(0, 0), new Point(100, 100), new Point(90, 110), new Point(-10, 10));
    assertThat(tilted.angle()).isCloseTo(45, within(1e-9));
    assertThat(tilted.width()).isCloseTo(Math.sqrt(20_000), within(1e-9));
  }

  @Test
  void oneWithoutWidthGrowsUprightOnly() {
    Quad none = Quad.of(new Box(5, 5, 5, 15));
    assertThat(none.grown(1, 0.5).bounds()).isEqualTo(new Box(5, 0, 5, 20));
  }
}
