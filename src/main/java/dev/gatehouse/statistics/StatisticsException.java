package dev.gatehouse.statistics;

/** Statistics cannot be as they were asked for; says why. */
public class StatisticsException extends RuntimeException {
  public StatisticsException(String message) {
    super(message);
  }
}
