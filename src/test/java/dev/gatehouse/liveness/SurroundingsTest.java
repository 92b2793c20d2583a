package dev.gatehouse.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.Photos;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Painted rooms and faces, so that it is known what moves. */
class SurroundingsTest {
  private static final int W = 640;
  private static final int H = 480;

  /** Blotches that phase correlation can follow, the same for the same place. */
  private static int room(int x, int y) {
    double v =
        90
            + 50 * Math.sin(x * 0.07) * Math.cos(y * 0.05)
            + 40 * Math.sin(x * 0.023 + 1) * Math.sin(y * 0.031);
    boolean shelf = Math.floorMod(x, 97) < 11 || Math.floorMod(y, 83) < 9;
    return (int) Math.clamp(v + (shelf ? 60 : 0), 0, 255);
  }

  /**
   * @param faceX where the face is
   * @param roomX how far the room went
   */
  private static Image frame(int faceX, int roomX, long seed) {
    Image image = Image.allocate(W, H);
    ByteBuffer pixels = image.buffer();
    var random = new Random(seed);
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        boolean face = Math.hypot((x - faceX) / 60.0, (y - 240) / 75.0) < 1;
        int value = face ? 170 + (x - faceX) / 4 : room(x - roomX, y);
        int grey = Math.clamp(value + random.nextInt(-3, 4), 0, 255);
        for (int c = 0; c < 3; c++) {
          pixels.put(3 * (y * W + x) + c, (byte) grey);
        }
      }
    }
    return image;
  }

  private static Surroundings seen(double roomFollows) {
    var surroundings = new Surroundings();
    for (int i = 0; i < 30; i++) {
      int shift = (int) Math.round(40 * Math.sin(i * 0.4));
      try (Image image = frame(320 + shift, (int) Math.round(roomFollows * shift), i)) {
        surroundings.see(image, new Box(260 + shift, 165, 380 + shift, 315));
      }
    }
    return surroundings;
  }

  @Test
  void a_room_that_stays_behind_a_person_who_moves_stays() {
    try (var surroundings = seen(0)) {
      assertThat(surroundings.together().orElseThrow()).isLessThan(0.15);
    }
  }

  @Test
  void a_picture_that_is_moved_brings_its_background_along() {
    try (var surroundings = seen(1)) {
      // Half is where it begins to speak against a live face; what leaves a strip cannot be
      // followed.
      assertThat(surroundings.together().orElseThrow()).isGreaterThan(0.6);
    }
  }

  @Test
  void a_face_that_stays_where_it_is_tells_nothing() {
    try (var surroundings = new Surroundings()) {
      for (int i = 0; i < 20; i++) {
        try (Image image = frame(320, 0, i)) {
          surroundings.see(image, new Box(260, 165, 380, 315));
        }
      }
      assertThat(surroundings.together()).isEmpty();
    }
  }

  @Test
  void a_plain_wall_tells_nothing() {
    try (var surroundings = new Surroundings()) {
      for (int i = 0; i < 30; i++) {
        int shift = (int) Math.round(40 * Math.sin(i * 0.4));
        try (Image image = Photos.plain(W, H, 120)) {
          surroundings.see(image, new Box(260 + shift, 165, 380 + shift, 315));
        }
      }
      assertThat(surroundings.together()).isEmpty();
    }
  }

  @Test
  void frames_of_another_size_begin_anew() {
    try (var surroundings = seen(0);
        Image small = Photos.plain(320, 240, 90)) {
      surroundings.see(small, new Box(100, 80, 160, 150));
      surroundings.see(small, new Box(140, 80, 200, 150));
      assertThat(surroundings.together()).isPresent();
    }
  }
}
