package dev.gatehouse.door;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceQuality;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.liveness.LivenessChallenge;
import dev.gatehouse.liveness.LivenessCheck;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person coming to the door: what the frames of one track say, until it is enough. For the
 * door's thread alone.
 *
 * <p>The last embedding is kept in memory while the track lives, to notice when somebody else steps
 * into it, and is erased with the track.
 */
final class Approach {
  /** Two pictures of one person in one track are never this far apart. */
  private static final float SAME_PERSON = 0.2f;

  /**
   * @param who the member, or the card; empty where the frame agrees with nobody
   */
  private record Vote(Optional<UUID> who, float score, boolean byCard) {}

  private final DoorPolicy policy;
  private final LivenessCheck.Session liveness;
  private final Deque<Vote> votes = new ArrayDeque<>();
  private @Nullable Embedding last;
  private int framesSeen;
  private int goodFrames;
  private double bestQuality;
  private float bestScore = -1;
  private @Nullable Decision decision;
  private double decidedAt;
  private double agreedSince = Double.POSITIVE_INFINITY;
  private double lookedAt = Double.NEGATIVE_INFINITY;

  Approach(DoorPolicy policy, LivenessCheck liveness) {
    this.policy = policy;
    this.liveness = liveness.begin();
  }

  void see(Image image, Box face, FaceShape shape, FaceQuality quality, double seconds) {
    framesSeen++;
    bestQuality = Math.max(bestQuality, quality.score());
    if (decision == null) {
      liveness.see(image, face, shape, seconds);
    }
  }

  /** What no decision on this frame waits for. */
  void lookAgain(Image image, Box face, FaceQuality quality, double seconds) {
    if (decision == null) {
      liveness.look(image, face, quality.score() >= policy.qualityNeeded(), seconds);
    }
  }

  /** Whether a face of this quality should be embedded now. */
  boolean wants(FaceQuality quality, double seconds) {
    if (quality.score() < policy.qualityNeeded()) {
      return false;
    }
    // Once decided, now and then, only to notice that somebody else stands there.
    return decision == null || seconds - lookedAt >= 0.5;
  }

  /**
   * Takes an embedding over: it is erased when the next comes, or the approach ends.
   *
   * @return false if it is of another person than before: this approach is over
   */
  boolean samePerson(Embedding embedding, double seconds) {
    boolean same = last == null || last.similarity(embedding) >= SAME_PERSON;
    if (last != null) {
      last.erase();
    }
    last = embedding;
    lookedAt = seconds;
    return same;
  }

  void vote(SearchResult result, double seconds) {
    vote(
        switch (result) {
          case SearchResult.Match match ->
              new Vote(Optional.of(match.member()), match.score(), false);
          case SearchResult.NoMatch none -> new Vote(Optional.empty(), none.bestScore(), false);
        },
        seconds);
  }

  /** A good frame whose face is that of the holder of a card. */
  void voteCard(UUID card, float score, double seconds) {
    vote(new Vote(Optional.of(card), score, true), seconds);
  }

  private void vote(Vote vote, double seconds) {
    goodFrames++;
    bestScore = Math.max(bestScore, vote.score);
    votes.addLast(vote);
    if (votes.size() > policy.window()) {
      votes.removeFirst();
    }
    agreedSince = agreed().isPresent() ? Math.min(agreedSince, seconds) : Double.POSITIVE_INFINITY;
  }

  /** The member, or card, on which enough of the last good frames agree, the newest among them. */
  Optional<UUID> agreed() {
    if (votes.isEmpty()) {
      return Optional.empty();
    }
    return votes.getLast().who.filter(m -> agreeing(m) >= policy.framesNeeded());
  }

  /** Whether what is agreed on is a card. */
  boolean byCard() {
    return !votes.isEmpty() && votes.getLast().byCard;
  }

  private int agreeing(UUID who) {
    return (int) votes.stream().filter(v -> v.who.filter(who::equals).isPresent()).count();
  }

  int framesAgreeing() {
    return votes.isEmpty() ? 0 : votes.getLast().who.map(this::agreeing).orElse(0);
  }

  boolean live() {
    return liveness.live();
  }

  /** Whether it is sure that it will not be found live. */
  boolean challengeFailed() {
    return liveness.failure().isPresent();
  }

  Optional<LivenessChallenge.Prompt> prompt() {
    return decision == null ? liveness.prompt() : Optional.empty();
  }

  OptionalDouble livenessScore() {
    return liveness.score();
  }

  boolean enoughToRefuse() {
    return goodFrames >= policy.framesToRefuse();
  }

  /** Whether it was waited long enough for somebody who is recognised to be found live. */
  boolean waitedForLife(double seconds) {
    return seconds - agreedSince > policy.waitForLife().toNanos() / 1e9;
  }

  int framesSeen() {
    return framesSeen;
  }

  int goodFrames() {
    return goodFrames;
  }

  double bestQuality() {
    return bestQuality;
  }

  OptionalDouble bestScore() {
    return bestScore <= -1 ? OptionalDouble.empty() : OptionalDouble.of(bestScore);
  }

  void decided(Decision made, double seconds) {
    decision = made;
    decidedAt = seconds;
  }

  Optional<Decision> decision() {
    return Optional.ofNullable(decision);
  }

  boolean refused() {
    return decision != null && decision.outcome() == Outcome.REFUSED;
  }

  /** Whether a refusal is so long ago that the person may try again. */
  boolean mayTryAgain(double seconds) {
    return refused() && seconds - decidedAt > policy.cooldown().toNanos() / 1e9;
  }

  void end() {
    if (last != null) {
      last.erase();
      last = null;
    }
    votes.clear();
    liveness.close();
  }
}
