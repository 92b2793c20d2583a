package dev.gatehouse.site;

import dev.gatehouse.image.Point;

/**
 * Where a camera stands and how it looks, as its calibration says.
 *
 * @param foot the point of the ground below it, in metres of the area
 * @param height metres over the ground
 * @param direction degrees clockwise from the area's up
 * @param fieldOfView degrees, across the picture
 */
public record CameraPose(Point foot, double height, double direction, double fieldOfView) {}
