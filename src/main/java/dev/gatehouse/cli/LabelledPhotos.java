package dev.gatehouse.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of what is measured on photos of known people. */
@SuppressWarnings("NullAway.Init")
final class LabelledPhotos {
  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "photos Name_0001.jpg")
  Path images;

  @Option(
      names = "--pairs",
      required = true,
      paramLabel = "FILE",
      description = "LFW's list of pairs")
  Path pairs;

  @Option(names = "--threads", defaultValue = "2", description = "default ${DEFAULT-VALUE}")
  int threads;
}
