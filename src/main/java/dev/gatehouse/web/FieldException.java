package dev.gatehouse.web;

/** A part of the request is wrong: answered with 400, its name and the message. */
final class FieldException extends RuntimeException {
  private final String field;

  FieldException(String field, String message) {
    super(message);
    this.field = field;
  }

  String field() {
    return field;
  }
}
