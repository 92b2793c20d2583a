package dev.gatehouse.cli;

import picocli.CommandLine.Option;

/** The option of commands that run the detector. */
final class InputSize {
  @Option(
      names = "--size",
      defaultValue = "640",
      paramLabel = "PIXELS",
      description = "longer side of the network's input; default ${DEFAULT-VALUE}")
  private int pixels;

  int pixels() {
    return pixels;
  }
}
