package dev.gatehouse.merchandise;

import java.util.List;

/**
 * What is on a screen.
 *
 * @param picks in the order in which they are shown
 * @param personal whether a member's own history had a say
 */
public record Slate(List<Pick> picks, boolean personal) {
  public static final Slate EMPTY = new Slate(List.of(), false);

  public Slate {
    picks = List.copyOf(picks);
  }
}
