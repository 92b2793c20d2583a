package dev.gatehouse.evaluation;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.scene.Detection;
import dev.gatehouse.scene.Detector;
import dev.gatehouse.scene.PlateFinder;
import dev.gatehouse.scene.PlateReader;
import dev.gatehouse.scene.PlateSighting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * How well licence plates are found and read in single pictures, the way a street camera goes:
 * vehicles first, then the plate of each. Where no vehicle has one, the whole picture is searched.
 *
 * <p>Ground truth is OpenALPR's (a text file beside each picture: file, x, y, width, height and
 * text, separated by tabs) or {@code plates.csv} (file, x, y, width, height, text, ...; a line a
 * plate).
 */
public final class PlateEvaluation {
  private static final double OVERLAP = 0.3;

  private PlateEvaluation() {}

  /**
   * @param images pictures
   * @param plates in them
   * @param localised share of the plates that a proposed place, in a vehicle or in the whole
   *     picture, overlaps by IoU 0.3
   * @param readPlace share of the plates that a place which was read overlaps so
   * @param exact share of the plates whose text was read without an error
   * @param characters share of the characters that are right (1 - edit distance / length)
   * @param falseReads texts that were read where there is no plate of the list
   * @param msPerImage median, with the search for vehicles
   * @param msPerVehicle median, to find and read one vehicle's plate
   */
  public record Result(
      int images,
      int plates,
      double localised,
      double readPlace,
      double exact,
      double characters,
      int falseReads,
      double msPerImage,
      double msPerVehicle) {}

  private record Truth(Box box, String text) {}

  private static final class Tally {
    int images;
    int plates;
    int localised;
    int readPlace;
    int exact;
    double characters;
    int falseReads;
    final List<Double> imageMillis = new ArrayList<>();
    final List<Double> vehicleMillis = new ArrayList<>();

    void add(Tally other) {
      images += other.images;
      plates += other.plates;
      localised += other.localised;
      readPlace += other.readPlace;
      exact += other.exact;
      characters += other.characters;
      falseReads += other.falseReads;
      imageMillis.addAll(other.imageMillis);
      vehicleMillis.addAll(other.vehicleMillis);
    }

    Result result() {
      double n = Math.max(1, plates);
      return new Result(
          images,
          plates,
          localised / n,
          readPlace / n,
          exact / n,
          characters / n,
          falseReads,
          Median.of(imageMillis),
          Median.of(vehicleMillis));
    }
  }

  /**
   * @param folder with pictures and their ground truth, or with such folders
   * @return a result a folder by its name, and "all" where there are several
   * @throws EvaluationException if there is no ground truth, or it cannot be read
   */
  public static Map<String, Result> run(
      Path folder,
      Detector detector,
      PlateFinder finder,
      PlateReader reader,
      BiConsumer<Integer, Integer> progress) {
    Map<String, Map<Path, List<Truth>>> sets = sets(folder);
    int total = sets.values().stream().mapToInt(Map::size).sum();
    int done = 0;
    Map<String, Result> results = new LinkedHashMap<>();
    var all = new Tally();
    for (var set : sets.entrySet()) {
      var tally = new Tally();
      for (var photo : set.getValue().entrySet()) {
        measure(photo.getKey(), photo.getValue(), detector, finder, reader, tally);
        progress.accept(++done, total);
      }
      results.put(set.getKey(), tally.result());
      all.add(tally);
    }
    if (sets.size() > 1) {
      results.put("all", all.result());
    }
    return results;
  }

  private static void measure(
      Path file,
      List<Truth> truths,
      Detector detector,
      PlateFinder finder,
      PlateReader reader,
      Tally tally) {
    List<PlateSighting> sightings = new ArrayList<>();
    List<Box> places = new ArrayList<>();
    try (Image image = ImageCodec.read(file)) {
      long start = System.nanoTime();
      List<Box> vehicles =
          detector.detect(image).stream()
              .filter(d -> d.type().isMotorVehicle())
              .map(Detection::box)
              .toList();
      for (Box vehicle : vehicles) {
        long vehicleStart = System.nanoTime();
        reader.read(image, vehicle).ifPresent(s -> keep(s, sightings));
        tally.vehicleMillis.add((System.nanoTime() - vehicleStart) / 1e6);
      }
      if (sightings.isEmpty()) {
        sightings.addAll(reader.read(image));
      }
      tally.imageMillis.add((System.nanoTime() - start) / 1e6);
      for (Box vehicle : vehicles) {
        finder.find(image, vehicle).forEach(q -> places.add(q.bounds()));
      }
      finder.find(image).forEach(q -> places.add(q.bounds()));
    }
    tally.images++;
    boolean[] used = new boolean[sightings.size()];
    for (Truth truth : truths) {
      tally.plates++;
      boolean found = sightings.stream().anyMatch(s -> hits(s.outline().bounds(), truth.box()));
      tally.readPlace += found ? 1 : 0;
      tally.localised += found || places.stream().anyMatch(p -> hits(p, truth.box())) ? 1 : 0;
      int best = -1;
      for (int i = 0; i < used.length; i++) {
        boolean here = touches(sightings.get(i).outline().bounds(), truth.box());
        if (!used[i] && here && (best < 0 || better(sightings, i, best))) {
          best = i;
        }
      }
      if (best >= 0) {
        used[best] = true;
        String read = sightings.get(best).read().text();
        tally.exact += read.equals(truth.text()) ? 1 : 0;
        tally.characters +=
            Math.max(0, 1 - (double) distance(read, truth.text()) / truth.text().length());
      }
    }
    for (int i = 0; i < used.length; i++) {
      tally.falseReads += used[i] ? 0 : 1;
    }
  }

  /** The surer of two sightings of one plate counts, not the one that happens to be right. */
  private static boolean better(List<PlateSighting> all, int a, int b) {
    return all.get(a).read().score() > all.get(b).read().score();
  }

  /** Boxes of vehicles overlap: a plate that was read in two of them is one. */
  private static void keep(PlateSighting sighting, List<PlateSighting> kept) {
    Box place = sighting.outline().bounds();
    for (int i = 0; i < kept.size(); i++) {
      if (touches(kept.get(i).outline().bounds(), place)) {
        if (sighting.read().score() > kept.get(i).read().score()) {
          kept.set(i, sighting);
        }
        return;
      }
    }
    kept.add(sighting);
  }

  private static boolean hits(Box place, Box truth) {
    return place.iou(truth) >= OVERLAP;
  }

  /** A plate's read counts if it lies on the plate, also where the box is a poor one. */
  private static boolean touches(Box place, Box truth) {
    return hits(place, truth)
        || place.intersection(truth) > 0.5 * Math.min(place.area(), truth.area());
  }

  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static Map<String, Map<Path, List<Truth>>> sets(Path folder) {
    Map<String, Map<Path, List<Truth>>> sets = new LinkedHashMap<>();
    try {
      List<Path> folders = new ArrayList<>(List.of(folder));
      try (Stream<Path> inside = Files.list(folder)) {
        inside.filter(Files::isDirectory).sorted().forEach(folders::add);
      }
      for (Path f : folders) {
        Map<Path, List<Truth>> photos = photos(f);
        if (!photos.isEmpty()) {
          sets.put(f.toAbsolutePath().normalize().getFileName().toString(), photos);
        }
      }
    } catch (IOException e) {
      throw new EvaluationException(folder + " cannot be read: " + e.getMessage(), e);
    }
    if (sets.isEmpty()) {
      throw new EvaluationException(
          folder
              + " has no ground truth: a text file beside each picture (OpenALPR's form: file, x,"
              + " y, width, height, text) or plates.csv is needed");
    }
    return sets;
  }

  private static Map<Path, List<Truth>> photos(Path folder) throws IOException {
    Map<Path, List<Truth>> photos = new LinkedHashMap<>();
    Path csv = folder.resolve("plates.csv");
    if (Files.isRegularFile(csv)) {
      List<String> lines = Files.readAllLines(csv, StandardCharsets.UTF_8);
      for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
        add(folder, csv, line, ",", photos);
      }
      return photos;
    }
    List<Path> texts;
    try (Stream<Path> inside = Files.list(folder)) {
      texts = inside.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
    }
    for (Path text : texts) {
      for (String line : Files.readAllLines(text, StandardCharsets.UTF_8)) {
        add(folder, text, line, "\t", photos);
      }
    }
    return photos;
  }

  private static void add(
      Path folder, Path file, String line, String separator, Map<Path, List<Truth>> photos) {
    if (line.isBlank()) {
      return;
    }
    String[] parts = line.split(separator, -1);
    try {
      double x = Double.parseDouble(parts[1].strip());
      double y = Double.parseDouble(parts[2].strip());
      var box =
          new Box(
              x,
              y,
              x + Double.parseDouble(parts[3].strip()),
              y + Double.parseDouble(parts[4].strip()));
      String text = parts[5].replaceAll("[\\s\\-·.]", "").toUpperCase(Locale.ROOT);
      if (text.isEmpty()) {
        throw new EvaluationException(file + ": a plate without text: " + line);
      }
      Path photo = folder.resolve(parts[0].strip());
      if (!Files.isRegularFile(photo)) {
        throw new EvaluationException(photo + ", which " + file + " names, is missing");
      }
      photos.computeIfAbsent(photo, p -> new ArrayList<>()).add(new Truth(box, text));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new EvaluationException(
          file + ": expected file, x, y, width, height and text, got: " + line, e);
    }
  }
}
