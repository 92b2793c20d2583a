package dev.gatehouse.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A CSV file of labels: a line of names, then a line for each picture; values may be quoted (RFC
 * 4180, without line breaks inside of a value).
 *
 * @param rows values by the name of their column
 */
record LabelFile(List<String> columns, List<Map<String, String>> rows) {

  /**
   * @throws EvaluationException if it cannot be read, or a line has not as many values as the first
   */
  static LabelFile read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new EvaluationException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (lines.isEmpty()) {
      throw new EvaluationException(file + " is empty; it needs a line of column names");
    }
    List<String> columns = values(lines.getFirst());
    var rows = new ArrayList<Map<String, String>>();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      List<String> values = values(lines.get(i));
      if (values.size() != columns.size()) {
        throw new EvaluationException(
            file
                + ", line "
                + (i + 1)
                + ": "
                + values.size()
                + " values for "
                + columns.size()
                + " columns");
      }
      var row = new HashMap<String, String>();
      for (int c = 0; c < columns.size(); c++) {
        row.put(columns.get(c), values.get(c));
      }
      rows.add(Map.copyOf(row));
    }
    return new LabelFile(columns, List.copyOf(rows));
  }

  /**
   * @throws EvaluationException if there is no such column; names those that there are
   */
  void requireColumn(Path file, String name) {
    if (!columns.contains(name)) {
      throw new EvaluationException(
          file + " has no column \"" + name + "\", only " + String.join(", ", columns));
    }
  }

  private static List<String> values(String line) {
    var values = new ArrayList<String>();
    var value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          value.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return List.copyOf(values);
  }
}
