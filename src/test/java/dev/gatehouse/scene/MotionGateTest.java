package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.List;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class MotionGateTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;

  private static Image scene(int level, Box object) {
    Image image = Image.allocate(WIDTH, HEIGHT);
    try (Scalar ground = Scalar.all(level);
        Scalar colour = Scalar.all(230);
        Rect where =
            new Rect(
                (int) object.x0(),
                (int) object.y0(),
                (int) object.width(),
                (int) object.height())) {
      image.mat().put(ground);
      if (object.area() > 0) {
        opencv_imgproc.rectangle(image.mat(), where, colour, -1, opencv_imgproc.LINE_8, 0);
      }
    }
    return image;
  }

  private static final Box NOTHING = new Box(0, 0, 0, 0);

  @Test
  void aStillSceneIsLookedAtOnlyEveryFewSeconds() {
    try (var gate = new MotionGate()) {
      for (int i = 0; i < 100; i++) {
        try (Image image = scene(100, NOTHING)) {
          gate.look(image, i / 10.0, List.of());
        }
      }
      assertThat(gate.counts().frames()).isEqualTo(100);
      assertThat(gate.counts().still()).isGreaterThan(80);
      assertThat(gate.counts().whole()).isBetween(4L, 8L);
    }
  }

  @Test
  void whatMovesIsLookedAt() {
    try (var gate = new MotionGate()) {
      for (int i = 0; i < 60; i++) {
        Box object = new Box(20 + 8 * i, 150, 70 + 8 * i, 200);
        try (Image image = scene(100, object)) {
          List<Box> regions = gate.look(image, i / 10.0, List.of());
          assertThat(regions).as("frame " + i).isNotEmpty();
          assertThat(gate.covers(object)).as("frame " + i).isTrue();
        }
      }
    }
  }

  @Test
  void aSlowChangeOfLightIsNoMotion() {
    try (var gate = new MotionGate()) {
      for (int i = 0; i < 200; i++) {
        try (Image image = scene(80 + i / 4, NOTHING)) {
          gate.look(image, i / 10.0, List.of());
        }
      }
      assertThat(gate.counts().still()).isGreaterThan(150);
    }
  }

  @Test
  void anotherSizeOrTimeBeginsAnew() {
    try (var gate = new MotionGate();
        Image image = scene(100, NOTHING);
        Image tiny = Image.allocate(3, 2)) {
      gate.look(image, 0, List.of());
      assertThat(gate.look(tiny, 0.1, List.of())).containsExactly(new Box(0, 0, 3, 2));
      assertThat(gate.look(image, 0.2, List.of())).containsExactly(new Box(0, 0, WIDTH, HEIGHT));
      assertThat(gate.look(image, 0.1, List.of())).containsExactly(new Box(0, 0, WIDTH, HEIGHT));
    }
  }
}
