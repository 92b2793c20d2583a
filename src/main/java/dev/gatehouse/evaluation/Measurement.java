package dev.gatehouse.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Error rates that were measured of models, with all that is needed to measure them again. They
 * stand in {@code measurements.yaml}; the pages of docs say the same, which a test holds.
 *
 * @param id short, in small letters and hyphens
 * @param title what was measured, for people
 * @param models ids of the entries of the model manifest that take part
 * @param page of docs where more is said
 * @param command that measured it, from the folder of the program
 * @param data that it was measured on
 * @param measured the day
 * @param columns headings of the table
 * @param rows of the table, each with a cell for each column
 * @param limits what the figures do not tell, in sentences
 */
public record Measurement(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String title,
    @JsonProperty(required = true) List<String> models,
    @JsonProperty(required = true) String page,
    @JsonProperty(required = true) String command,
    @JsonProperty(required = true) String data,
    @JsonProperty(required = true) LocalDate measured,
    @JsonProperty(required = true) List<String> columns,
    @JsonProperty(required = true) List<List<String>> rows,
    @JsonProperty(required = true) List<String> limits) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public Measurement {
    models = List.copyOf(models);
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    limits = List.copyOf(limits);
    int width = columns.size();
    if (rows.isEmpty() || rows.stream().anyMatch(row -> row.size() != width)) {
      throw new EvaluationException(
          "measurements.yaml: each row of '" + id + "' needs " + width + " cells");
    }
  }

  /** All that were made of the models that come with Gatehouse. */
  public static List<Measurement> all() {
    try (InputStream in = Measurement.class.getResourceAsStream("/measurements.yaml")) {
      if (in == null) {
        throw new EvaluationException("measurements.yaml is missing from the program");
      }
      return List.copyOf(
          YAML.readValue(in.readAllBytes(), new TypeReference<List<Measurement>>() {}));
    } catch (IOException e) {
      throw new EvaluationException("measurements.yaml of the program cannot be read", e);
    }
  }
}
