package dev.gatehouse.scene;

/**
 * A plate in one picture.
 *
 * @param outline its four corners, in pixels of the picture
 * @param read what this picture alone says
 * @param reading the same, character by character, for a {@link PlateVote} over several pictures
 */
public record PlateSighting(Quad outline, PlateRead read, PlateReading reading) {}
