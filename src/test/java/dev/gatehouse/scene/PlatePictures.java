package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;

/** Painted plates for tests of other packages. */
public final class PlatePictures {
  private PlatePictures() {}

  /** A picture of 640x480 with a plate from (240, 285) to (400, 325). */
  public static byte[] png(String plate) {
    try (Image image = PaintedPlates.carWith(plate, Quad.of(new Box(240, 285, 400, 325)))) {
      return ImageCodec.png(image);
    }
  }
}
