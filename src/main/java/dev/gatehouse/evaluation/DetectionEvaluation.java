package dev.gatehouse.evaluation;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.scene.Detection;
import dev.gatehouse.scene.Detector;
import dev.gatehouse.scene.ObjectClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How well a detector finds objects, by COCO's rules on COCO's files. */
public final class DetectionEvaluation {

  /**
   * @param objects true boxes without crowds
   * @param ap50 average precision at IoU 0.5
   * @param ap5095 mean over IoU 0.5 to 0.95
   */
  public record Row(String type, int objects, double ap50, double ap5095) {}

  /**
   * @param classes those that occur, in the order of the file
   * @param ap50 mean over the classes
   * @param msPerImage median from the decoded picture to its boxes
   */
  public record Result(
      int images, List<Row> classes, double ap50, double ap5095, double msPerImage) {}

  private record Photo(Path file, Map<ObjectClass, List<AveragePrecision.Truth>> truth) {}

  private final List<Photo> photos;
  private final List<ObjectClass> classes;

  private DetectionEvaluation(List<Photo> photos, List<ObjectClass> classes) {
    this.photos = photos;
    this.classes = classes;
  }

  /**
   * @param instances COCO's {@code instances.json}
   * @param images the folder of its photos
   * @param wanted classes to measure
   * @throws EvaluationException if a file is missing or not in COCO's form
   */
  public static DetectionEvaluation load(Path instances, Path images, Set<ObjectClass> wanted) {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(Files.readAllBytes(instances));
    } catch (IOException | JacksonException e) {
      throw new EvaluationException(instances + " cannot be read: " + e.getMessage(), e);
    }
    Map<Integer, ObjectClass> categories = new LinkedHashMap<>();
    for (JsonNode category : json.path("categories")) {
      categories.put(
          category.path("id").asInt(), new ObjectClass(category.path("name").asString()));
    }
    Map<Long, Photo> photos = new LinkedHashMap<>();
    for (JsonNode image : json.path("images")) {
      Path file = images.resolve(image.path("file_name").asString());
      if (!Files.isRegularFile(file)) {
        throw new EvaluationException(file + ", which " + instances + " names, is missing");
      }
      photos.put(image.path("id").asLong(), new Photo(file, new HashMap<>()));
    }
    for (JsonNode note : json.path("annotations")) {
      Photo photo = photos.get(note.path("image_id").asLong());
      ObjectClass type = categories.get(note.path("category_id").asInt());
      if (photo != null && type != null && wanted.contains(type)) {
        JsonNode b = note.path("bbox");
        double x = b.path(0).asDouble();
        double y = b.path(1).asDouble();
        photo
            .truth()
            .computeIfAbsent(type, t -> new ArrayList<>())
            .add(
                new AveragePrecision.Truth(
                    new Box(x, y, x + b.path(2).asDouble(), y + b.path(3).asDouble()),
                    note.path("iscrowd").asInt() == 1));
      }
    }
    if (photos.isEmpty()) {
      throw new EvaluationException(instances + " names no images; is it COCO's instances file?");
    }
    return new DetectionEvaluation(
        List.copyOf(photos.values()),
        categories.values().stream().filter(wanted::contains).toList());
  }

  /**
   * @param detector with a low threshold: average precision needs weak detections too
   * @param progress is told pictures done and in all
   */
  public Result run(Detector detector, BiConsumer<Integer, Integer> progress) {
    Map<ObjectClass, AveragePrecision> precisions = new LinkedHashMap<>();
    classes.forEach(type -> precisions.put(type, new AveragePrecision()));
    var millis = new double[photos.size()];
    for (int i = 0; i < photos.size(); i++) {
      Photo photo = photos.get(i);
      List<Detection> found;
      try (Image image = ImageCodec.read(photo.file())) {
        long start = System.nanoTime();
        found = detector.detect(image);
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
      precisions.forEach(
          (type, precision) ->
              precision.add(
                  photo.truth().getOrDefault(type, List.of()),
                  found.stream()
                      .filter(d -> d.type().equals(type))
                      .map(d -> new AveragePrecision.Found(d.box(), d.score()))
                      .toList()));
      progress.accept(i + 1, photos.size());
    }
    List<Row> rows = new ArrayList<>();
    precisions.forEach(
        (type, p) -> {
          OptionalDouble ap50 = p.ap50();
          OptionalDouble ap5095 = p.ap5095();
          if (ap50.isPresent() && ap5095.isPresent()) {
            rows.add(new Row(type.name(), p.objects(), ap50.getAsDouble(), ap5095.getAsDouble()));
          }
        });
    Arrays.sort(millis);
    return new Result(
        photos.size(),
        rows,
        mean(rows, Row::ap50),
        mean(rows, Row::ap5095),
        millis[millis.length / 2]);
  }

  private static double mean(List<Row> rows, ToDoubleFunction<Row> value) {
    return rows.stream().mapToDouble(value).average().orElse(0);
  }
}
