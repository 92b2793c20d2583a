package dev.gatehouse.evaluation;

import dev.gatehouse.image.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * Boxes in the text form of the MOTChallenge (Leal-Taixé et al., 2015): a line a box, {@code
 * frame,id,left,top,width,height,confidence} and more that is not read. Frames count from 1, the
 * upper left pixel is (1, 1), an id of -1 stands for none.
 *
 * @param rows in the order of the file
 */
public record MotFile(List<Row> rows) {

  /**
   * @param frame from 1
   * @param id of the object within the file; below 0 in files of detections
   * @param box in pixels, half-open; the upper left pixel of the frame begins at (0, 0) as
   *     everywhere in Gatehouse, not at (1, 1) as in the file
   * @param score what the file says, on whatever scale; 1 where it says nothing
   */
  public record Row(int frame, long id, Box box, double score) {}

  public MotFile {
    rows = List.copyOf(rows);
  }

  /**
   * Reads a file.
   *
   * @throws EvaluationException if the file cannot be read, is empty, or is not of that form; tells
   *     the line
   */
  public static MotFile read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new EvaluationException("There is no file " + file, e);
    } catch (IOException e) {
      throw new EvaluationException(file + " cannot be read: " + e.getMessage(), e);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          rows.add(row(lines.get(i)));
        } catch (IllegalArgumentException e) {
          throw new EvaluationException(
              "%s, line %d is not in the MOTChallenge's form, frame,id,left,top,width,height,...: %s"
                  .formatted(file, i + 1, e.getMessage()),
              e);
        }
      }
    }
    if (rows.isEmpty()) {
      throw new EvaluationException(file + " holds no boxes");
    }
    return new MotFile(rows);
  }

  private static Row row(String line) {
    String[] part = line.strip().split("\\s*[,\\s]\\s*");
    if (part.length < 6) {
      throw new IllegalArgumentException("it has " + part.length + " values");
    }
    int frame = whole(part[0], "frame");
    if (frame < 1) {
      throw new IllegalArgumentException("frames count from 1, not " + frame);
    }
    double left = number(part[2]) - 1;
    double top = number(part[3]) - 1;
    double width = number(part[4]);
    double height = number(part[5]);
    double score = part.length > 6 ? number(part[6]) : 1;
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("the confidence is " + part[6]);
    }
    return new Row(
        frame, whole(part[1], "id"), new Box(left, top, left + width, top + height), score);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number", e);
    }
  }

  /** Some programs write whole numbers with a decimal point. */
  private static int whole(String text, String what) {
    double value = number(text);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("the " + what + " is " + text);
    }
    return (int) value;
  }

  /**
   * The rows that count as truth: without those whose confidence is 0, by which the MOTChallenge
   * marks what is not to be looked at.
   */
  public MotFile truth() {
    return new MotFile(rows.stream().filter(r -> r.score() != 0).toList());
  }

  /**
   * The same with scores from 0 to 1. They are as they are if they lie there; else, since detectors
   * have scales of their own, the file's lowest becomes 0 and its highest 1. Where all are alike
   * (-1 for none, mostly) they become 1.
   */
  public MotFile withUnitScores() {
    DoubleSummaryStatistics all = rows.stream().mapToDouble(Row::score).summaryStatistics();
    if (all.getMin() >= 0 && all.getMax() <= 1) {
      return this;
    }
    double range = all.getMax() - all.getMin();
    return new MotFile(
        rows.stream()
            .map(
                r ->
                    new Row(
                        r.frame(),
                        r.id(),
                        r.box(),
                        range > 0 ? (r.score() - all.getMin()) / range : 1))
            .toList());
  }

  /** The rows of some frames. */
  public MotFile between(int firstFrame, int lastFrame) {
    return new MotFile(
        rows.stream().filter(r -> r.frame() >= firstFrame && r.frame() <= lastFrame).toList());
  }

  /** 0 if there are no rows. */
  public int firstFrame() {
    return rows.stream().mapToInt(Row::frame).min().orElse(0);
  }

  /** 0 if there are no rows. */
  public int lastFrame() {
    return rows.stream().mapToInt(Row::frame).max().orElse(0);
  }

  /**
   * @throws EvaluationException if it cannot be written
   */
  public void write(Path file) {
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      Box b = row.box();
      lines.add(
          String.format(
              Locale.ROOT,
              "%d,%d,%.3f,%.3f,%.3f,%.3f,%.6f,-1,-1,-1",
              row.frame(),
              row.id(),
              b.x0() + 1,
              b.y0() + 1,
              b.width(),
              b.height(),
              row.score()));
    }
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new EvaluationException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
