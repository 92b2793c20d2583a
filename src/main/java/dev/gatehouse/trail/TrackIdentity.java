package dev.gatehouse.trail;

import dev.gatehouse.gallery.SearchResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;

/**
 * What the good frames of one track say about who it is. It holds ids and scores of those who
 * agreed, no face. For one thread.
 */
final class TrackIdentity {
  private final TrailPolicy policy;
  private final Deque<Optional<UUID>> votes = new ArrayDeque<>();
  private Optional<UUID> who = Optional.empty();
  private int against;
  private float score = -1;

  TrackIdentity(TrailPolicy policy) {
    this.policy = policy;
  }

  /** Takes what a search for a good frame's face found. */
  void vote(SearchResult found) {
    Optional<UUID> one =
        found instanceof SearchResult.Match match ? Optional.of(match.member()) : Optional.empty();
    votes.addLast(one);
    if (votes.size() > policy.window()) {
      votes.removeFirst();
    }
    if (one.isPresent() && one.equals(who)) {
      against = 0;
      score = Math.max(score, ((SearchResult.Match) found).score());
      return;
    }
    against++;
    boolean agree =
        one.isPresent() && votes.stream().filter(one::equals).count() >= policy.framesNeeded();
    if (agree) { // a new one, or another than before: two people changed places under one track
      who = one;
      against = 0;
      score = ((SearchResult.Match) found).score();
    } else if (against >= policy.framesNeeded()) {
      forget();
    }
  }

  Optional<UUID> who() {
    return who;
  }

  float score() {
    return score;
  }

  /** From here on the track is anybody's, until enough frames agree again. */
  void forget() {
    who = Optional.empty();
    against = 0;
    score = -1;
  }
}
