package dev.gatehouse.door;

import java.time.Duration;

/**
 * What moves the lock. A relay is told to open for a time and must shut by itself: fail-secure, so
 * that a program that is gone leaves the door shut. Called on the door's own thread; an
 * implementation that waits for a network does so elsewhere.
 */
public interface Relay {
  /** For the page, without secrets. */
  String name();

  /**
   * @param decision that opens the door
   * @param time after which the relay shuts it again
   */
  void open(Decision decision, Duration time);

  /**
   * The door can decide nothing and stays shut.
   *
   * @param reason for people
   */
  default void alarm(String door, String reason) {}
}
