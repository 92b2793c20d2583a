package dev.gatehouse.image;

import java.time.Instant;
import java.util.ArrayDeque;

/**
 * Pixels of frames, used again and again, so that a running camera allocates none. At most {@code
 * capacity} unused pictures are kept; when the size of the frames changes, the old ones are freed.
 * Thread-safe.
 */
public final class FramePool implements AutoCloseable {
  private final int capacity;
  private final ArrayDeque<Image> unused = new ArrayDeque<>();
  private int out;
  private boolean closed;

  public FramePool(int capacity) {
    this.capacity = capacity;
  }

  /** A picture of that size and of undefined content; close it, or make it a frame. */
  public Image take(int width, int height) {
    synchronized (this) {
      while (!unused.isEmpty()) {
        Image image = unused.pop();
        if (image.width() == width && image.height() == height) {
          return image;
        }
        image.close();
      }
    }
    return Image.allocate(width, height);
  }

  /** Makes a frame of a picture from {@link #take}; closing the frame brings the picture back. */
  public Frame frame(Image image, String camera, long sequence, Instant time) {
    synchronized (this) {
      out++;
    }
    return new Frame(image, camera, sequence, time, System.nanoTime(), this);
  }

  /** How many of its frames are not closed yet. */
  public synchronized int framesOut() {
    return out;
  }

  synchronized void giveBack(Image image) {
    out--;
    if (closed || unused.size() >= capacity) {
      image.close();
    } else {
      unused.push(image);
    }
  }

  /** Frees what is unused now, and what is still out as it comes back. */
  @Override
  public synchronized void close() {
    closed = true;
    unused.forEach(Image::close);
    unused.clear();
  }
}
