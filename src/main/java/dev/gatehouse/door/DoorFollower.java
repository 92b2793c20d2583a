package dev.gatehouse.door;

import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import java.time.Instant;

/**
 * Somebody who is told of each good face at a door, for another purpose than opening it. The search
 * is made by the door, for that purpose: the face itself stays there.
 */
public interface DoorFollower {
  Purpose purpose();

  /** Whether it is told of this door. Asked for each good face: be quick. */
  boolean follows(String door);

  /** Similarity from which on a member is named, -1 to 1. */
  float threshold();

  /** Called on the door's thread: take it and return. */
  void looked(String door, String place, long track, SearchResult found, Instant at);

  /** A track is over, or somebody else stands in it. Called on the door's thread. */
  void ended(String door, long track);
}
