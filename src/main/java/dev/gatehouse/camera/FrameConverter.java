package dev.gatehouse.camera;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import dev.gatehouse.image.FramePool;
import dev.gatehouse.image.Image;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.jspecify.annotations.Nullable;

/**
 * Makes upright BGR pictures of decoded frames, and follows them when their size or colours change.
 *
 * <p>swscale works in steps of 16 pixels. Where rows have another length and no padding, it leaves
 * the last pixels unset, or writes up to 45 bytes past the end of the picture (FFmpeg 8.0.1, x86).
 * Such frames are converted into padded rows first.
 */
final class FrameConverter implements AutoCloseable {
  private static final int STEP = 16;
  private static final int[] TURNS = {
    -1,
    opencv_core.ROTATE_90_CLOCKWISE,
    opencv_core.ROTATE_180,
    opencv_core.ROTATE_90_COUNTERCLOCKWISE
  };

  private final int quarterTurns;
  private final PointerPointer<Pointer> target = new PointerPointer<>(4);
  private final IntPointer targetStride = new IntPointer(4);

  private @Nullable SwsContext context;
  private int width;
  private int height;
  private int pixels;
  private int space;
  private int range;

  private @Nullable PaddedRows padded;

  /**
   * @param quarterTurns clockwise, 0 to 3
   */
  FrameConverter(int quarterTurns) {
    this.quarterTurns = quarterTurns;
  }

  /**
   * @throws CameraException if frames of this kind cannot be converted
   */
  Image convert(AVFrame frame, FramePool pool) {
    SwsContext prepared = prepare(frame);
    boolean sideways = quarterTurns % 2 == 1;
    Image upright = sideways ? pool.take(height, width) : pool.take(width, height);
    try {
      if (quarterTurns == 0 && width % STEP == 0) {
        scale(prepared, frame, upright.mat());
      } else {
        Mat stored = paddedRows().visible;
        scale(prepared, frame, stored);
        if (quarterTurns == 0) {
          stored.copyTo(upright.mat());
        } else {
          opencv_core.rotate(stored, upright.mat(), TURNS[quarterTurns]);
        }
      }
      return upright;
    } catch (Throwable e) {
      upright.close();
      throw e;
    }
  }

  private void scale(SwsContext prepared, AVFrame frame, Mat to) {
    target.put(0, to.data());
    targetStride.put(0, Math.toIntExact(to.step()));
    if (sws_scale(prepared, frame.data(), frame.linesize(), 0, height, target, targetStride)
        != height) {
      throw new CameraException("a frame could not be converted");
    }
  }

  private PaddedRows paddedRows() {
    PaddedRows rows = padded;
    if (rows == null || rows.visible.cols() != width || rows.visible.rows() != height) {
      if (rows != null) {
        rows.close();
      }
      rows = new PaddedRows(width, height);
      padded = rows;
    }
    return rows;
  }

  private SwsContext prepare(AVFrame frame) {
    if (context != null
        && frame.width() == width
        && frame.height() == height
        && frame.format() == pixels
        && frame.colorspace() == space
        && frame.color_range() == range) {
      return context;
    }
    free();
    width = frame.width();
    height = frame.height();
    pixels = frame.format();
    space = frame.colorspace();
    range = frame.color_range();
    SwsContext made =
        sws_getContext(
            width,
            height,
            pixels,
            width,
            height,
            AV_PIX_FMT_BGR24,
            SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    if (made == null || made.isNull()) {
      throw new CameraException(
          "its frames, %dx%d of pixel format %d, cannot be converted"
              .formatted(width, height, pixels));
    }
    context = made;
    // Unmarked video follows BT.601 when small and BT.709 when it is HD.
    boolean unmarked = space == AVCOL_SPC_UNSPECIFIED || space == AVCOL_SPC_RGB;
    int coefficients = unmarked ? (height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601) : space;
    IntPointer matrix = sws_getCoefficients(coefficients);
    int full = range == AVCOL_RANGE_JPEG || isFullRange(pixels) ? 1 : 0;
    sws_setColorspaceDetails(made, matrix, full, matrix, 1, 0, 1 << 16, 1 << 16);
    return made;
  }

  /** The old formats whose name says that they use 0 to 255. */
  private static boolean isFullRange(int pixels) {
    return pixels == AV_PIX_FMT_YUVJ420P
        || pixels == AV_PIX_FMT_YUVJ422P
        || pixels == AV_PIX_FMT_YUVJ444P
        || pixels == AV_PIX_FMT_YUVJ440P
        || pixels == AV_PIX_FMT_YUVJ411P;
  }

  private void free() {
    if (context != null) {
      sws_freeContext(context);
      context = null;
    }
  }

  @Override
  public void close() {
    free();
    if (padded != null) {
      padded.close();
      padded = null;
    }
    target.close();
    targetStride.close();
  }

  /** A picture with at least 16 unused pixels behind each row, which swscale may touch. */
  static final class PaddedRows implements AutoCloseable {
    private final Mat whole;
    final Mat visible;

    PaddedRows(int width, int height) {
      whole = new Mat(height, (width + 2 * STEP - 1) / STEP * STEP, opencv_core.CV_8UC3);
      try (Rect part = new Rect(0, 0, width, height)) {
        visible = new Mat(whole, part);
      }
    }

    @Override
    public void close() {
      visible.close();
      whole.close();
    }
  }
}
