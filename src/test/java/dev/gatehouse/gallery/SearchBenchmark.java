package dev.gatehouse.gallery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * A search by size of the gallery, share of the members eligible, and engine. Run {@link #main}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx3g"})
@State(Scope.Benchmark)
public class SearchBenchmark {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Param({"10000", "1000000"})
  public int size;

  @Param({"100", "10", "1"})
  public int percentEligible;

  @Param({"simd", "scalar"})
  public String engine = "";

  private Gallery gallery = new Gallery();
  private float[] probe = {};

  @Setup
  public void fill() {
    gallery = new Gallery(engine.equals("simd") ? DotProducts.fastest() : new ScalarDotProduct());
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < size; i++) {
      UUID member = new UUID(random.nextLong(), random.nextLong());
      gallery.add(new Template(member, member, "m", RandomVectors.unit(random, 512)));
      if (random.nextInt(100) < percentEligible) {
        gallery.putGrants(
            member,
            List.of(new Grant(member, member, Purpose.DOOR, Set.of(), NOW, Optional.empty())));
      }
    }
    probe = RandomVectors.unit(random, 512);
  }

  @TearDown
  public void close() {
    gallery.close();
  }

  @Benchmark
  public SearchResult search() {
    return gallery.search("m", probe.clone(), Purpose.DOOR, "front", NOW, 0.4f);
  }

  public static void main(String[] args) throws Exception {
    new Runner(new OptionsBuilder().include(SearchBenchmark.class.getName()).build()).run();
  }
}
