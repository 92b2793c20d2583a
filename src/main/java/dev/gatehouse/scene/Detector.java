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
   * Looks at parts of a picture only, at the same scale as at the whole; at the whole where that is
   * less work. An object that the edge of such a part cuts is left out.
   *
   * @param regions in pixels; what lies outside the picture is cut off. Somewhat more may be looked
   *     at; none of them is no work
   * @return as {@link #detect(Image)}, in pixels of the whole picture
   */
  List<Detection> detect(Image image, List<Box> regions);

  /**
   * The share of the network's work, 0 to 1, that looking at parts has saved since the start,
   * against looking at each picture as a whole.
   */
  double saving();

  @Override
  void close();
}
