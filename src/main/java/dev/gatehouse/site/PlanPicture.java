package dev.gatehouse.site;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import java.util.Locale;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The picture of a plan, made harmless: only its pixels are kept, upright and on white, as a PNG
 * that was written here.
 *
 * @param png the file
 * @param width pixels
 * @param height pixels
 */
public record PlanPicture(byte[] png, int width, int height) {
  /** The largest file that is taken. */
  public static final int LARGEST_FILE = 50_000_000;

  /** A longer side is made that long: more than the textures of many screens' graphics can hold. */
  static final int LONGEST_SIDE = 4096;

  private static final int LARGEST_PNG = 16_000_000;
  private static final int SHORTEST_SIDE = 16;

  /**
   * @param file as it was uploaded
   * @throws SiteException if it is no picture, too large or too small; says what to do
   */
  static PlanPicture of(byte[] file) {
    if (file.length > LARGEST_FILE) {
      throw new SiteException(
          "The plan has %d MB; %d are the most. Save it smaller, or as JPEG"
              .formatted(file.length / 1_000_000, LARGEST_FILE / 1_000_000));
    }
    refuseDocuments(file);
    try (Image picture = ImageCodec.decodeOnWhite(file)) {
      if (Math.min(picture.width(), picture.height()) < SHORTEST_SIDE) {
        throw new SiteException(
            "The plan is %dx%d pixels, too few to draw on"
                .formatted(picture.width(), picture.height()));
      }
      double scale =
          Math.min(1, (double) LONGEST_SIDE / Math.max(picture.width(), picture.height()));
      while (true) {
        PlanPicture plan = scaled(picture, scale);
        if (plan.png.length <= LARGEST_PNG) {
          return plan;
        }
        scale *= 0.7; // a photo: noise does not compress
      }
    } catch (ImageException e) {
      throw new SiteException("The plan cannot be used. " + e.getMessage(), e);
    }
  }

  private static PlanPicture scaled(Image picture, double scale) {
    if (scale == 1) {
      return new PlanPicture(ImageCodec.png(picture), picture.width(), picture.height());
    }
    int width = Math.max(1, (int) Math.round(picture.width() * scale));
    int height = Math.max(1, (int) Math.round(picture.height() * scale));
    try (Image small = Image.allocate(width, height);
        Size size = new Size(width, height)) {
      resize(picture.mat(), small.mat(), size, 0, 0, INTER_AREA);
      return new PlanPicture(ImageCodec.png(small), width, height);
    }
  }

  /** What people have plans as, and no picture is. */
  private static void refuseDocuments(byte[] file) {
    String head = new String(file, 0, Math.min(file.length, 1024), ISO_8859_1);
    String start = head.stripLeading().toLowerCase(Locale.ROOT);
    if (head.startsWith("%PDF") || head.contains("%PDF-")) {
      throw new SiteException(
          "This is a PDF. Open it, save its page as PNG or JPEG (\"Export\", or a screenshot of the"
              + " page at full size), and upload that");
    }
    if (start.contains("<svg") || start.startsWith("<?xml")) {
      throw new SiteException(
          "This is an SVG, which may have programs in it. Open it in a browser or a drawing"
              + " program, save it as PNG, and upload that");
    }
    if (head.startsWith("AC10")
        || start.startsWith("0\r\nsection")
        || start.startsWith("0\nsection")) {
      throw new SiteException(
          "This is a drawing of a CAD program. Plot it as PNG there, and upload that");
    }
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      throw new SiteException("This is a TIFF. Save it as PNG or JPEG, and upload that");
    }
    if (head.length() > 12 && head.startsWith("ftyp", 4)) {
      throw new SiteException(
          "This is a film, or a phone's HEIC picture. Save it as JPEG, and upload that");
    }
  }

  /** A short text that is another one for other pixels. */
  public String version() {
    return Digests.shortHash(png);
  }
}
