package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A painted scene of 640x360 with a sensor's noise, ten frames a second. */
class MotionGateTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final Box WHOLE = new Box(0, 0, WIDTH, HEIGHT);

  private final MotionGate gate = new MotionGate();
  private final Image image = Image.allocate(WIDTH, HEIGHT);
  private final Random noise = new Random(3);
  private final byte[] scene = scene();
  private double seconds;

  @AfterEach
  void close() {
    gate.close();
    image.close();
  }

  /** Blocks of grey from 30 to 220. */
  private static byte[] scene() {
    var random = new Random(1);
    int[] blocks = random.ints(20 * 12, 30, 220).toArray();
    var pixels = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) blocks[i / WIDTH / 30 * 20 + i % WIDTH / 32];
    }
    return pixels;
  }

  /** The next frame, with a square of that grey, in a light of that strength. */
  private List<Box> frame(Box square, int grey, double light, List<Box> live) {
    ByteBuffer pixels = image.buffer();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean inside = x >= square.x0() && x < square.x1() && y >= square.y0() && y < square.y1();
        double value =
            (inside ? grey : scene[y * WIDTH + x] & 0xff) * light + 3 * noise.nextGaussian();
        byte b = (byte) (int) Math.clamp(value, 0, 255);
        for (int c = 0; c < 3; c++) {
          pixels.put(3 * (y * WIDTH + x) + c, b);
        }
      }
    }
    List<Box> regions = gate.look(image, seconds, live);
    seconds += 0.1;
    return regions;
  }

  private List<Box> frame(double light) {
    return frame(new Box(0, 0, 0, 0), 0, light, List.of());
  }

  private static Box square(double x, double y, double side) {
    return new Box(x, y, x + side, y + side);
  }

  @Test
  void where_nothing_moves_only_every_two_seconds_a_look_is_taken() {
    for (int i = 0; i < 100; i++) {
      frame(1);
    }
    MotionGate.Counts counts = gate.counts();
    assertThat(counts.frames()).isEqualTo(100);
    assertThat(counts.whole()).isBetween(5L, 6L);
    assertThat(counts.still() + counts.whole()).isEqualTo(100);
  }

  @Test
  void what_moves_is_looked_at_whole_and_little_else() {
    for (int i = 0; i < 5; i++) {
      frame(1);
    }
    double area = 0;
    for (int i = 0; i < 60; i++) {
      Box place = square(20 + 8 * i, 150, 40);
      List<Box> regions = frame(place, 250, 1, List.of());
      assertThat(gate.covers(place)).as("frame %d", i).isTrue();
      assertThat(regions).allSatisfy(r -> assertThat(r.clipped(WIDTH, HEIGHT)).isEqualTo(r));
      area += regions.stream().mapToDouble(Box::area).sum() / WHOLE.area();
    }
    assertThat(area / 60).as("share of the area").isLessThan(0.25);
  }

  @Test
  void things_that_move_apart_get_regions_that_do_not_overlap() {
    for (int i = 0; i < 5; i++) {
      frame(1);
    }
    List<Box> regions = frame(square(30, 30, 30), 255, 1, List.of(square(560, 280, 40)));
    assertThat(regions).hasSize(2);
    assertThat(regions.get(0).intersection(regions.get(1))).isZero();
    assertThat(gate.covers(square(30, 30, 30))).isTrue();
    assertThat(gate.covers(square(560, 280, 40))).isTrue();
    assertThat(gate.covers(square(300, 150, 40))).isFalse();
  }

  @Test
  void a_change_of_light_is_no_motion() {
    for (int i = 0; i < 30; i++) {
      frame(1);
    }
    long before = gate.counts().still() + gate.counts().whole();
    long wholeBefore = gate.counts().whole();
    // A camera's exposure jumps; then the sun goes down over ten seconds.
    for (int i = 0; i < 30; i++) {
      frame(0.7);
    }
    for (int i = 0; i < 100; i++) {
      frame(0.7 - 0.004 * i);
    }
    MotionGate.Counts counts = gate.counts();
    assertThat(counts.still() + counts.whole() - before)
        .as("frames with nothing or only the regular look")
        .isGreaterThanOrEqualTo(127);
    assertThat(counts.whole() - wholeBefore).isLessThanOrEqualTo(9);
  }

  @Test
  void a_burnt_out_sky_that_does_not_darken_with_the_rest_is_no_motion() {
    for (int i = 0; i < WIDTH * HEIGHT / 3; i++) {
      scene[i] = (byte) 255;
    }
    for (int i = 0; i < 25; i++) {
      frame(1.4);
    }
    long wholeBefore = gate.counts().whole();
    for (int i = 0; i < 18; i++) {
      frame(1.05);
    }
    assertThat(gate.counts().whole() - wholeBefore).isLessThanOrEqualTo(2);
  }

  @Test
  void what_stops_is_looked_at_for_some_seconds_and_then_with_the_whole() {
    Box place = square(0, 0, 0);
    for (int i = 0; i < 30; i++) {
      place = square(20 + 8 * i, 150, 40);
      frame(place, 250, 1, List.of(place));
    }
    int first = 0;
    int later = 0;
    for (int i = 0; i < 100; i++) {
      frame(place, 250, 1, List.of(place));
      if (gate.covers(place)) {
        first += i < 25 ? 1 : 0;
        later += i >= 60 ? 1 : 0;
      }
    }
    assertThat(first).as("of the first 25 frames").isEqualTo(25);
    assertThat(later).as("of 40 frames, once all two seconds").isBetween(2, 3);
  }

  @Test
  void nothing_is_lost_for_longer_than_two_seconds_however_slow_or_faint() {
    double lastSeen = 0;
    for (int i = 0; i < 150; i++) {
      Box place = square(100 + 0.3 * i, 150, 30);
      double now = seconds;
      // Three of 255 levels from what is behind it, at most.
      frame(place, scene[150 * WIDTH + 100] & (0xff + 3), 1, List.of());
      if (gate.covers(place)) {
        lastSeen = now;
      }
      assertThat(now - lastSeen).isLessThan(2.05);
    }
  }

  @Test
  void leaves_in_the_wind_are_ignored_after_a_while() {
    var wind = new Random(9);
    byte[] calm = scene.clone();
    for (int i = 0; i < 400; i++) {
      for (int y = 40; y < 120; y += 4) {
        for (int x = 40; x < 120; x += 4) {
          int grey = 120 + wind.nextInt(-12, 13);
          for (int k = 0; k < 16; k++) {
            scene[(y + k / 4) * WIDTH + x + k % 4] = (byte) grey;
          }
        }
      }
      frame(1);
    }
    long stillBefore = gate.counts().still();
    for (int i = 0; i < 40; i++) {
      frame(1);
    }
    assertThat(gate.counts().still() - stillBefore).isGreaterThanOrEqualTo(36);
    assertThat(scene).isNotEqualTo(calm);
  }

  @Test
  void another_scene_is_looked_at_whole_and_soon_known() {
    for (int i = 0; i < 5; i++) {
      frame(1);
    }
    for (int i = 0; i < scene.length; i++) {
      scene[i] = (byte) (scene[i] * 7 + 13 * (i % WIDTH / 8));
    }
    assertThat(frame(1)).containsExactly(WHOLE);
    // The noise of its dark parts has to be learnt first.
    for (int i = 0; i < 30; i++) {
      frame(1);
    }
    long stillBefore = gate.counts().still();
    for (int i = 0; i < 40; i++) {
      frame(1);
    }
    assertThat(gate.counts().still() - stillBefore).isGreaterThanOrEqualTo(36);
  }

  @Test
  void gaps_jumps_back_missing_times_and_other_sizes_begin_anew() {
    frame(1);
    assertThat(frame(1)).isEmpty();
    seconds += 60;
    assertThat(frame(1)).containsExactly(WHOLE);
    seconds -= 30;
    assertThat(frame(1)).containsExactly(WHOLE);
    seconds = Double.NaN;
    assertThat(frame(1)).containsExactly(WHOLE);
    assertThat(frame(1)).containsExactly(WHOLE);
    seconds = 5;
    assertThat(frame(1)).containsExactly(WHOLE);
    try (Image other = Image.allocate(320, 240)) {
      assertThat(gate.look(other, 5.2, List.of())).containsExactly(new Box(0, 0, 320, 240));
    }
  }

  @Test
  void frames_with_the_same_time_are_taken() {
    frame(1);
    for (int i = 0; i < 5; i++) {
      seconds = 0;
      assertThat(frame(1)).isEmpty();
    }
  }

  @Test
  void pictures_of_any_shape_are_taken() {
    for (int[] size : new int[][] {{1, 1}, {8000, 20}, {3, 2000}, {1920, 1080}}) {
      try (Image strange = Image.allocate(size[0], size[1])) {
        Box all = new Box(0, 0, size[0], size[1]);
        ByteBuffer pixels = strange.buffer();
        for (int i = 0; i < pixels.capacity(); i++) {
          pixels.put(i, (byte) 0);
        }
        assertThat(gate.look(strange, 1, List.of())).containsExactly(all);
        assertThat(gate.look(strange, 1.1, List.of())).isEmpty();
        Box outside = new Box(-50, -50, -10, -10);
        assertThat(gate.look(strange, 1.2, List.of(all, outside)))
            .as("a live box that fills the picture")
            .containsExactly(all);
      }
    }
  }
}
