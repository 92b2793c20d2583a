package dev.gatehouse.image;

import java.time.Instant;

/**
 * One picture of a camera: pixels with a capture time, the camera's id and a sequence number.
 * Whoever takes a frame closes it; its pixels then go back to the {@link FramePool} they came from.
 *
 * <p>One owner at a time; hand it on through a safe publication (a lock, a queue).
 */
public final class Frame implements AutoCloseable {
  private final Image image;
  private final String camera;
  private final long sequence;
  private final Instant time;
  private final long arrivalNanos;
  private final FramePool pool;
  private boolean closed;

  Frame(
      Image image, String camera, long sequence, Instant time, long arrivalNanos, FramePool pool) {
    this.image = image;
    this.camera = camera;
    this.sequence = sequence;
    this.time = time;
    this.arrivalNanos = arrivalNanos;
    this.pool = pool;
  }

  /** The pixels, valid until {@link #close()}; do not close them, close the frame. */
  public Image image() {
    if (closed) {
      throw new IllegalStateException("The frame is closed");
    }
    return image;
  }

  public String camera() {
    return camera;
  }

  /** Counts the frames of this camera from 0; a gap means that frames were dropped. */
  public long sequence() {
    return sequence;
  }

  /** When it was captured, as well as the source tells; else when it arrived. */
  public Instant time() {
    return time;
  }

  /** {@link System#nanoTime()} when the decoder had it ready: latency is counted from here. */
  public long arrivalNanos() {
    return arrivalNanos;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pool.giveBack(image);
    }
  }
}
