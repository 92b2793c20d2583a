package dev.gatehouse.camera;

import dev.gatehouse.image.Frame;
import dev.gatehouse.image.FramePool;
import dev.gatehouse.image.Image;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the frames of a {@link Source} one after another, in the order they are shown, as fast as
 * they can be decoded. A {@link Camera} keeps one running and reconnects it.
 *
 * {@snippet :
 * try (VideoReader video = VideoReader.open(Source.parse("street.mp4"), VideoOptions.defaults())) {
 *   for (Optional<Frame> next = video.read(); next.isPresent(); next = video.read()) {
 *     try (Frame frame = next.get()) {
 *       look(frame.image());
 *     }
 *   }
 * }
 * }
 *
 * <p>Once a second is up without data, or on a damaged stream, it fails as {@link VideoOptions}
 * says; a damaged packet is skipped and counted. The size of frames may change on the way. For use
 * by one thread at a time, but for {@link #cancel}.
 */
public final class VideoReader implements AutoCloseable {
  private final Source source;
  private final VideoOptions options;
  private final FramePool pool;
  private final boolean ownsPool;
  private final Deadline deadline;

  private Input input;
  private int file;
  private long framesOfInput;
  private double inputStart;
  private long frames;
  private long corruptBefore;
  private boolean hasPicture;
  private boolean closed;

  private VideoReader(
      Source source, VideoOptions options, FramePool pool, boolean ownsPool, Deadline deadline) {
    this.source = source;
    this.options = options;
    this.pool = pool;
    this.ownsPool = ownsPool;
    this.deadline = deadline;
    this.input = openFile();
  }

  /**
   * Opens a source and finds out what is in it.
   *
   * @throws CameraException if it does not exist, does not answer in time, is not a video, is
   *     larger than {@link Image} allows, or refers to other files or addresses
   */
  public static VideoReader open(Source source, VideoOptions options) {
    return new VideoReader(source, options, new FramePool(4), true, new Deadline());
  }

  static VideoReader open(Source source, VideoOptions options, FramePool pool, Deadline deadline) {
    return new VideoReader(source, options, pool, false, deadline);
  }

  private Input openFile() {
    Address address =
        switch (source) {
          case Source.Files files -> Address.of(files.files().get(file));
          case Source.Rtsp rtsp -> Address.of(rtsp, options);
          case Source.Http http -> Address.of(http, options);
          case Source.Webcam webcam -> Address.of(webcam);
        };
    return Input.open(address, options, deadline);
  }

  /**
   * The next frame; the caller closes it.
   *
   * @return empty at the end of a file that is not looped, or when a server ended its stream
   * @throws CameraException if no frame came in time, or the source cannot be read on
   */
  public Optional<Frame> read() {
    return next() ? Optional.of(frame()) : Optional.empty();
  }

  /**
   * Decodes the next frame without making pixels of it, for who needs only some of them.
   *
   * @return false where {@link #read} returns empty
   */
  public boolean next() {
    requireOpen();
    hasPicture = false;
    while (!input.next()) {
      if (framesOfInput == 0 && !source.live()) {
        throw new CameraException(source + ": no frame in it could be decoded");
      }
      if (!(source instanceof Source.Files files)
          || (file + 1 == files.files().size() && !files.loop())) {
        return false;
      }
      double end = inputStart + input.second() + 1 / (input.fps() > 0 ? input.fps() : 25);
      corruptBefore += input.corruptPackets();
      input.close();
      file = (file + 1) % files.files().size();
      input = openFile();
      inputStart = end;
      framesOfInput = 0;
    }
    framesOfInput++;
    frames++;
    hasPicture = true;
    return true;
  }

  /**
   * The frame that {@link #next} found. Its time is now if the source is live, else {@link
   * #position} after 1970-01-01T00:00Z; its camera is empty, its sequence number counts from 0.
   *
   * @throws IllegalStateException if {@code next} was not called, or found nothing
   */
  public Frame frame() {
    Instant time = source.live() ? Instant.now() : Instant.EPOCH.plus(position());
    return frame("", frames - 1, time);
  }

  Frame frame(String camera, long sequence, Instant time) {
    requireOpen();
    if (!hasPicture) {
      throw new IllegalStateException("There is no frame; call next() first");
    }
    return pool.frame(input.picture(pool), camera, sequence, time);
  }

  /** From the beginning of the source to the frame that was read last. */
  public Duration position() {
    return Duration.ofNanos((long) ((inputStart + input.second()) * 1e9));
  }

  /** Of the upright frame, in pixels; may change from frame to frame. */
  public int width() {
    return input.width();
  }

  /** Of the upright frame, in pixels; may change from frame to frame. */
  public int height() {
    return input.height();
  }

  /** Frames a second as the source tells it, 0 if it does not. */
  public double fps() {
    return input.fps();
  }

  /** Of the file that is being played; empty for what is live or does not tell. */
  public Optional<Duration> duration() {
    return source.live() || input.duration() < 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) (Math.min(input.duration(), 1e9) * 1e9)));
  }

  /** Packets that could not be decoded and were skipped. */
  public long corruptPackets() {
    return corruptBefore + input.corruptPackets();
  }

  /** Makes a read that waits, and every later one, fail at once. From any thread. */
  public void cancel() {
    deadline.cancel();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The video is closed");
    }
  }

  /** Frees its native memory; frames that were read stay valid until they are closed. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      input.close();
      if (ownsPool) {
        pool.close();
      }
    }
  }
}
