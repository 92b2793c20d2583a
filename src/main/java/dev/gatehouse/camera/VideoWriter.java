package dev.gatehouse.camera;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.gatehouse.image.Image;
import java.nio.file.Path;
import java.time.Duration;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Writes pictures as an MP4 file that browsers play: H.264, or MPEG-4 where this FFmpeg has no
 * encoder for it. The file is whole only after {@link #close}.
 *
 * {@snippet :
 * try (VideoWriter out = VideoWriter.create(Path.of("out.mp4"), 640, 480, 25)) {
 *   out.write(image);
 * }
 * }
 *
 * <p>For use by one thread at a time.
 */
public final class VideoWriter implements AutoCloseable {
  /** MPEG-4 allows up to 65,535 ticks a second; this many make whole frames of all usual rates. */
  private static final int TICKS = 60_000;

  private static final double BITS_PER_PIXEL = 0.25;

  static {
    Input.load();
  }

  private final Path file;
  private final int width;
  private final int height;
  private final double fps;
  private @Nullable AVFormatContext format;
  private @Nullable AVCodecContext codec;
  private @Nullable SwsContext converter;
  private final AVFrame frame = av_frame_alloc();
  private final AVPacket packet = av_packet_alloc();
  private final AVRational ticks = new AVRational().num(1).den(TICKS);
  private final PointerPointer<Pointer> pixels = new PointerPointer<>(4);
  private final IntPointer stride = new IntPointer(4);
  private final FrameConverter.PaddedRows padded; // swscale also reads past the end of a row
  private long frames;
  private long lastTick = -1;
  private boolean failed;
  private boolean closed;

  private VideoWriter(Path file, int width, int height, double fps) {
    this.file = file;
    this.width = width;
    this.height = height;
    this.fps = fps;
    this.padded = new FrameConverter.PaddedRows(width, height);
  }

  /**
   * @param file is replaced if it exists
   * @param width of every picture, 2 to 8192; an odd one loses its last column, a height its row
   * @param fps 0.1 to 240
   * @throws CameraException if the file cannot be written
   */
  public static VideoWriter create(Path file, int width, int height, double fps) {
    if (width < 2 || height < 2 || width > 8192 || height > 8192) {
      throw new CameraException("A video has 2 to 8192 pixels a side, not " + width + "x" + height);
    }
    if (!(fps >= 0.1 && fps <= 240)) {
      throw new CameraException("A video has 0.1 to 240 frames a second, not " + fps);
    }
    VideoWriter writer = new VideoWriter(file, width, height, fps);
    try {
      writer.open();
      return writer;
    } catch (Throwable e) {
      writer.failed = true;
      writer.close();
      throw e;
    }
  }

  private void open() {
    AVCodec encoder = avcodec_find_encoder_by_name("libopenh264");
    if (encoder == null || encoder.isNull()) {
      encoder = avcodec_find_encoder(AV_CODEC_ID_MPEG4);
    }
    AVFormatContext context = new AVFormatContext(null);
    String url = "file:" + file.toAbsolutePath();
    check(avformat_alloc_output_context2(context, null, "mp4", url), "cannot be made");
    format = context;
    AVCodecContext codecContext = avcodec_alloc_context3(encoder);
    codec = codecContext;
    codecContext.width(width & ~1).height(height & ~1).pix_fmt(AV_PIX_FMT_YUV420P);
    codecContext.time_base(ticks);
    try (AVRational rate = av_d2q(fps, 100_000)) {
      codecContext.framerate(rate);
    }
    codecContext.gop_size(Math.clamp(Math.round(2 * fps), 1, 250));
    codecContext.max_b_frames(0);
    codecContext.bit_rate(
        (long) Math.clamp(BITS_PER_PIXEL * width * height * fps, 500_000, 50_000_000));
    codecContext.colorspace(AVCOL_SPC_SMPTE170M).color_range(AVCOL_RANGE_MPEG);
    codecContext.flags(codecContext.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    check(avcodec_open2(codecContext, encoder, (AVDictionary) null), "cannot be encoded");

    AVStream stream = avformat_new_stream(context, null);
    check(avcodec_parameters_from_context(stream.codecpar(), codecContext), "cannot be made");
    stream.time_base(ticks);
    stream.avg_frame_rate(codecContext.framerate());
    AVIOContext out = new AVIOContext(null);
    check(avio_open(out, url, AVIO_FLAG_WRITE), "cannot be written");
    context.pb(out);
    AVDictionary options = new AVDictionary(null);
    try {
      av_dict_set(options, "movflags", "+faststart", 0);
      check(avformat_write_header(context, options), "cannot be written");
    } finally {
      av_dict_free(options);
    }

    frame.format(AV_PIX_FMT_YUV420P).width(width & ~1).height(height & ~1);
    frame.colorspace(AVCOL_SPC_SMPTE170M).color_range(AVCOL_RANGE_MPEG);
    check(av_frame_get_buffer(frame, 0), "cannot be made");
    converter =
        sws_getContext(
            width & ~1,
            height & ~1,
            AV_PIX_FMT_BGR24,
            width & ~1,
            height & ~1,
            AV_PIX_FMT_YUV420P,
            SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    pixels.put(0, padded.visible.data());
    stride.put(0, Math.toIntExact(padded.visible.step()));
  }

  /** Adds a picture, one frame interval after the one before. */
  public void write(Image image) {
    long next = Math.round(frames * TICKS / fps);
    write(image, Math.max(next, lastTick + 1));
  }

  /**
   * Adds a picture.
   *
   * @param time from the beginning of the video; one that is not after that of the picture before
   *     is moved right behind it
   */
  public void write(Image image, Duration time) {
    write(image, Math.max(Math.round(time.toNanos() / 1e9 * TICKS), lastTick + 1));
  }

  private void write(Image image, long tick) {
    if (closed) {
      throw new IllegalStateException("The video is closed");
    }
    if (image.width() != width || image.height() != height) {
      throw new CameraException(
          file
              + ": its frames are "
              + width
              + "x"
              + height
              + ", a picture of "
              + image.width()
              + "x"
              + image.height()
              + " does not fit");
    }
    check(av_frame_make_writable(frame), "cannot be written");
    image.mat().copyTo(padded.visible);
    sws_scale(converter, pixels, stride, 0, height & ~1, frame.data(), frame.linesize());
    frame.pts(tick);
    lastTick = tick;
    frames++;
    encode(frame);
  }

  private void encode(@Nullable AVFrame picture) {
    AVFormatContext context = format;
    AVCodecContext encoder = codec;
    if (context == null || encoder == null) {
      throw new IllegalStateException("The video is closed");
    }
    check(avcodec_send_frame(encoder, picture), "cannot be encoded");
    while (true) {
      int result = avcodec_receive_packet(encoder, packet);
      if (result == AVERROR_EAGAIN() || result == AVERROR_EOF) {
        return;
      }
      check(result, "cannot be encoded");
      AVStream stream = context.streams(0);
      av_packet_rescale_ts(packet, ticks, stream.time_base());
      packet.stream_index(0);
      check(av_interleaved_write_frame(context, packet), "cannot be written");
    }
  }

  private void check(int result, String what) {
    if (result < 0) {
      failed = true;
      throw new CameraException(
          Addresses.clean(file.toString()) + ": " + what + ": " + Input.text(result));
    }
  }

  /**
   * Writes what is left and the index, and frees its native memory.
   *
   * @throws CameraException if the disk is full
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (!failed) {
        encode(null);
        check(av_write_trailer(format), "cannot be written");
      }
    } finally {
      closed = true;
      free();
    }
  }

  private void free() {
    if (converter != null) {
      sws_freeContext(converter);
      converter = null;
    }
    if (codec != null) {
      avcodec_free_context(codec);
      codec = null;
    }
    if (format != null) {
      AVIOContext out = format.pb();
      if (out != null && !out.isNull()) {
        avio_closep(out);
      }
      avformat_free_context(format);
      format = null;
    }
    av_frame_free(frame);
    av_packet_free(packet);
    padded.close();
    ticks.close();
    pixels.close();
    stride.close();
  }
}
