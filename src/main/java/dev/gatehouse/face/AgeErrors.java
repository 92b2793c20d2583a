package dev.gatehouse.face;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far guessed ages were off, by the age that was guessed. Immutable.
 *
 * <p>Faces are ordered by the age guessed and cut into groups of about 80; of each group two
 * quantiles of true age less guessed age are kept, such that nine of ten more faces of its kind are
 * expected between them (split conformal prediction: Lei et al., JASA 113, 2018). Between the
 * groups' mean ages the two are interpolated.
 */
public final class AgeErrors {
  /** Share of true ages that a range is made to contain. */
  public static final double COVERAGE = 0.9;

  private static final int GROUP = 80;
  private static final String RESOURCE = "/age-errors.csv";
  private static final AgeErrors MEASURED = read();

  /**
   * @param years mean of the ages guessed in a group
   * @param under how much younger people may be, 0 or less
   * @param over how much older people may be, 0 or more
   */
  public record Row(double years, double under, double over) {

    public Row {
      if (!(under <= 0 && over >= 0) || !Double.isFinite(years + under + over)) {
        throw new FaceException(
            "Errors of an age lie about 0: " + years + ", " + under + ", " + over);
      }
    }
  }

  private final List<Row> rows;

  private AgeErrors(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Those of this program's networks, as {@code gatehouse evaluate agesex} measured them. */
  public static AgeErrors measured() {
    return MEASURED;
  }

  /**
   * From faces of known age.
   *
   * @param guessed in years
   * @param truth in years, of the same faces
   * @throws FaceException if there is none, or not as many of the one as of the other
   */
  public static AgeErrors of(double[] guessed, double[] truth) {
    int n = guessed.length;
    if (n == 0 || n != truth.length) {
      throw new FaceException("Guessed and true ages are needed: " + n + " and " + truth.length);
    }
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(guessed[a], guessed[b]));
    int groups = Math.max(1, n / GROUP);
    List<Row> rows = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      int from = (int) ((long) g * n / groups);
      int to = (int) ((long) (g + 1) * n / groups);
      double[] errors = new double[to - from];
      double sum = 0;
      for (int i = from; i < to; i++) {
        errors[i - from] = truth[order[i]] - guessed[order[i]];
        sum += guessed[order[i]];
      }
      Arrays.sort(errors);
      double tail = (1 - COVERAGE) / 2;
      int low = (int) Math.floor((errors.length + 1) * tail) - 1;
      int high = (int) Math.ceil((errors.length + 1) * (1 - tail)) - 1;
      rows.add(
          new Row(
              sum / errors.length,
              Math.min(0, errors[Math.max(0, low)]),
              Math.max(0, errors[Math.min(errors.length - 1, high)])));
    }
    return new AgeErrors(rows);
  }

  /** By the age guessed, youngest first. */
  public List<Row> rows() {
    return rows;
  }

  /** The ages that people have of whom {@code years} is guessed, nine times of ten. */
  public AgeRange range(double years) {
    int next = 0;
    while (next < rows.size() && rows.get(next).years < years) {
      next++;
    }
    Row below = rows.get(Math.max(0, next - 1));
    Row above = rows.get(Math.min(next, rows.size() - 1));
    double distance = above.years - below.years;
    double part = distance > 0 ? Math.clamp((years - below.years) / distance, 0, 1) : 0;
    double youngest = years + below.under + part * (above.under - below.under);
    double oldest = years + below.over + part * (above.over - below.over);
    return new AgeRange(
        (int) Math.clamp(Math.floor(youngest), 0, 120),
        (int) Math.clamp(Math.ceil(oldest), 0, 120));
  }

  private static AgeErrors read() {
    try (InputStream in = AgeErrors.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FaceException(RESOURCE.substring(1) + " is missing from the program");
      }
      List<Row> rows = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          String[] cells = line.split(",", -1);
          rows.add(
              new Row(
                  Double.parseDouble(cells[0]),
                  Double.parseDouble(cells[1]),
                  Double.parseDouble(cells[2])));
        }
      }
      return new AgeErrors(rows);
    } catch (IOException e) {
      throw new FaceException(RESOURCE.substring(1) + " cannot be read", e);
    }
  }
}
