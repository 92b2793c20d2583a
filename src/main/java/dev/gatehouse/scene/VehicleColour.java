package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.Map;
import java.util.Optional;

/**
 * Names the colour of a vehicle's body by rule, without a trained model; see {@link ColourRule}.
 * What is in the box's middle, a little below its centre, counts most: bonnet and doors rather than
 * windows and road; what is along its edge is taken for the surroundings.
 *
 * <p>Not thread-safe. Takes about a tenth of a millisecond, whatever the size of the box.
 */
public final class VehicleColour implements AttributeModel<Colour> {
  private static final int SIDE = 48;

  /** Measured accuracy over mean score of the rule, so that scores tell the truth on the whole. */
  private static final double RELIABILITY = 0.93;

  private final WhiteBalance light;
  private final LabGrid grid = new LabGrid(SIDE, SIDE);
  private final ColourRule rule = new ColourRule(ColourRule.Kind.VEHICLE, SIDE * SIDE);
  private final float[] body = new float[SIDE * SIDE];
  private final float[] around = new float[SIDE * SIDE];

  /**
   * @param light of the scene, which its owner keeps up to date; {@link WhiteBalance#none()} for
   *     pictures that are cut around a vehicle
   */
  public VehicleColour(WhiteBalance light) {
    this.light = light;
    for (int row = 0, i = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++, i++) {
        double x = (column + 0.5) / SIDE;
        double y = (row + 0.5) / SIDE;
        double offX = (x - 0.5) / 0.28;
        double offY = (y - 0.58) / 0.2;
        body[i] = (float) Math.exp(-offX * offX - offY * offY);
        around[i] = Math.min(Math.min(x, 1 - x), Math.min(y, 1 - y)) < 0.06 ? 1 : 0;
      }
    }
  }

  /**
   * @return empty where less than 12 pixels of a side are in the picture, where it is too dark, and
   *     where the scene is without colours (infrared at night)
   */
  @Override
  public Optional<Guess<Colour>> look(Image image, Box box) {
    return tells(image, box) ? rule.guess(RELIABILITY) : Optional.empty();
  }

  /**
   * All names with their scores, which add up to what is left after the rule's own errors; empty
   * where {@link #look} is.
   */
  public Map<Colour, Double> scores(Image image, Box box) {
    return tells(image, box) ? rule.scores(RELIABILITY) : Map.of();
  }

  private boolean tells(Image image, Box box) {
    return !light.colourless() && grid.sample(image, box, light) && rule.look(grid, body, around);
  }
}
