package dev.gatehouse.evaluation;

import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import dev.gatehouse.image.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Pictures of a folder, each of one person named by its file ({@code Some_Name_0001.jpg}), and the
 * embeddings of those people.
 *
 * <p>A picture may show more people than its file names: the face that is large and near the
 * picture's centre counts (area less twice the squared distance of the centres), as LFW's pictures
 * are made.
 */
final class LabelledFaces {
  private final Map<String, Path> files;
  private final Map<String, Embedding> embeddings = new ConcurrentHashMap<>();
  private double medianMillis;

  private LabelledFaces(Map<String, Path> files) {
    this.files = files;
  }

  /** The pictures below a folder, at any depth, by name without ending. */
  static LabelledFaces in(Path folder) {
    try (var walk = Files.walk(folder)) {
      var files = new TreeMap<String, Path>();
      walk.filter(f -> f.toString().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|webp|bmp)"))
          .forEach(f -> files.put(stem(f), f));
      if (files.isEmpty()) {
        throw new EvaluationException(folder + " has no pictures (jpg, png, webp, bmp) in it");
      }
      return new LabelledFaces(files);
    } catch (IOException e) {
      throw new EvaluationException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** The person in a picture: its name before the number. */
  static String person(String picture) {
    int cut = picture.lastIndexOf('_');
    return cut < 0 ? picture : picture.substring(0, cut);
  }

  Collection<String> names() {
    return files.keySet();
  }

  /**
   * Embeds the named pictures on {@code threads} threads, one picture each at a time.
   *
   * @param models loaded for one thread a run
   * @param progress told how many are done, and of how many
   * @throws EvaluationException if a picture that is named is not in the folder
   */
  void embed(
      FaceModels models,
      Collection<String> wanted,
      int threads,
      BiConsumer<Integer, Integer> progress) {
    List<String> names = List.copyOf(wanted);
    names.forEach(this::file);
    double[] millis = new double[names.size()];
    var next = new AtomicInteger();
    var done = new AtomicInteger();
    try (var workers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running =
          java.util.stream.IntStream.range(0, threads)
              .<Future<?>>mapToObj(
                  t ->
                      workers.submit(
                          () -> {
                            try (var analyzer = new FaceAnalyzer(models)) {
                              for (int i = next.getAndIncrement();
                                  i < names.size();
                                  i = next.getAndIncrement()) {
                                millis[i] = embed(analyzer, names.get(i));
                                progress.accept(done.incrementAndGet(), names.size());
                              }
                            }
                          }))
              .toList();
      for (Future<?> worker : running) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new EvaluationException("A picture could not be embedded: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EvaluationException("Stopped", e);
    }
    Arrays.sort(millis);
    medianMillis = millis.length == 0 ? 0 : millis[millis.length / 2];
  }

  private Path file(String name) {
    Path file = files.get(name);
    if (file == null) {
      throw new EvaluationException("The picture " + name + " is named but not in the folder");
    }
    return file;
  }

  private double embed(FaceAnalyzer analyzer, String name) {
    try (Image image = ImageCodec.read(file(name))) {
      long start = System.nanoTime();
      central(analyzer.detectThoroughly(image), image)
          .map(face -> analyzer.analyze(image, face))
          .map(AnalyzedFace::embedding)
          .ifPresent(embedding -> embeddings.put(name, embedding));
      return (System.nanoTime() - start) / 1e6;
    } catch (ImageException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The face that a picture of one person is of. */
  static Optional<Face> central(List<Face> faces, Image image) {
    Point centre = new Point(image.width() / 2.0, image.height() / 2.0);
    return faces.stream().min(Comparator.comparingDouble(f -> offCentre(f, centre)));
  }

  private static double offCentre(Face face, Point centre) {
    double distance = face.box().centre().distance(centre);
    return 2 * distance * distance - face.box().area();
  }

  /** The embedding of a picture; empty where no face was found in it. */
  Optional<Embedding> embedding(String name) {
    return Optional.ofNullable(embeddings.get(name));
  }

  /** Median of the time from decoded pixels to the embedding, in milliseconds. */
  double medianMillis() {
    return medianMillis;
  }
}
