package dev.gatehouse.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FramePoolTest {

  @Test
  void usesPixelsAgain() {
    try (FramePool pool = new FramePool(2)) {
      Frame frame = pool.frame(pool.take(8, 4), "c", 7, Instant.EPOCH);
      long address = frame.image().pixels().address();
      assertThat(pool.framesOut()).isEqualTo(1);
      frame.close();
      frame.close();
      assertThat(pool.framesOut()).isZero();
      assertThatThrownBy(frame::image).isInstanceOf(IllegalStateException.class);
      try (Image image = pool.take(8, 4)) {
        assertThat(image.pixels().address()).isEqualTo(address);
      }
    }
  }

  @Test
  void anotherSizeGetsOtherPixels() {
    try (FramePool pool = new FramePool(2)) {
      pool.frame(pool.take(8, 4), "c", 0, Instant.EPOCH).close();
      try (Image image = pool.take(4, 8)) {
        assertThat(image.width()).isEqualTo(4);
        assertThat(image.height()).isEqualTo(8);
      }
    }
  }

  @Test
  void framesThatComeBackAfterItsCloseAreFreed() {
    FramePool pool = new FramePool(2);
    Frame frame = pool.frame(pool.take(8, 4), "c", 0, Instant.EPOCH);
    Image image = frame.image();
    pool.close();
    assertThat(image.width()).isEqualTo(8);
    image.pixels();
    frame.close();
    assertThatThrownBy(image::pixels).isInstanceOf(IllegalStateException.class);
    assertThat(pool.framesOut()).isZero();
  }
}
