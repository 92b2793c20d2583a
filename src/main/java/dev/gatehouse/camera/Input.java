package dev.gatehouse.camera;

import static org.bytedeco.ffmpeg.avcodec.AVCodecContext.FF_THREAD_FRAME;
import static org.bytedeco.ffmpeg.avcodec.AVCodecContext.FF_THREAD_SLICE;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NOBUFFER;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NONBLOCK;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avdevice.avdevice_register_all;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_ENOMEM;

import dev.gatehouse.image.FramePool;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** One opened video: FFmpeg's demuxer and decoder, and all their native memory. */
final class Input implements AutoCloseable {
  /**
   * Largest block that FFmpeg may ask for at once; 64 megapixels of 4:4:4 at 16 bits need 384 MB.
   */
  private static final long LARGEST_BLOCK = 400_000_000;

  /** Packets in a row that may be damaged before a video is given up. */
  private static final int DAMAGED_IN_A_ROW = 1000;

  static {
    av_log_set_level(AV_LOG_QUIET); // damaged files would fill the console
    av_max_alloc(LARGEST_BLOCK);
    avformat_network_init();
    avdevice_register_all();
  }

  private final Address address;
  private final Duration readTimeout;
  private Duration timeout; // of what is going on
  private final Deadline deadline;

  private @Nullable AVFormatContext format;
  private @Nullable AVCodecContext codec;
  private @Nullable FrameConverter converter;
  private final AVPacket packet;
  private final AVFrame frame;

  private int video;
  private double secondsPerTick;
  private double firstSecond;
  private double fps;
  private double duration;
  private int width;
  private int height;

  private boolean ended;
  private int damagedInARow;
  private long corruptPackets;
  private double second = -1;

  /** Sets FFmpeg up, once, for the whole process. */
  static void load() {}

  private Input(Address address, VideoOptions options, Deadline deadline) {
    this.address = address;
    this.readTimeout = options.readTimeout();
    this.timeout = options.openTimeout();
    this.deadline = deadline;
    this.packet = av_packet_alloc();
    this.frame = av_frame_alloc();
  }

  /**
   * @throws CameraException if it cannot be opened within the time-out, or is no video
   */
  static Input open(Address address, VideoOptions options, Deadline deadline) {
    Input input = new Input(address, options, deadline);
    try {
      deadline.in(input.timeout);
      input.openDemuxer();
      input.openDecoder(options);
      return input;
    } catch (Throwable e) {
      input.close();
      throw e;
    }
  }

  private void openDemuxer() {
    AVFormatContext context = avformat_alloc_context();
    deadline.attach(context);
    if (address.live()) {
      context.flags(context.flags() | AVFMT_FLAG_NOBUFFER);
    }
    if (address.demuxers().startsWith("video4linux2")) {
      context.flags(context.flags() | AVFMT_FLAG_NONBLOCK); // else it waits without asking us
    }
    @Nullable AVInputFormat demuxer =
        address.demuxer().isEmpty() ? null : av_find_input_format(address.demuxer());
    if (!address.demuxer().isEmpty() && demuxer == null) {
      avformat_free_context(context);
      throw new CameraException(
          address.shown() + ": this FFmpeg was built without \"" + address.demuxer() + "\"");
    }
    AVDictionary options = new AVDictionary(null);
    try {
      address.options().forEach((key, value) -> av_dict_set(options, key, value, 0));
      av_dict_set(options, "format_whitelist", address.demuxers(), 0);
      av_dict_set(options, "protocol_whitelist", address.protocols(), 0);
      av_dict_set(options, "codec_whitelist", address.decoders(), 0);
      av_dict_set(options, "max_streams", "64", 0);
      // On failure this frees the context.
      int result = avformat_open_input(context, address.url(), demuxer, options);
      if (result < 0) {
        throw failure(result, "cannot be opened");
      }
    } finally {
      av_dict_free(options);
    }
    format = context;
    for (int i = 0; i < context.nb_streams(); i++) {
      // Before anything is decoded; a size that comes later meets max_pixels.
      AVCodecParameters parameters = context.streams(i).codecpar();
      if (parameters.codec_type() == AVMEDIA_TYPE_VIDEO && parameters.width() > 0) {
        requireSize(parameters.width(), parameters.height());
      }
    }
    int result = findStreams(context);
    if (deadline.passed()) {
      throw timedOut("was not understood");
    }
    if (result < 0) {
      throw failure(result, "cannot be understood");
    }
  }

  /** As avformat_find_stream_info, with limits for the decoders that it opens to look inside. */
  private static int findStreams(AVFormatContext context) {
    int count = context.nb_streams();
    try (PointerPointer<AVDictionary> options = new PointerPointer<>(Math.max(1, count))) {
      for (int i = 0; i < count; i++) {
        AVDictionary limits = new AVDictionary(null);
        av_dict_set(limits, "max_pixels", Long.toString(Image.MAX_PIXELS), 0);
        options.put(i, limits);
      }
      int result = avformat_find_stream_info(context, options);
      for (int i = 0; i < count; i++) {
        av_dict_free(options.position(i));
      }
      options.position(0);
      return result;
    }
  }

  private void openDecoder(VideoOptions options) {
    AVFormatContext context = open();
    video = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
    if (video < 0) {
      throw new CameraException(address.shown() + ": has no video in it");
    }
    for (int i = 0; i < context.nb_streams(); i++) {
      if (i != video) {
        context.streams(i).discard(AVDISCARD_ALL);
      }
    }
    AVStream stream = context.streams(video);
    AVCodecParameters parameters = stream.codecpar();
    if (parameters.width() <= 0 || parameters.height() <= 0) {
      throw new CameraException(
          address.shown()
              + ": the size of its picture cannot be found, or is over "
              + Image.MAX_PIXELS / 1_000_000
              + " megapixels");
    }
    requireSize(parameters.width(), parameters.height());
    AVCodec decoder = avcodec_find_decoder(parameters.codec_id());
    if (decoder == null || decoder.isNull()) {
      throw unknownCodec(parameters);
    }
    AVCodecContext codecContext = avcodec_alloc_context3(decoder);
    codec = codecContext;
    check(avcodec_parameters_to_context(codecContext, parameters), "cannot be decoded");
    codecContext.pkt_timebase(stream.time_base());
    codecContext.thread_count(options.threads());
    // Threads that each take a frame would hold back as many frames as there are threads.
    codecContext.thread_type(address.live() ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE);
    AVDictionary limits = new AVDictionary(null);
    try {
      av_dict_set(limits, "max_pixels", Long.toString(Image.MAX_PIXELS), 0);
      av_dict_set(limits, "codec_whitelist", address.decoders(), 0);
      if (avcodec_open2(codecContext, decoder, limits) < 0) {
        throw unknownCodec(parameters);
      }
    } finally {
      av_dict_free(limits);
    }
    int quarterTurns = quarterTurns(parameters);
    converter = new FrameConverter(quarterTurns);
    secondsPerTick = ratio(stream.time_base());
    firstSecond = stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time() * secondsPerTick;
    try (AVRational guess = av_guess_frame_rate(context, stream, null)) {
      double rate = ratio(guess);
      fps = rate >= 0.01 && rate <= 1000 ? rate : 0;
    }
    duration =
        context.duration() == AV_NOPTS_VALUE || context.duration() < 0
            ? -1
            : context.duration() / (double) AV_TIME_BASE;
    boolean sideways = quarterTurns % 2 == 1;
    width = sideways ? parameters.height() : parameters.width();
    height = sideways ? parameters.width() : parameters.height();
  }

  private CameraException unknownCodec(AVCodecParameters parameters) {
    return new CameraException(
        address.shown()
            + ": its codec, "
            + avcodec_get_name(parameters.codec_id()).getString()
            + ", is not among those that are decoded; use H.264, H.265, VP8, VP9, AV1, MPEG-4 or"
            + " MJPEG");
  }

  /** Phones store what the sensor saw, and beside it how to turn it. Clockwise, 0 to 3. */
  private static int quarterTurns(AVCodecParameters parameters) {
    AVPacketSideData matrix =
        av_packet_side_data_get(
            parameters.coded_side_data(),
            parameters.nb_coded_side_data(),
            AV_PKT_DATA_DISPLAYMATRIX);
    if (matrix == null || matrix.isNull() || matrix.size() < 9 * Integer.BYTES) {
      return 0;
    }
    double counterclockwise = av_display_rotation_get(new IntPointer(matrix.data()));
    return Double.isNaN(counterclockwise)
        ? 0
        : Math.floorMod(Math.round(-counterclockwise / 90), 4);
  }

  private static double ratio(AVRational value) {
    return value.den() == 0 ? 0 : value.num() / (double) value.den();
  }

  private void requireSize(int w, int h) {
    try {
      Image.requireSize(w, h);
    } catch (ImageException e) {
      throw new CameraException(address.shown() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Decodes up to the next picture.
   *
   * @return whether there is one; false at the end
   * @throws CameraException if none came in time, or it cannot be read on
   */
  boolean next() {
    if (ended) {
      return false;
    }
    AVFormatContext context = open();
    AVCodecContext decoder = decoder();
    timeout = readTimeout;
    deadline.in(timeout);
    boolean draining = false;
    while (true) {
      int received = avcodec_receive_frame(decoder, frame);
      if (received >= 0) {
        damagedInARow = 0;
        advanceClock();
        return true;
      }
      if (deadline.passed()) {
        throw timedOut("sent no whole frame");
      }
      if (received == AVERROR_EOF || (draining && received == AVERROR_EAGAIN())) {
        ended = true;
        return false;
      }
      if (received != AVERROR_EAGAIN()) {
        damaged(received);
        if (draining) {
          continue;
        }
      }
      int read = av_read_frame(context, packet);
      if (deadline.passed()) {
        av_packet_unref(packet);
        throw timedOut("sent no whole frame"); // what was interrupted also comes as an end
      }
      if (read == AVERROR_EOF) {
        avcodec_send_packet(decoder, null);
        draining = true;
      } else if (read == AVERROR_EAGAIN()) {
        pause();
      } else if (read == AVERROR_INVALIDDATA) {
        damaged(read);
      } else if (read < 0) {
        throw failure(read, "cannot be read on");
      } else {
        int sent = packet.stream_index() == video ? avcodec_send_packet(decoder, packet) : 0;
        av_packet_unref(packet);
        if (sent < 0) {
          damaged(sent);
        }
      }
    }
  }

  private void damaged(int error) {
    if (error == AVERROR_ENOMEM()) {
      throw failure(error, "cannot be decoded");
    }
    corruptPackets++;
    if (++damagedInARow >= DAMAGED_IN_A_ROW) {
      throw new CameraException(
          address.shown()
              + ": is damaged: "
              + DAMAGED_IN_A_ROW
              + " packets in a row could not be decoded");
    }
  }

  private void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      deadline.cancel();
      Thread.currentThread().interrupt();
    }
  }

  /** Time never runs backwards, and goes on where a frame has none. */
  private void advanceClock() {
    long ticks = frame.best_effort_timestamp();
    double interval = 1 / (fps > 0 ? fps : 25);
    double told =
        ticks == AV_NOPTS_VALUE ? second + interval : ticks * secondsPerTick - firstSecond;
    second = Math.clamp(told, Math.max(second, 0), 1e9);
  }

  /** Seconds from the beginning to the frame that {@link #next} found. */
  double second() {
    return Math.max(0, second);
  }

  /** The picture that {@link #next} found, upright. The caller closes it. */
  Image picture(FramePool pool) {
    requireSize(frame.width(), frame.height());
    if (converter == null) {
      throw new IllegalStateException("The video is closed");
    }
    Image image;
    try {
      image = converter.convert(frame, pool);
    } catch (CameraException e) {
      throw new CameraException(address.shown() + ": " + e.getMessage(), e);
    }
    width = image.width();
    height = image.height();
    return image;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Frames a second, 0 if it does not tell. */
  double fps() {
    return fps;
  }

  /** Seconds, -1 if it does not tell. */
  double duration() {
    return duration;
  }

  long corruptPackets() {
    return corruptPackets;
  }

  private AVFormatContext open() {
    AVFormatContext context = format;
    if (context == null) {
      throw new IllegalStateException("The video is closed");
    }
    return context;
  }

  private AVCodecContext decoder() {
    AVCodecContext context = codec;
    if (context == null) {
      throw new IllegalStateException("The video is closed");
    }
    return context;
  }

  private void check(int result, String what) {
    if (result < 0) {
      throw failure(result, what);
    }
  }

  private CameraException timedOut(String what) {
    if (deadline.cancelled()) {
      return new CameraException(address.shown() + ": reading was stopped");
    }
    return new CameraException(
        address.shown()
            + ": "
            + what
            + " within "
            + timeout.toMillis() / 1000.0
            + " s; is the camera on, and the network fast enough?");
  }

  private CameraException failure(int error, String what) {
    if (deadline.passed()) {
      return timedOut("did not answer");
    }
    String hint = "";
    if (error == AVERROR_HTTP_UNAUTHORIZED || error == AVERROR_HTTP_FORBIDDEN) {
      hint = "; check the user and password in its address";
    } else if (error == AVERROR_HTTP_NOT_FOUND || error == AVERROR_STREAM_NOT_FOUND) {
      hint = "; check the path in its address";
    } else if (!address.live()) {
      hint = "; it is no whole MP4, MOV, MKV, WebM, AVI, MPEG, FLV, ASF or Ogg file";
    }
    return new CameraException(address.shown() + ": " + what + ": " + text(error) + hint);
  }

  static String text(int error) {
    byte[] text = new byte[256];
    avutil.av_strerror(error, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (packet.isNull()) {
      return;
    }
    try {
      deadline.in(Duration.ofSeconds(1)); // RTSP says goodbye
      if (converter != null) {
        converter.close();
        converter = null;
      }
      if (codec != null) {
        avcodec_free_context(codec);
        codec = null;
      }
      if (format != null) {
        avformat_close_input(format);
        format = null;
      }
      av_frame_free(frame);
      av_packet_free(packet);
      packet.setNull();
    } finally {
      Reference.reachabilityFence(deadline); // FFmpeg asks it to the last
    }
  }
}
