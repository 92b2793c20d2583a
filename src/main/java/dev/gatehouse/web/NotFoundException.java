package dev.gatehouse.web;

/** What was asked for does not exist (any more): answered with 404 and the message. */
public class NotFoundException extends RuntimeException {
  public NotFoundException(String message) {
    super(message);
  }
}
