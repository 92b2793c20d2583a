package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.Map;
import java.util.Optional;

/**
 * Names the colour of what a standing or walking person wears above or below the waist, by rule;
 * see {@link ColourRule}. Where the clothes are follows from the proportions of a body in its box
 * (head to 15 % of the height, shoulders to hips 18 to 45 %, hips to knees 50 to 72 %, often bare
 * below); the strips to the left and right of the person are taken for the surroundings.
 *
 * <p>A pattern gets the name of its largest part. A person who sits, cycles or is cut off at the
 * waist is named wrongly; give whole boxes. Not thread-safe. Takes about a tenth of a millisecond.
 */
public final class ClothingColour implements AttributeModel<Colour> {
  private static final int SIDE = 32;

  /** Measured accuracy over mean score of the rule, so that scores tell the truth on the whole. */
  private static final double UPPER_RELIABILITY = 0.7;

  private static final double LOWER_RELIABILITY = 0.62;

  private final WhiteBalance light;
  private final double reliability;
  private final double top;
  private final double bottom;
  private final LabGrid grid = new LabGrid(SIDE, SIDE);
  private final ColourRule rule = new ColourRule(ColourRule.Kind.CLOTHING, SIDE * SIDE);
  private final float[] body = new float[SIDE * SIDE];
  private final float[] around = new float[SIDE * SIDE];

  private ClothingColour(
      WhiteBalance light,
      double reliability,
      double top,
      double middle,
      double reach,
      double bottom,
      double width) {
    this.light = light;
    this.reliability = reliability;
    this.top = top;
    this.bottom = bottom;
    for (int row = 0, i = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++, i++) {
        double x = (column + 0.5) / SIDE;
        double y = top + (row + 0.5) / SIDE * (bottom - top);
        double offX = (x - 0.5) / width;
        double offY = (y - middle) / reach;
        body[i] = (float) Math.exp(-offX * offX - offY * offY);
        around[i] = x < 0.1 || x > 0.9 ? 1 : 0;
      }
    }
  }

  /** What is worn above the waist. */
  public static ClothingColour upper(WhiteBalance light) {
    return new ClothingColour(light, UPPER_RELIABILITY, 0.15, 0.32, 0.11, 0.5, 0.2);
  }

  /** What is worn below the waist. */
  public static ClothingColour lower(WhiteBalance light) {
    return new ClothingColour(light, LOWER_RELIABILITY, 0.48, 0.63, 0.09, 0.85, 0.18);
  }

  /**
   * @param box of the whole person
   * @return empty where the part has less than 12 pixels of a side in the picture, where it is too
   *     dark, and where the scene is without colours
   */
  @Override
  public Optional<Guess<Colour>> look(Image image, Box box) {
    return tells(image, box) ? rule.guess(reliability) : Optional.empty();
  }

  /**
   * All names with their scores, which add up to what is left after the rule's own errors; empty
   * where {@link #look} is.
   */
  public Map<Colour, Double> scores(Image image, Box box) {
    return tells(image, box) ? rule.scores(reliability) : Map.of();
  }

  private boolean tells(Image image, Box box) {
    Box part =
        new Box(
            box.x0(), box.y0() + top * box.height(), box.x1(), box.y0() + bottom * box.height());
    return !light.colourless() && grid.sample(image, part, light) && rule.look(grid, body, around);
  }
}
