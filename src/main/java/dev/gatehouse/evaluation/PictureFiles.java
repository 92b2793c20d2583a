package dev.gatehouse.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The pictures of a folder. */
final class PictureFiles {
  private static final Pattern NAME =
      Pattern.compile(".*\\.(jpe?g|png|webp|bmp)", Pattern.CASE_INSENSITIVE);

  private PictureFiles() {}

  /**
   * All of a folder and those in it, sorted.
   *
   * @throws EvaluationException if it has none, or cannot be read
   */
  static List<Path> below(Path folder) {
    try (var files = Files.walk(folder)) {
      List<Path> pictures =
          files.filter(f -> NAME.matcher(f.getFileName().toString()).matches()).sorted().toList();
      if (pictures.isEmpty()) {
        throw new EvaluationException(folder + " has no pictures (jpg, png, webp, bmp) in it");
      }
      return pictures;
    } catch (IOException e) {
      throw new EvaluationException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }
}
