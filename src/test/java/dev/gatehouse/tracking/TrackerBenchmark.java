package dev.gatehouse.tracking;

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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Frames a second of the tracker alone on one core, and bytes allocated a frame, by number of
 * objects. Run {@link #main}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class TrackerBenchmark {
  private static final double FRAME = 0.04;

  @Param({"20", "200"})
  public int objects;

  private final Detections boxes = new Detections();
  private Tracker tracker = new Tracker(TrackerSettings.defaults());
  private MovingBoxes scene = new MovingBoxes(1, 1);
  private double time;

  @Setup
  public void begin() {
    tracker = new Tracker(TrackerSettings.defaults());
    scene = new MovingBoxes(objects, 1000);
    time = 0;
  }

  @Benchmark
  public int frame() {
    scene.next(boxes);
    tracker.update(boxes, time);
    time += FRAME;
    return tracker.size();
  }

  public static void main(String[] args) throws Exception {
    new Runner(
            new OptionsBuilder()
                .include(TrackerBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
