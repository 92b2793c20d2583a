package dev.gatehouse.interior;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
 * The merging of 20 cameras of one hall who see 20 people each, five times a second: "together" all
 * see the same 20, "apart" each sees its own strip of the hall and a part of its neighbours'. Run
 * {@link #main}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class PeopleMergerBenchmark {
  private static final int CAMERAS = 20;
  private static final int PEOPLE = 20;

  @Param({"together", "apart"})
  public String scene = "together";

  private PeopleMerger merger = new PeopleMerger(CAMERAS);
  private final List<PlanTrack> tracks = new ArrayList<>();
  private final List<double[]> people = new ArrayList<>(); // x, y, vx, vy
  private final Random random = new Random(1);
  private double time;

  @Setup
  public void begin() {
    merger = new PeopleMerger(CAMERAS);
    tracks.clear();
    people.clear();
    time = 0;
    int all = scene.equals("together") ? PEOPLE : CAMERAS * PEOPLE / 2;
    for (int i = 0; i < all; i++) {
      people.add(
          new double[] {
            100 * random.nextDouble(),
            20 * random.nextDouble(),
            random.nextDouble() - 0.5,
            random.nextDouble() - 0.5
          });
    }
    var chance = new SecureRandom();
    for (int camera = 0; camera < CAMERAS; camera++) {
      for (int i = 0; i < PEOPLE; i++) {
        int person = scene.equals("together") ? i : (camera * PEOPLE / 2 + i) % all;
        double[] p = people.get(person);
        tracks.add(new PlanTrack(chance, camera, person, time, p[0], p[1], 0.2, 0));
      }
    }
    for (int i = 0; i < 50; i++) {
      move();
    }
  }

  private void move() {
    time += 0.1;
    for (double[] p : people) {
      for (int axis = 0; axis < 2; axis++) {
        p[axis] += p[2 + axis] * 0.1;
        if (p[axis] < 0 || p[axis] > (axis == 0 ? 100 : 20)) {
          p[2 + axis] = -p[2 + axis];
        }
      }
    }
    for (PlanTrack track : tracks) {
      double[] p = people.get((int) track.track);
      track.see(time, p[0] + 0.03 * track.camera % 0.1, p[1], 0.2);
    }
  }

  @Benchmark
  public int look() {
    move();
    move();
    return merger.merge(tracks).size();
  }

  public static void main(String[] args) throws Exception {
    new Runner(
            new OptionsBuilder()
                .include(PeopleMergerBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
