package dev.gatehouse.scene;

import dev.gatehouse.image.Image;
import java.util.List;

/** Finds the objects in a picture. Not thread-safe: one a thread, over a shared model. */
public interface Detector extends AutoCloseable {
  /**
   * @param image BGR, any size
   * @return after non-maximum suppression, highest score first; empty where there is nothing
   */
  List<Detection> detect(Image image);

  @Override
  void close();
}
