package dev.gatehouse.merchandise;

import java.util.List;

/**
 * What became of a catalogue file.
 *
 * @param encoding in which it was read
 * @param added items that are new
 * @param changed items that were there and are as the file says now
 * @param unchanged items that were there just so
 * @param refused rows that were not taken, by line
 * @param ignored columns that mean nothing here
 */
public record ImportResult(
    String encoding,
    int added,
    int changed,
    int unchanged,
    List<Refused> refused,
    List<String> ignored) {

  /**
   * A row that was not taken.
   *
   * @param line of the file, 1 being the first
   * @param sku of the row; empty where it has none
   * @param reason for people
   */
  public record Refused(long line, String sku, String reason) {}
}
