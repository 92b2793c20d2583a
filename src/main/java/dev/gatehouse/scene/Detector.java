package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.List;

/** Finds the objects in a picture. Not thread-safe: one a thread, over a shared model. */
public interface Detector extends AutoCloseable {
  /**
   * @param image BGR, any size
   * @return after non-maximum suppression, highest score first; empty where there is nothing
   */
  List<Detection> detect(Image image);

  /**
   * Looks at a part of a picture only, at the same scale as at the whole.
   *
   * @param region in pixels; what lies outside the picture is cut off. Somewhat more than the
   *     region may be looked at
   * @return as {@link #detect(Image)}, in pixels of the whole picture
   */
  List<Detection> detect(Image image, Box region);

  @Override
  void close();
}
