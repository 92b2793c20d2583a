package dev.gatehouse.scene;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names the colour of a thing that is seen in the middle of a {@link LabGrid}, with something else
 * around it.
 *
 * <p><b>Whose pixels.</b> Each cell has a weight by its place, as the thing's ({@code body}), and
 * another as its surroundings' ({@code around}). Two histograms of coarse colours with these
 * weights tell how much more common a colour is on the body than around it; a cell then weighs as
 * much as its place and its colour say. So road and sky count less, where the thing is not of the
 * same colour itself.
 *
 * <p><b>What it looks like.</b> The share of the weight that has the most frequent hue (within 25
 * degrees, where chroma is over that of a tint); of these cells the mean hue, and median and 80th
 * percentile of lightness and chroma; and quartiles of the lightness of all cells.
 *
 * <p><b>Its name.</b> Soft questions, as one would put them: has it a hue? which sector? vivid or
 * dull? light or dark? Each is answered between 0 and 1 by a logistic curve around its limit, and a
 * name's score is the product along its path, so that the scores of all names add up to 1. Limits
 * are in CIELAB and CIE LCh degrees; hues lie on the circle at 30 (red), 55 (orange, brown), 90
 * (yellow), 135 (green), 280 (blue), 315 (purple), 0 (pink, and wine red where dark).
 *
 * <p>Not thread-safe. Nothing is allocated after construction.
 */
final class ColourRule {

  private static final Colour[] NAMES = Colour.values();

  /** Histogram of coarse colours: 8 steps of lightness, 16 of a and of b. */
  private static final int COARSE = 8 * 16 * 16;

  private static final int HUES = 72;
  private static final float[] NEIGHBOURS = {0.3f, 0.6f, 0.9f, 1, 0.9f, 0.6f, 0.3f};
  private static final int FINE = 128;

  /** Where the questions about things without a hue have their limits. */
  enum Kind {
    /** Windows, tyres and grille are dark on any vehicle; paint shines. */
    VEHICLE,
    /** Cloth does not shine; there is no silver. */
    CLOTHING
  }

  private final Kind kind;
  private final int[] coarse;
  private final float[] weight;
  private final float[] onBody = new float[COARSE];
  private final float[] onAround = new float[COARSE];
  private final double[] hues = new double[HUES];
  private final double[] lightness = new double[FINE];
  private final double[] hueLightness = new double[FINE];
  private final double[] hueChroma = new double[FINE];
  private final double[] scores = new double[NAMES.length];

  /**
   * @param cells of the grid
   */
  ColourRule(Kind kind, int cells) {
    this.kind = kind;
    this.coarse = new int[cells];
    this.weight = new float[cells];
  }

  /**
   * @param body weight of each cell, by its place, as one of the thing; 0 or more
   * @param around the same, as one of what is around it
   * @return false where it is too dark to tell
   */
  boolean look(LabGrid grid, float[] body, float[] around) {
    weigh(grid, body, around);
    return name(grid);
  }

  /** Score of a name after {@link #look}; those of all names add up to 1. */
  double score(Colour colour) {
    return scores[colour.ordinal()];
  }

  /** The name with the highest score after {@link #look}. */
  Colour best() {
    Colour best = NAMES[0];
    for (Colour colour : NAMES) {
      best = score(colour) > score(best) ? colour : best;
    }
    return best;
  }

  /**
   * The best name after {@link #look}.
   *
   * @param reliability share of the rule's answers that are right at its surest
   */
  Optional<Guess<Colour>> guess(double reliability) {
    Colour best = best();
    return Optional.of(new Guess<>(best, reliability * Math.min(1, score(best))));
  }

  /** All names after {@link #look}; their scores add up to the reliability. */
  Map<Colour, Double> scores(double reliability) {
    var scores = new EnumMap<Colour, Double>(Colour.class);
    for (Colour colour : NAMES) {
      scores.put(colour, reliability * Math.min(1, score(colour)));
    }
    return scores;
  }

  private void weigh(LabGrid grid, float[] body, float[] around) {
    Arrays.fill(onBody, 0);
    Arrays.fill(onAround, 0);
    float bodySum = 0;
    float aroundSum = 0;
    for (int i = 0; i < coarse.length; i++) {
      int l = Math.clamp((int) (grid.l[i] * 0.08f), 0, 7);
      int a = Math.clamp((int) ((grid.a[i] + 80) * 0.1f), 0, 15);
      int b = Math.clamp((int) ((grid.b[i] + 80) * 0.1f), 0, 15);
      coarse[i] = (l * 16 + a) * 16 + b;
      onBody[coarse[i]] += body[i];
      onAround[coarse[i]] += around[i];
      bodySum += body[i];
      aroundSum += around[i];
    }
    for (int i = 0; i < coarse.length; i++) {
      if (body[i] == 0) {
        weight[i] = 0;
        continue;
      }
      float mine = onBody[coarse[i]] / bodySum;
      float others = aroundSum > 0 ? onAround[coarse[i]] / aroundSum : 0;
      weight[i] = body[i] * (mine + 0.001f) / (mine + 1.2f * others + 0.001f);
    }
  }

  /** Least chroma that counts as a hue: more where it is light, where a tint of the light is. */
  private static double tint(double l) {
    return Math.max(6, Math.min(14, 4 + 0.35 * l));
  }

  private boolean name(LabGrid grid) {
    Arrays.fill(hues, 0);
    Arrays.fill(lightness, 0);
    Arrays.fill(hueLightness, 0);
    Arrays.fill(hueChroma, 0);
    double total = 0;
    for (int i = 0; i < weight.length; i++) {
      if (weight[i] > 0) {
        total += weight[i];
        lightness[bin(grid.l[i])] += weight[i];
        double chroma = chroma(grid, i);
        if (chroma > tint(grid.l[i])) {
          hues[(int) (hue(grid, i) * (HUES / 360.0)) % HUES] += weight[i] * Math.min(chroma, 60);
        }
      }
    }
    Arrays.fill(scores, 0);
    if (!(total > 0) || quantile(lightness, 0.95) < 6) {
      return false;
    }
    double mode = modeOfHues();
    double share = 0;
    double turn = 0;
    double turnWeight = 0;
    for (int i = 0; i < weight.length; i++) {
      if (weight[i] > 0) {
        double chroma = chroma(grid, i);
        if (chroma > tint(grid.l[i])) {
          double off = around(hue(grid, i) - mode);
          if (Math.abs(off) < 25) {
            share += weight[i];
            turn += off * weight[i] * Math.min(chroma, 60);
            turnWeight += weight[i] * Math.min(chroma, 60);
            hueLightness[bin(grid.l[i])] += weight[i];
            hueChroma[bin(chroma)] += weight[i];
          }
        }
      }
    }
    share /= total;
    double hue = around(mode + (turnWeight > 0 ? turn / turnWeight : 0));
    decide(share, hue);
    return true;
  }

  private void decide(double share, double hue) {
    double hued = 0;
    if (share > 0) {
      // Brown and other warm paint is weak in chroma, so less of it has to show its hue.
      boolean warm = hue > 8 && hue < 95;
      hued = above(share, warm ? 0.2 : 0.28, 0.05);
      hued = withHue(hued, hue);
    }
    withoutHue(1 - hued);
  }

  /**
   * Gives {@code part} to the names with a hue.
   *
   * @return what it gave: a pale, dull brown is grey in warm light rather than a colour
   */
  private double withHue(double part, double hue) {
    double l = quantile(hueLightness, 0.5);
    double light = quantile(hueLightness, 0.8);
    double c = quantile(hueChroma, 0.5);
    double vivid = quantile(hueChroma, 0.8);
    // How far the hue lies in each sector of the circle; -180 to 180 degrees.
    double purple = sector(hue, -54, -33);
    double pinkish = sector(hue, -33, 14);
    double reddish = sector(hue, 14, 42);
    double orangish = sector(hue, 42, 72);
    double yellowish = sector(hue, 72, 104);
    double greenish = hue > 0 ? sector(hue, 104, 212) : sector(hue, -256, -148);
    double bluish = hue < 0 ? sector(hue, -148, -54) : sector(hue, 212, 306);
    double unit = part / (purple + pinkish + reddish + orangish + yellowish + greenish + bluish);

    add(Colour.PURPLE, unit * purple);
    add(Colour.BLUE, unit * bluish);
    add(Colour.GREEN, unit * greenish);

    double pink = Math.max(above(light, 45, 4), above(30, vivid, 3) * above(0, hue, 3));
    add(Colour.PINK, unit * pinkish * pink);
    add(Colour.RED, unit * pinkish * (1 - pink));

    double saturated = above(vivid, 42, 3);
    double rose = above(l, 56, 3) * above(33, hue, 2);
    add(Colour.PINK, unit * reddish * saturated * rose);
    add(Colour.RED, unit * reddish * saturated * (1 - rose));
    double pale = above(l, 46, 4) * above(35, hue, 2);
    add(Colour.PINK, unit * reddish * (1 - saturated) * pale);
    double brown = unit * reddish * (1 - saturated) * (1 - pale);

    double orange = above(vivid, 52, 4) * above(light, 50, 4);
    add(Colour.ORANGE, unit * orangish * orange);
    brown += unit * orangish * (1 - orange);

    double yellow = above(vivid, 42, 4) * above(light, 52, 4);
    double olive = above(hue, 98, 2);
    add(Colour.YELLOW, unit * yellowish * yellow);
    add(Colour.GREEN, unit * yellowish * (1 - yellow) * olive);
    brown += unit * yellowish * (1 - yellow) * (1 - olive);

    double beige = above(l, 62, 3) * above(16, c, 2);
    add(Colour.BROWN, brown * (1 - beige));
    return part - brown * beige;
  }

  /** Gives {@code part} to the names without a hue. */
  private void withoutHue(double part) {
    double half = quantile(lightness, 0.5);
    double upper = quantile(lightness, 0.75);
    double bright = quantile(lightness, 0.9);
    if (kind == Kind.CLOTHING) {
      double black = above(29, half, 4);
      double white = above(half, 62, 4);
      add(Colour.BLACK, part * black);
      add(Colour.WHITE, part * (1 - black) * white);
      add(Colour.GREY, part * (1 - black) * (1 - white));
      return;
    }
    // Even a white one is dark in a half of its pixels at times; its lightest quarter tells.
    double dark = above(57, upper, 4) * above(40, half, 4);
    double darkGrey = above(half, 30, 3) * above(30, bright - half, 4);
    add(Colour.BLACK, part * dark * (1 - darkGrey));
    add(Colour.GREY, part * dark * darkGrey);
    double white = above((half + upper) / 2, 69, 3.5);
    add(Colour.WHITE, part * (1 - dark) * white);
    // What is neither is silver if it is light or shines, and grey if it is darker and flat.
    double grey = above(50, (half + upper) / 2, 3) * above(30, bright - half, 4);
    add(Colour.GREY, part * (1 - dark) * (1 - white) * grey);
    add(Colour.SILVER, part * (1 - dark) * (1 - white) * (1 - grey));
  }

  private void add(Colour colour, double part) {
    scores[colour.ordinal()] += part;
  }

  /** Whether a value is over a limit: 0.5 at the limit, 0.88 two widths over it. */
  private static double above(double value, double limit, double width) {
    return 1 / (1 + Math.exp((limit - value) / width));
  }

  private static double sector(double hue, double from, double to) {
    return above(hue, from, 2.5) * above(to, hue, 2.5);
  }

  private double modeOfHues() {
    int best = 0;
    double most = -1;
    for (int hue = 0; hue < HUES; hue++) {
      double sum = 0;
      for (int i = 0; i < NEIGHBOURS.length; i++) {
        sum += NEIGHBOURS[i] * hues[(hue + i - NEIGHBOURS.length / 2 + HUES) % HUES];
      }
      if (sum > most) {
        most = sum;
        best = hue;
      }
    }
    return (best + 0.5) * (360.0 / HUES);
  }

  private static double chroma(LabGrid grid, int i) {
    return Math.sqrt(grid.a[i] * grid.a[i] + grid.b[i] * grid.b[i]);
  }

  /** 0 to 360 degrees. */
  private static double hue(LabGrid grid, int i) {
    double degrees = Math.toDegrees(Math.atan2(grid.b[i], grid.a[i]));
    return degrees < 0 ? degrees + 360 : degrees;
  }

  /** The same angle from -180 to 180 degrees. */
  private static double around(double degrees) {
    return degrees - 360 * Math.rint(degrees / 360);
  }

  private static int bin(double value) {
    return Math.clamp((int) value, 0, FINE - 1);
  }

  /** Value that a share of the histogram's weight lies below; 0 for an empty one. */
  private static double quantile(double[] histogram, double share) {
    double total = 0;
    for (double weight : histogram) {
      total += weight;
    }
    double left = share * total;
    for (int i = 0; i < histogram.length; i++) {
      if (histogram[i] >= left && histogram[i] > 0) {
        return i + left / histogram[i];
      }
      left -= histogram[i];
    }
    return 0;
  }
}
