package dev.gatehouse.evaluation;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.gallery.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Speed and exactness of the gallery's search, on random unit vectors: the hardest case for
 * exactness, since all of them are about equally far from a query.
 */
public final class GalleryBenchmark {
  private static final int CHECKED = 10_000;
  private static final int WARM_UP = 15;
  private static final String PLACE = "bench";

  private GalleryBenchmark() {}

  /**
   * @param size templates searched
   * @param queries timed, after a warm-up
   * @param msPerQuery median, one thread
   * @param p99Ms of the queries
   * @param gbPerSecond bytes of templates a second at the median (1e9 bytes)
   * @param simd whether SIMD was chosen
   * @param maxError largest difference between the int8 and the float similarity of the winner, on
   *     10,000 templates
   * @param rmsError root of the mean square of that
   * @param rank1WithinQuantisation whether the float similarity of each int8 winner is within twice
   *     {@code maxError} of the float winner's
   */
  public record Result(
      int size,
      int queries,
      int dimension,
      double msPerQuery,
      double p99Ms,
      double gbPerSecond,
      boolean simd,
      String engine,
      double maxError,
      double rmsError,
      boolean rank1WithinQuantisation,
      String machine,
      int processors,
      String java) {}

  public static Result run(
      int size, int queries, int dimension, long seed, BiConsumer<Integer, Integer> progress) {
    double[] exactness = exactness(dimension, seed);
    var random = new SplittableRandom(seed);
    try (var gallery = new Gallery()) {
      List<Template> batch = new ArrayList<>();
      for (int i = 1; i <= size; i++) {
        Grant grant = grant(); // each template is another member's, as in life
        gallery.putGrants(grant.member(), List.of(grant));
        batch.add(Template.enrol(grant, List.of(random(random, dimension))));
        if (batch.size() == 10_000 || i == size) {
          gallery.addAll(batch);
          batch.clear();
          progress.accept(i, size);
        }
      }
      double[] millis = new double[queries];
      for (int i = -WARM_UP; i < queries; i++) {
        Embedding probe = random(random, dimension);
        long start = System.nanoTime();
        gallery.search(probe, Purpose.DOOR, PLACE, Instant.now(), 0.99f);
        if (i >= 0) {
          millis[i] = (System.nanoTime() - start) / 1e6;
        }
      }
      Arrays.sort(millis);
      double median = millis[queries / 2];
      return new Result(
          size,
          queries,
          dimension,
          median,
          millis[Math.min(queries - 1, (int) (0.99 * queries))],
          (double) size * dimension / median / 1e6,
          gallery.engine().startsWith("SIMD"),
          gallery.engine(),
          exactness[0],
          exactness[1],
          exactness[2] == 1,
          machine(),
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("java.version"));
    }
  }

  /** Largest error, rms error, and 1 if every winner is right to within quantisation. */
  private static double[] exactness(int dimension, long seed) {
    var random = new SplittableRandom(seed + 1);
    try (var gallery = new Gallery()) {
      List<Embedding> embeddings = new ArrayList<>();
      List<UUID> members = new ArrayList<>();
      for (int i = 0; i < CHECKED; i++) {
        Grant grant = grant();
        embeddings.add(random(random, dimension));
        members.add(grant.member());
        gallery.putGrants(grant.member(), List.of(grant));
        gallery.add(Template.enrol(grant, List.of(embeddings.getLast())));
      }
      double largest = 0;
      double squares = 0;
      double gap = 0;
      int probes = 200;
      for (int q = 0; q < probes; q++) {
        Embedding probe = random(random, dimension);
        var found =
            (SearchResult.Match) gallery.search(probe, Purpose.DOOR, PLACE, Instant.now(), -1);
        double best = embeddings.stream().mapToDouble(probe::similarity).max().orElseThrow();
        double winner = probe.similarity(embeddings.get(members.indexOf(found.member())));
        double error = Math.abs(found.score() - winner);
        largest = Math.max(largest, error);
        squares += error * error;
        gap = Math.max(gap, best - winner);
      }
      return new double[] {largest, Math.sqrt(squares / probes), gap <= 2 * largest ? 1 : 0};
    }
  }

  private static Grant grant() {
    return new Grant(
        UUID.randomUUID(),
        UUID.randomUUID(),
        Purpose.DOOR,
        Set.of(PLACE),
        Instant.EPOCH,
        Optional.empty());
  }

  private static Embedding random(SplittableRandom random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Embedding.synthetic("random", vector);
  }

  private static String machine() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(l -> l.startsWith("model name"))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
