package dev.gatehouse.door;

import dev.gatehouse.card.Cards;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.face.FaceQuality;
import dev.gatehouse.face.FaceShape;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.image.Frame;
import dev.gatehouse.liveness.LivenessChallenge;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.tracking.BoxTracker;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * From a door camera's frames to decisions: faces, tracks, evidence, search, liveness. It opens
 * nothing itself. For one thread.
 */
public final class DoorAnalysis implements AutoCloseable {
  private final String door;
  private final String place;
  private final DoorPolicy policy;
  private final LivenessCheck liveness;
  private final Gallery gallery;
  private final Clock clock;
  private final FaceAnalyzer analyzer;
  private final BoxTracker tracker;
  private final Optional<CardWatch> cards;
  private final Map<Long, Approach> approaches = new HashMap<>();
  private final Map<UUID, Double> openedAt = new HashMap<>();
  private Collection<DoorFollower> followers = List.of();

  /**
   * @param door its id
   * @param place where it is: grants are for places
   * @param liveness of this door; closed with the analysis
   * @param cards what tells genuine cards; not asked where the policy takes none
   */
  public DoorAnalysis(
      String door,
      String place,
      DoorPolicy policy,
      LivenessCheck liveness,
      Gallery gallery,
      FaceModels models,
      Clock clock,
      Optional<Cards> cards) {
    this.door = door;
    this.place = place;
    this.policy = policy;
    this.liveness = liveness;
    this.gallery = gallery;
    this.clock = clock;
    this.analyzer = new FaceAnalyzer(models);
    this.tracker = new BoxTracker(policy.patience().toNanos() / 1e9);
    this.cards = cards.filter(_ -> policy.cards()).map(all -> new CardWatch(all, place, clock));
  }

  /**
   * @param faces in the frame, for the live picture
   * @param decisions that this frame completed
   */
  public record Result(List<FaceView> faces, List<Decision> decisions) {}

  /**
   * Before the first frame.
   *
   * @param all told of each good face; may change at any time, so give a concurrent collection
   */
  void follow(Collection<DoorFollower> all) {
    followers = all;
  }

  /** Looks at one frame; the caller still owns it. */
  public Result process(Frame frame) {
    return process(frame, frame.arrivalNanos() / 1e9);
  }

  /**
   * @param seconds time of the frame, for who replays a film faster than it was taken
   */
  Result process(Frame frame, double seconds) {
    List<Decision> decisions = new ArrayList<>();
    List<FaceView> views = new ArrayList<>();

    List<Face> faces =
        analyzer.detect(frame.image(), policy.smallestFace()).stream()
            .filter(f -> f.box().width() >= policy.smallestFace())
            .toList();
    BoxTracker.Update update = tracker.update(faces.stream().map(Face::box).toList(), seconds);
    update.ended().forEach(t -> end(t.id(), frame, decisions));
    lookForCard(frame, seconds);

    for (int i = 0; i < faces.size(); i++) {
      long track = update.tracks().get(i).id();
      views.add(look(frame, faces.get(i), track, seconds, decisions));
    }
    openedAt.values().removeIf(at -> seconds - at > cooldownSeconds());
    return new Result(views, decisions);
  }

  /** Only where nobody is recognised: a member needs no card. */
  private void lookForCard(Frame frame, double seconds) {
    if (cards.isEmpty() || approaches.values().stream().anyMatch(a -> a.agreed().isPresent())) {
      return;
    }
    if (cards.get().look(frame.image(), seconds)) {
      // Whoever was refused without a card may try again with it.
      approaches.replaceAll((_, old) -> old.refused() ? afresh(old) : old);
    }
  }

  private Approach afresh(Approach old) {
    old.end();
    return new Approach(policy, liveness);
  }

  private FaceView look(
      Frame frame, Face face, long track, double seconds, List<Decision> decisions) {
    FaceShape shape = analyzer.shape(frame.image(), face);
    FaceQuality quality = analyzer.quality(frame.image(), face.box(), shape);
    Approach approach = approaches.computeIfAbsent(track, t -> new Approach(policy, liveness));
    if (approach.mayTryAgain(seconds)) {
      approach = restart(track, approach);
    }
    if (approach.wants(quality, seconds)) {
      Embedding embedding = analyzer.embedding(frame.image(), shape.fivePoints());
      if (!approach.samePerson(embedding, seconds)) {
        // Somebody else stands where the track was: their evidence starts from nothing.
        end(track, frame, decisions);
        approach = restart(track, approach);
      } else {
        tell(track, embedding);
        if (approach.decision().isEmpty()) {
          Instant now = clock.instant();
          vote(
              approach,
              gallery.search(embedding, Purpose.DOOR, place, now, policy.threshold()),
              embedding,
              seconds);
        }
      }
    }
    approach.see(frame.image(), face.box(), shape, quality, seconds);
    if (approach.decision().isEmpty()) {
      decide(approach, frame, seconds).ifPresent(decisions::add);
      approach.lookAgain(frame.image(), face.box(), quality, seconds);
    }
    return view(track, face, shape, quality, approach);
  }

  /** Each purpose has a search of its own: who agreed to one is not found for another. */
  private void tell(long track, Embedding embedding) {
    for (DoorFollower follower : followers) {
      if (follower.follows(door)) {
        Instant now = clock.instant();
        SearchResult found =
            gallery.search(embedding, follower.purpose(), place, now, follower.threshold());
        follower.looked(door, place, track, found, now);
      }
    }
  }

  /** For the member who was found, else for the holder of the card that is shown. */
  private void vote(Approach approach, SearchResult found, Embedding embedding, double seconds) {
    Optional<CardWatch.CardMatch> match =
        found instanceof SearchResult.NoMatch
            ? cards.flatMap(watch -> watch.compare(embedding, policy.threshold(), seconds))
            : Optional.empty();
    match.ifPresentOrElse(
        card -> approach.voteCard(card.card(), card.score(), seconds),
        () -> approach.vote(found, seconds));
  }

  private Optional<Decision> decide(Approach approach, Frame frame, double seconds) {
    // Of a card it is asked below whether it still holds.
    Optional<UUID> agreed = approach.agreed().filter(id -> approach.byCard() || covered(id));
    if (agreed.isPresent() && openedAt.containsKey(agreed.get())) {
      // The member was let in a moment ago, on another track: one decision in a cool-down.
      return Optional.empty();
    }
    Decision decision;
    if (agreed.isPresent() && approach.live() && !withdrawnCard(approach)) {
      openedAt.put(agreed.get(), seconds);
      String how = approach.byCard() ? "holder of the card and live" : "recognised and live";
      decision = decision(approach, frame, Outcome.OPEN, agreed, how);
    } else if (approach.enoughToRefuse()) {
      boolean withdrawn = withdrawnCard(approach);
      boolean waits = !approach.challengeFailed() && !approach.waitedForLife(seconds);
      if (agreed.isPresent() && !withdrawn && waits) {
        return Optional.empty();
      }
      String reason =
          withdrawn
              ? "the card can no longer be used; another way in is needed"
              : agreed.isPresent()
                  ? "presentation attack suspected; another way in is needed"
                  : cards.flatMap(CardWatch::complaint).orElse("not recognised")
                      + "; another way in is needed";
      decision = decision(approach, frame, Outcome.REFUSED, Optional.empty(), reason);
    } else {
      return Optional.empty();
    }
    approach.decided(decision, seconds);
    return Optional.of(decision);
  }

  /** Revoked, expired or taken for forgotten between its reading and now. */
  private boolean withdrawnCard(Approach approach) {
    return approach.byCard() && !cards.map(CardWatch::holds).orElse(false);
  }

  private Approach restart(long track, Approach old) {
    Approach fresh = afresh(old);
    approaches.put(track, fresh);
    return fresh;
  }

  private void end(long track, Frame frame, List<Decision> decisions) {
    followers.forEach(follower -> follower.ended(door, track));
    Approach approach = approaches.remove(track);
    if (approach != null) {
      // Not where the same member was let in a moment ago, on another track.
      boolean letIn = approach.agreed().filter(openedAt::containsKey).isPresent();
      if (approach.decision().isEmpty() && approach.goodFrames() > 0 && !letIn) {
        decisions.add(
            decision(
                approach,
                frame,
                Outcome.NO_DECISION,
                Optional.empty(),
                "left before there was enough to see"));
      }
      approach.end();
    }
  }

  private Decision decision(
      Approach approach, Frame frame, Outcome outcome, Optional<UUID> who, String reason) {
    return new Decision(
        door,
        clock.instant(),
        outcome,
        who.filter(_ -> !approach.byCard()),
        who.filter(_ -> approach.byCard()),
        reason,
        approach.bestScore(),
        policy.threshold(),
        approach.framesSeen(),
        approach.framesAgreeing(),
        approach.bestQuality(),
        approach.livenessScore(),
        (System.nanoTime() - frame.arrivalNanos()) / 1e6);
  }

  private FaceView view(
      long track, Face face, FaceShape shape, FaceQuality quality, Approach approach) {
    FaceView.Status status =
        approach
            .decision()
            .map(d -> d.outcome() == Outcome.OPEN ? FaceView.Status.OPEN : FaceView.Status.REFUSED)
            .orElseGet(
                () ->
                    approach.agreed().filter(openedAt::containsKey).isPresent()
                        ? FaceView.Status.COOLDOWN
                        : FaceView.Status.GATHERING);
    OptionalDouble score = approach.decision().map(Decision::score).orElseGet(approach::bestScore);
    return new FaceView(
        track,
        face.box(),
        shape.fivePoints(),
        quality,
        approach.decision().flatMap(Decision::member).filter(this::covered),
        status == FaceView.Status.OPEN ? score : OptionalDouble.empty(),
        status,
        approach.framesAgreeing() + " of " + policy.framesNeeded(),
        approach.prompt().map(LivenessChallenge.Prompt::words));
  }

  /** Consent may end between the search and now: nobody is named from then on. */
  private boolean covered(UUID member) {
    return gallery.covers(member, Purpose.DOOR, place, clock.instant());
  }

  private double cooldownSeconds() {
    return policy.cooldown().toNanos() / 1e9;
  }

  /** Forgets everybody and every cool-down: the next frame begins a new approach. */
  public void restart() {
    reset();
    openedAt.clear();
  }

  /** Forgets everybody, as when the camera is gone. */
  public void reset() {
    tracker.endAll();
    approaches.keySet().forEach(track -> followers.forEach(one -> one.ended(door, track)));
    approaches.values().forEach(Approach::end);
    approaches.clear();
    cards.ifPresent(CardWatch::forget);
  }

  @Override
  public void close() {
    reset();
    cards.ifPresent(CardWatch::close);
    analyzer.close();
    liveness.close();
  }
}
