package dev.gatehouse.scene;

/** A scene could not be looked at as asked; the message says why and what to do. */
public class SceneException extends RuntimeException {
  public SceneException(String message) {
    super(message);
  }

  public SceneException(String message, Throwable cause) {
    super(message, cause);
  }
}
