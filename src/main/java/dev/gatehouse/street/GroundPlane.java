package dev.gatehouse.street;

import dev.gatehouse.image.Point;
import java.util.List;

/**
 * Four points of the ground whose real distances are known, which tie the picture to metres.
 *
 * @param picture four points as fractions of the picture's width and height, no three in a line
 * @param metres the same points on the ground, in metres from an origin of one's choice
 */
public record GroundPlane(List<Point> picture, List<Point> metres) {
  public GroundPlane {
    picture = List.copyOf(picture);
    metres = List.copyOf(metres);
    if (picture.size() != 4 || metres.size() != 4) {
      throw new StreetException(
          "The ground is calibrated by four points, in the picture and in metres");
    }
  }
}
