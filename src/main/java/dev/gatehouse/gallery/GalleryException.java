package dev.gatehouse.gallery;

/** A template or a search that the gallery cannot accept; the message says what and why. */
public class GalleryException extends RuntimeException {
  public GalleryException(String message) {
    super(message);
  }
}
