package dev.gatehouse.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.image.Frame;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.SceneModels;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.LayoutCounts;
import dev.gatehouse.street.StreetAnalysis;
import dev.gatehouse.street.StreetSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    description = {
      "What a street camera costs beside decoding and inference.",
      "The film is decoded alone, then with the whole analysis (gate, detector, tracker, colours,",
      "plates, counting), each on a thread a stream; then every run of a network that the analysis",
      "made is made again alone, on as many threads. CPU time is the process's, so it has the JIT",
      "and the collector in it. Nobody watches: no picture is drawn."
    },
    footer = {"", "  gatehouse bench pipeline --video street.mp4 --streams 2 --fps 10"})
@SuppressWarnings("NullAway.Init")
final class BenchPipelineCommand implements Callable<Integer> {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @Mixin private Output output;

  @Option(names = "--video", required = true, paramLabel = "FILE", description = "a street")
  private Path video;

  @Option(names = "--streams", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private int streams;

  @Option(
      names = "--fps",
      defaultValue = "10",
      description = "frames a second that are looked at; default ${DEFAULT-VALUE}")
  private double fps;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "of the film, looped where it is shorter; default ${DEFAULT-VALUE}")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "3",
      description =
          "so many runs come before, until the JIT has little left to do; default ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(
      names = "--repeats",
      defaultValue = "3",
      description = "medians are of so many; default ${DEFAULT-VALUE}")
  private int repeats;

  /** What to do with the frames of one stream. */
  private interface Work extends AutoCloseable {
    void look(Frame frame, double seconds);

    @Override
    default void close() {}
  }

  private record Cost(double cpuSeconds, double wallSeconds, int frames) {}

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    PlateFormats formats = PlateFormats.with(Path.of("plate-formats.yaml"));
    var source = new Source.Files(List.of(video), true, false);
    List<Cost> decodes = new ArrayList<>();
    List<Cost> wholes = new ArrayList<>();
    List<Double> inferences = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double saving = 0;
    try (var models = SceneModels.load(manifest, 1)) {
      List<OnnxModel> networks = new ArrayList<>(models.plates().networks());
      networks.add(models.detector().network());
      networks.add(models.faces());
      var settings = StreetSettings.of("bench", "bench", "bench", source);
      double[] savings = new double[1];
      Callable<Work> analysis =
          () -> {
            var street =
                new StreetAnalysis(
                    settings,
                    Layout.EMPTY,
                    models,
                    formats,
                    ZoneOffset.UTC,
                    LayoutCounts.none(LocalDate.EPOCH));
            return new Work() {
              @Override
              public void look(Frame frame, double at) {
                street.process(frame.image(), Instant.EPOCH.plusNanos((long) (at * 1e9)), at);
              }

              @Override
              public void close() {
                savings[0] = street.gateSaving();
                street.close();
              }
            };
          };
      Callable<Work> nothing = () -> (_, _) -> {};
      var progress = new Progress("Runs");
      for (int i = 0; i < warmUp + repeats; i++) {
        Cost decode = measure(source, nothing);
        Map<OnnxModel, Map<List<Long>, Long>> before = new HashMap<>();
        networks.forEach(n -> before.put(n, n.runs()));
        Cost whole = measure(source, analysis);
        double inference = 0;
        for (OnnxModel network : networks) {
          inference += again(network, before.getOrDefault(network, Map.of()));
        }
        if (i >= warmUp) {
          decodes.add(decode);
          wholes.add(whole);
          inferences.add(inference);
          ratios.add(whole.cpuSeconds() / (decode.cpuSeconds() + inference));
        }
        progress.accept(i + 1, warmUp + repeats);
      }
      saving = savings[0];
    }
    int frames = wholes.getFirst().frames();
    double decode = median(decodes.stream().map(Cost::cpuSeconds).toList());
    double inference = median(inferences);
    double whole = median(wholes.stream().map(Cost::cpuSeconds).toList());
    double wall = median(wholes.stream().map(Cost::wallSeconds).toList());
    double ratio = median(ratios);
    var result = new LinkedHashMap<String, Object>();
    result.put("streams", streams);
    result.put("fps", fps);
    result.put("frames", frames);
    result.put("decodeCpuSeconds", decode);
    result.put("inferenceCpuSeconds", inference);
    result.put("pipelineCpuSeconds", whole);
    result.put("ratio", ratio);
    result.put("realTime", seconds / wall);
    result.put("gateSaving", saving);
    result.put("processors", Runtime.getRuntime().availableProcessors());
    output.print(
        result,
        """
        %d streams, %.0f s at %.1f frames/s, %d frames; medians of %d runs; %d processors
        decode alone      %7.2f s CPU
        inference alone   %7.2f s CPU
        whole pipeline    %7.2f s CPU, %.2f times both together
        real time         %7.1f times; %.0f %% of the detector's work was saved
        """
            .formatted(
                streams,
                seconds,
                fps,
                frames,
                repeats,
                Runtime.getRuntime().availableProcessors(),
                decode,
                inference,
                whole,
                ratio,
                seconds / wall,
                100 * saving));
    return 0;
  }

  private Cost measure(Source source, Callable<Work> work)
      throws InterruptedException, ExecutionException {
    var frames = new AtomicInteger();
    long start = System.nanoTime();
    double cpu =
        onEveryStream(
            _ -> {
              try (Work mine = work.call();
                  VideoReader reader = VideoReader.open(source, VideoOptions.defaults())) {
                frames.addAndGet(play(reader, mine));
              }
            });
    return new Cost(cpu, (System.nanoTime() - start) / 1e9, frames.get());
  }

  /** What one stream does, which is given its number from 0. */
  private interface Task {
    void run(int stream) throws Exception;
  }

  /** Runs a task on a thread a stream; gives the seconds of CPU time that all took. */
  private double onEveryStream(Task task) throws InterruptedException, ExecutionException {
    long cpu = SYSTEM.getProcessCpuTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(streams)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        int stream = i;
        running.add(
            threads.submit(
                () -> {
                  task.run(stream);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    return (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
  }

  private int play(VideoReader reader, Work work) {
    int frames = 0;
    double due = 0;
    while (reader.next()) {
      double at = reader.position().toNanos() / 1e9;
      if (at >= seconds) {
        break;
      }
      if (at >= due - 1e-6) {
        due = Math.max(due + 1 / fps, at);
        try (Frame frame = reader.frame()) {
          work.look(frame, at);
        }
        frames++;
      }
    }
    return frames;
  }

  /** Runs the network as often, on inputs of the same shapes, as since {@code before}. */
  private double again(OnnxModel network, Map<List<Long>, Long> before)
      throws InterruptedException, ExecutionException {
    double sum = 0;
    for (var entry : network.runs().entrySet()) {
      long count = entry.getValue() - before.getOrDefault(entry.getKey(), 0L);
      long[] shape = entry.getKey().stream().mapToLong(Long::longValue).toArray();
      sum +=
          onEveryStream(
              stream -> {
                long share = count / streams + (stream < count % streams ? 1 : 0);
                if (share > 0) {
                  try (OnnxModel.Call call = network.call(shape)) { // runs it once
                    for (long i = 1; i < share; i++) {
                      call.run();
                    }
                  }
                }
              });
    }
    return sum;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
  }
}
