package dev.gatehouse.kiosk;

import java.util.List;
import java.util.Optional;

/**
 * Who stands before the screen now. It is kept in memory, until the next picture replaces it.
 *
 * @param viewers largest face first; also those beyond the few that are looked at closely, as of
 *     any age
 * @param greeting of the member with the largest face among those who are greeted
 */
public record Audience(List<Viewer> viewers, Optional<Greeting> greeting) {
  /** Nobody, or nobody who may be looked at. */
  public static final Audience NOBODY = new Audience(List.of(), Optional.empty());

  public Audience {
    viewers = List.copyOf(viewers);
  }
}
