package dev.gatehouse.merchandise;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import org.bytedeco.opencv.opencv_core.Size;

/** A picture as it is kept: decoded and written anew, so that nothing but its pixels is left. */
final class ItemPicture {
  private static final int MOST_PIXELS = 800; // a side
  private static final int QUALITY = 85;

  private ItemPicture() {}

  /**
   * @param file JPEG, PNG, WebP or BMP, 20 MB at most
   * @return JPEG, upright, 800 pixels a side at most, without EXIF, white where it was transparent
   * @throws MerchandiseException if it is no picture; says why
   */
  static byte[] jpeg(byte[] file) {
    if (file.length > Merchandise.MOST_FILE) {
      throw new MerchandiseException(
          "picture",
          "The picture has %d MB; %d fit"
              .formatted(file.length / 1_000_000, Merchandise.MOST_FILE / 1_000_000));
    }
    try (Image picture = ImageCodec.decodeOnWhite(file)) {
      double scale =
          Math.min(1, (double) MOST_PIXELS / Math.max(picture.width(), picture.height()));
      if (scale == 1) {
        return ImageCodec.jpeg(picture, QUALITY);
      }
      int width = Math.max(1, (int) Math.round(picture.width() * scale));
      int height = Math.max(1, (int) Math.round(picture.height() * scale));
      try (Image small = Image.allocate(width, height);
          Size size = new Size(width, height)) {
        resize(picture.mat(), small.mat(), size, 0, 0, INTER_AREA);
        return ImageCodec.jpeg(small, QUALITY);
      }
    } catch (ImageException e) {
      throw new MerchandiseException("picture", String.valueOf(e.getMessage()));
    }
  }
}
