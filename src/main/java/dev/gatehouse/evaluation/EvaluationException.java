package dev.gatehouse.evaluation;

/** A data set could not be read; the message names the file, the line and what was expected. */
public class EvaluationException extends RuntimeException {
  public EvaluationException(String message) {
    super(message);
  }

  public EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
