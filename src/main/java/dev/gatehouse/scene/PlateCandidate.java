package dev.gatehouse.scene;

import java.util.List;

/**
 * What may be a plate, by its shape alone.
 *
 * @param lines of text, from the top: one or two
 * @param outline around them
 * @param score 0 to 1, how sure it is that they are text
 */
record PlateCandidate(List<Quad> lines, Quad outline, double score) {
  PlateCandidate {
    lines = List.copyOf(lines);
  }
}
