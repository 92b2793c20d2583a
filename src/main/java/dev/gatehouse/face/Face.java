package dev.gatehouse.face;

import dev.gatehouse.image.Box;

/**
 * A face that was found.
 *
 * @param box around brows, chin and cheeks, in pixels of the picture; may reach over its edge
 * @param score of the detector, 0 to 1
 */
public record Face(Box box, float score) {}
