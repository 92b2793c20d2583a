package dev.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.liveness.LivenessChallenge;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.verification.Challenge.State;
import dev.gatehouse.verification.Probe.Photo;
import dev.gatehouse.verification.VerificationException.Kind;
import dev.gatehouse.verification.VerificationResult.PhotoQuality;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Active liveness over the network: somebody's camera sends frames, the server says what the person
 * is to do next, and the face that did it can then be verified in place of a photo.
 *
 * <p>A frame's time is the server's when it arrived, not what the sender says. Frames are
 * overwritten when they have been looked at; of a challenge two embeddings are kept in memory until
 * it is used or expires, and erased then. Thread-safe; frames are looked at by one thread at a
 * time.
 */
public final class Challenges implements AutoCloseable {
  /** How long a challenge may take, and its face wait to be verified. */
  static final Duration LIFETIME = Duration.ofSeconds(90);

  /** The most frames of one request. */
  static final int FRAMES = 16;

  private static final int AT_ONCE = 1000; // some 20 KB each

  /** As at a door: from this quality on a face can be recognised. */
  private static final double GOOD = 0.3;

  /** Two good frames of one person, one after the other, are never this far apart. */
  private static final float SAME_PERSON = 0.2f;

  /** How long after the last action the frames may still speak for a live face, in seconds. */
  private static final double GRACE = 2;

  private final PhotoReader reader;
  private final LivenessCheck check;
  private final Clock clock;
  private final Ticker ticker;
  private final ReentrantLock looking = new ReentrantLock();
  private final Cache<UUID, Attempt> attempts;

  /**
   * @param check closed with this
   * @param ticker what the times of frames are taken from
   */
  Challenges(PhotoReader reader, LivenessCheck check, Clock clock, Ticker ticker) {
    this.reader = reader;
    this.check = check;
    this.clock = clock;
    this.ticker = ticker;
    this.attempts =
        Caffeine.newBuilder()
            .maximumSize(AT_ONCE)
            .expireAfterWrite(LIFETIME)
            .ticker(ticker)
            .scheduler(Scheduler.systemScheduler())
            .<UUID, Attempt>removalListener((_, attempt, _) -> forget(attempt))
            .build();
  }

  /**
   * Begins one.
   *
   * @param caller who alone may go on with it
   */
  public Challenge begin(String caller) {
    var attempt = new Attempt(caller);
    attempts.put(attempt.id, attempt);
    return attempt.view();
  }

  /**
   * Looks at what the camera saw since the last call, in its order. The frames count as evenly
   * spread over that time: send them twice a second or more often, 5 to 15 a second in all.
   *
   * @param frames 1 to 16 pictures; overwritten
   * @throws VerificationException if there is no such challenge, or a frame is no picture
   */
  public Challenge see(UUID challenge, String caller, List<Photo> frames) {
    try {
      if (frames.isEmpty() || frames.size() > FRAMES) {
        throw new VerificationException(
            Kind.WRONG, "frames", "1 to " + FRAMES + " frames are taken at once");
      }
      looking.lock();
      try {
        Attempt attempt = find(challenge, caller);
        double from = attempt.seenAt;
        double now = seconds();
        for (int i = 0; i < frames.size() && attempt.state == State.RUNNING; i++) {
          attempt.look(frames.get(i), from + (now - from) * (i + 1) / frames.size());
        }
        attempt.seenAt = now;
        return attempt.view();
      } finally {
        looking.unlock();
      }
    } finally {
      frames.forEach(Photo::wipe);
    }
  }

  /**
   * The face of a challenge that was passed; the challenge is used up.
   *
   * @throws VerificationException if there is no such challenge, or it was not passed
   */
  Look take(UUID challenge, String caller) {
    looking.lock();
    try {
      Attempt attempt = find(challenge, caller);
      if (attempt.state != State.PASSED || attempt.best == null) {
        throw new VerificationException(
            Kind.UNUSABLE,
            "challenge",
            attempt.state == State.FAILED
                ? "The challenge was not passed: " + attempt.words
                : "The challenge is not over; send more frames");
      }
      var look =
          new Look(
              attempt.best.embedding,
              new PhotoQuality("challenge", attempt.best.quality, attempt.best.reasons),
              attempt.session.score());
      attempt.best = null; // whose it is now
      attempts.invalidate(challenge);
      return look;
    } finally {
      looking.unlock();
    }
  }

  private Attempt find(UUID challenge, String caller) {
    Attempt attempt = attempts.getIfPresent(challenge);
    if (attempt == null || !attempt.caller.equals(caller)) {
      throw new VerificationException(
          Kind.NOBODY, "challenge", "There is no challenge with this id, or it is over");
    }
    return attempt;
  }

  private void forget(@Nullable Attempt attempt) {
    if (attempt != null) {
      looking.lock();
      try {
        attempt.close();
      } finally {
        looking.unlock();
      }
    }
  }

  private double seconds() {
    return ticker.read() / 1e9;
  }

  @Override
  public void close() {
    attempts.invalidateAll();
    attempts.cleanUp();
    looking.lock();
    try {
      check.close();
    } finally {
      looking.unlock();
    }
  }

  /** The best face that was seen. */
  private record Best(Embedding embedding, double quality, List<String> reasons) {}

  /** One challenge; touched under the lock alone. */
  private final class Attempt implements AutoCloseable {
    private final UUID id = UUID.randomUUID();
    private final String caller;
    private final Instant expires = clock.instant().plus(LIFETIME);
    private final LivenessCheck.Session session = check.begin();
    private State state = State.RUNNING;
    private String words = "look into the camera";
    private double seenAt = seconds();
    private double doneAt = Double.POSITIVE_INFINITY;
    private @Nullable Best best;
    private @Nullable Embedding last;

    Attempt(String caller) {
      this.caller = caller;
    }

    void look(Photo frame, double seconds) {
      reader.read(
          frame,
          (image, faces) -> {
            if (!PhotoReader.alone(faces)) {
              words = faces.isEmpty() ? "no face is seen" : "one person at a time";
              return state;
            }
            AnalyzedFace face = faces.getFirst();
            boolean good = face.quality().score() >= GOOD;
            session.see(image, face.face().box(), face.shape(), seconds);
            session.look(image, face.face().box(), good, seconds);
            if (!good) {
              face.embedding().erase();
              decide(seconds);
            } else if (keep(face)) {
              decide(seconds);
            } else {
              fail("somebody else came before the camera");
            }
            return state;
          });
    }

    /** Takes the face's embedding over; false if it is somebody else's than the last. */
    private boolean keep(AnalyzedFace face) {
      Embedding seen = face.embedding();
      boolean same = last == null || last.similarity(seen) >= SAME_PERSON;
      Best before = best;
      if (before == null || face.quality().score() > before.quality) {
        best = new Best(seen, face.quality().score(), face.quality().reasons());
      }
      for (Embedding old : Arrays.asList(last, before == null ? null : before.embedding)) {
        if (old != null && (best == null || old != best.embedding)) {
          old.erase();
        }
      }
      last = seen;
      return same;
    }

    private void decide(double seconds) {
      Optional<LivenessChallenge.Prompt> prompt = session.prompt();
      if (session.failure().isPresent()) {
        fail(session.failure().get());
      } else if (prompt.isPresent()) {
        words = prompt.get().words();
      } else if (session.live() && best != null) {
        state = State.PASSED;
        words = "thank you";
      } else {
        words = "look into the camera a moment longer";
        doneAt = Math.min(doneAt, seconds);
        if (seconds - doneAt > GRACE && session.score().isPresent()) {
          fail("presentation attack suspected");
        }
      }
    }

    private void fail(String why) {
      state = State.FAILED;
      words = why;
    }

    Challenge view() {
      OptionalDouble liveness = session.score();
      return new Challenge(
          id,
          state,
          state == State.RUNNING ? session.prompt() : Optional.empty(),
          words,
          liveness,
          expires);
    }

    @Override
    public void close() {
      if (last != null) {
        last.erase();
      }
      if (best != null) {
        best.embedding.erase();
      }
      session.close();
    }
  }
}
