package dev.gatehouse.scene;

/**
 * A line of text in a picture.
 *
 * @param quad around it, in pixels of the picture; its upper edge leads from left to right
 * @param score 0 to 1, the mean probability of text in it
 */
record TextArea(Quad quad, double score) {}
