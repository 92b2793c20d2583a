package dev.gatehouse.cli;

import dev.gatehouse.evaluation.GalleryBenchmark;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "gallery",
    mixinStandardHelpOptions = true,
    description = {
      "How long a search over N templates takes on one thread, and how exact it is.",
      "Templates and queries are random unit vectors; every one of them is compared."
    })
@SuppressWarnings("NullAway.Init")
final class BenchGalleryCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--size",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "templates; default ${DEFAULT-VALUE}")
  private int size;

  @Option(
      names = "--queries",
      defaultValue = "50",
      paramLabel = "Q",
      description = "default ${DEFAULT-VALUE}")
  private int queries;

  @Option(
      names = "--dimension",
      defaultValue = "512",
      description = "of a template; default ${DEFAULT-VALUE}")
  private int dimension;

  @Option(names = "--seed", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private long seed;

  @Override
  public Integer call() {
    GalleryBenchmark.Result result =
        GalleryBenchmark.run(size, queries, dimension, seed, new Progress("Templates"));
    output.print(
        result,
        """
        templates      %,d of %d dimensions
        a query        %.1f ms (median), p99 %.1f ms, one thread, %s
        memory read    %.1f GB/s
        exactness      int8 against float on 10,000: largest error %.4f, rms %.5f
                       the best by int8 is within twice that error of the best by float: %s
        machine        %s, %d processors, Java %s
        """
            .formatted(
                result.size(),
                result.dimension(),
                result.msPerQuery(),
                result.p99Ms(),
                result.engine(),
                result.gbPerSecond(),
                result.maxError(),
                result.rmsError(),
                result.rank1WithinQuantisation() ? "yes, for all queries" : "NO",
                result.machine(),
                result.processors(),
                result.java()));
    return 0;
  }
}
