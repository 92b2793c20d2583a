package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.Optional;

/**
 * Tells one attribute of an object from one picture: a colour, a type, a make. What several
 * pictures of a track say is put together by {@link Vote}. Not thread-safe.
 *
 * @param <T> values compared by {@code equals}
 */
public interface AttributeModel<T> extends AutoCloseable {
  /**
   * @param image BGR, the whole picture
   * @param box of the object in it; it may reach outside of the picture
   * @return empty where the picture does not tell (too small, too dark, cut off)
   */
  Optional<Guess<T>> look(Image image, Box box);

  @Override
  default void close() {}

  /** One that never tells: the place of a model that is not there. */
  static <T> AttributeModel<T> unknown() {
    return (image, box) -> Optional.empty();
  }
}
