package dev.gatehouse.cli;

import java.io.Console;
import java.util.function.BiConsumer;

/**
 * A bar on standard error while long work goes on: redrawn ten times a second on a terminal, a line
 * for each tenth elsewhere. Thread-safe.
 */
final class Progress implements BiConsumer<Integer, Integer> {
  private static final int WIDTH = 30;

  private final String what;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private long shownAt;
  private int tenth = -1;

  Progress(String what) {
    this.what = what;
    Console console = System.console();
    this.terminal = console != null && console.isTerminal();
  }

  @Override
  public synchronized void accept(Integer done, Integer total) {
    long now = System.nanoTime();
    boolean last = done.equals(total);
    if (terminal) {
      if (last || now - shownAt > 100_000_000) {
        shownAt = now;
        int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * done / total);
        double left = done == 0 ? 0 : (now - start) / 1e9 * (total - done) / done;
        System.err.printf(
            "\r%s [%s%s] %d/%d, %.0f s left  %s",
            what,
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            done,
            total,
            left,
            last ? "\n" : "");
      }
    } else if (total > 0 && done * 10L / total > tenth) {
      tenth = (int) (done * 10L / total);
      System.err.printf("%s: %d of %d%n", what, done, total);
    }
  }
}
