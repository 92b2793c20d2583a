package dev.gatehouse.cli;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.camera.CameraException;
import dev.gatehouse.camera.Source;
import dev.gatehouse.camera.VideoOptions;
import dev.gatehouse.camera.VideoReader;
import dev.gatehouse.camera.VideoWriter;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.kiosk.Kiosk;
import dev.gatehouse.kiosk.KioskFrame;
import dev.gatehouse.kiosk.KioskHealth;
import dev.gatehouse.kiosk.KioskModels;
import dev.gatehouse.kiosk.KioskSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "kiosk",
    mixinStandardHelpOptions = true,
    description = {
      "How long a kiosk takes from a camera's picture to the message with its lines.",
      "The film plays in real time, over and over, before a kiosk whose screen is always ready.",
      "What the page takes to draw the message is not in it: docs/kiosk.md has that."
    })
@SuppressWarnings("NullAway.Init")
final class BenchKioskCommand implements Callable<Integer> {
  private static final int MOST_FRAMES = 500; // 20 s of film
  private static final long WARM_UP = 4_000_000_000L; // ns: the JIT, the first guesses

  @Mixin private Output output;

  @Option(
      names = "--video",
      required = true,
      paramLabel = "FILE",
      description = "a film with a face")
  private Path video;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "how long to measure; default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--size",
      defaultValue = "640x480",
      paramLabel = "WxH",
      description = "size that the film is brought to; default ${DEFAULT-VALUE}")
  private String size;

  @Option(
      names = "--fps",
      defaultValue = "30",
      description = "pictures a second of the camera; default ${DEFAULT-VALUE}")
  private double fps;

  @Option(
      names = "--copies",
      defaultValue = "1",
      description = "how often the film stands side by side, for several faces; default 1")
  private int copies;

  /** What arrived at the screen. */
  private static final class Screen implements Kiosk.Screen {
    private final long from;
    private double[] pictures = new double[1024];
    private double[] lines = new double[1024];
    private int count;
    private int withLines;
    private long faces;

    private Screen(long from) {
      this.from = from;
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public synchronized void show(KioskFrame frame) {
      long now = System.nanoTime();
      if (now - from < 0) {
        return;
      }
      if (count == pictures.length) {
        pictures = Arrays.copyOf(pictures, 2 * count);
        lines = Arrays.copyOf(lines, 2 * count);
      }
      pictures[count++] = (now - frame.arrivalNanos()) / 1e6;
      faces += frame.scene().faces().size();
      if (!frame.scene().faces().isEmpty()) {
        lines[withLines++] = (now - frame.scene().arrivalNanos()) / 1e6;
      }
    }

    private static double quantile(double[] values, int count, double share) {
      double[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return sorted[(int) Math.min(count - 1, Math.floor(share * count))];
    }
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    String[] sides = size.split("x", -1);
    int width = Integer.parseInt(sides[0]);
    int height = Integer.parseInt(sides[1]);
    Path film = Files.createTempFile("gatehouse-bench", ".mp4");
    try {
      prepare(film, width, height);
      measure(film, width, height);
    } finally {
      Files.deleteIfExists(film);
    }
    return 0;
  }

  private void measure(Path film, int width, int height) throws InterruptedException {
    ModelManifest manifest = ModelManifest.with(Path.of("models.yaml"));
    var settings =
        new KioskSettings(
            "bench",
            "bench",
            "bench",
            Optional.of(new Source.Files(List.of(film), true, true)),
            true);
    long from = System.nanoTime() + WARM_UP;
    var screen = new Screen(from);
    KioskHealth before;
    KioskHealth after;
    try (var faces = FaceModels.load(manifest, 2);
        var models = KioskModels.load(faces, manifest, 1);
        var gallery = new Gallery();
        Kiosk kiosk = Kiosk.standalone(settings, models, gallery)) {
      kiosk.addScreen(screen);
      var progress = new Progress("Seconds");
      Thread.sleep((from - System.nanoTime()) / 1_000_000);
      before = kiosk.health();
      for (int second = 1; second <= seconds; second++) {
        Thread.sleep(1000);
        progress.accept(second, seconds);
      }
      after = kiosk.health();
      if (after.problem().isPresent()) {
        throw new CameraException(after.problem().get());
      }
    }
    synchronized (screen) {
      print(screen, before, after, width, height);
    }
  }

  private void print(Screen screen, KioskHealth before, KioskHealth after, int width, int height) {
    if (screen.withLines == 0) {
      throw new CameraException(video + ": no face was found in it");
    }
    double took = seconds;
    double picturesASecond = screen.count / took;
    double analysesASecond = (after.analysed() - before.analysed()) / took;
    double pictureP50 = Screen.quantile(screen.pictures, screen.count, 0.5);
    double pictureP95 = Screen.quantile(screen.pictures, screen.count, 0.95);
    double linesP50 = Screen.quantile(screen.lines, screen.withLines, 0.5);
    double linesP95 = Screen.quantile(screen.lines, screen.withLines, 0.95);
    var result = new LinkedHashMap<String, Object>();
    result.put("pictures", screen.count);
    result.put("picturesPerSecond", picturesASecond);
    result.put("analysesPerSecond", analysesASecond);
    result.put("p50Ms", linesP50);
    result.put("p95Ms", linesP95);
    result.put("pictureP50Ms", pictureP50);
    result.put("pictureP95Ms", pictureP95);
    result.put("analysisMs", after.analysisMillis());
    result.put("facesPerPicture", (double) screen.faces / screen.count);
    result.put("dropped", after.dropped() - before.dropped());
    result.put("failures", after.failures());
    result.put("width", width);
    result.put("height", height);
    result.put("fps", fps);
    result.put("processors", Runtime.getRuntime().availableProcessors());
    output.print(
        result,
        """
        pictures            %.1f a second (camera %.1f), analyses %.1f a second of %.1f ms
        capture to lines    p50 %.1f ms, p95 %.1f ms (from the picture whose lines they are)
        capture to picture  p50 %.1f ms, p95 %.1f ms
        faces               %.2f a picture, %dx%d
        """
            .formatted(
                picturesASecond,
                fps,
                analysesASecond,
                after.analysisMillis(),
                linesP50,
                linesP95,
                pictureP50,
                pictureP95,
                (double) screen.faces / screen.count,
                width,
                height));
  }

  /** The film at the size and rate of the camera, as often side by side as asked for. */
  private void prepare(Path film, int width, int height) {
    int columns = (int) Math.ceil(Math.sqrt(copies));
    int rows = (copies + columns - 1) / columns;
    try (VideoReader reader = VideoReader.open(new Source.Files(video), VideoOptions.defaults());
        VideoWriter writer = VideoWriter.create(film, width, height, fps);
        Image target = Image.allocate(width, height)) {
      target.pixels().fill((byte) 96);
      Optional<Frame> next = reader.read();
      for (int i = 0; next.isPresent() && i < MOST_FRAMES; i++) {
        try (Frame frame = next.get()) {
          for (int copy = 0; copy < copies; copy++) {
            paste(
                frame.image(),
                target,
                copy % columns * width / columns,
                copy / columns * height / rows,
                width / columns,
                height / rows);
          }
        }
        writer.write(target);
        next = reader.read();
      }
    }
  }

  private static void paste(Image from, Image to, int x, int y, int w, int h) {
    double scale = Math.min((double) w / from.width(), (double) h / from.height());
    int width = (int) (from.width() * scale);
    int height = (int) (from.height() * scale);
    try (Rect where = new Rect(x + (w - width) / 2, y + (h - height) / 2, width, height);
        Mat part = new Mat(to.mat(), where);
        Size size = new Size(width, height)) {
      resize(from.mat(), part, size, 0, 0, INTER_AREA);
    }
  }
}
