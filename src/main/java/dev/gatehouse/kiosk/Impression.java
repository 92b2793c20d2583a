package dev.gatehouse.kiosk;

import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.AgeSex;
import dev.gatehouse.face.Appeal;
import dev.gatehouse.face.Sex;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What is thought of a face while it is in view: means of the guesses of its pictures, and whether
 * it is that of a member who is greeted. It goes with the face's track.
 */
final class Impression {
  /** Guesses after which another changes little. */
  private static final int ENOUGH = 5;

  private static final double FIRST_EVERY = 0.25; // seconds
  private static final double LATER_EVERY = 2;

  /** Weight of another guess once there are enough, so that the mean can still follow. */
  private static final double SHARE = 0.1;

  private static final double APPEAL_SHARE = 0.15;

  /** A guess of the sex that is less sure is not told. */
  private static final double SURE = 0.8;

  private Optional<AgeSex> mean = Optional.empty();
  private int guesses;
  private double guessedAt = Double.NEGATIVE_INFINITY;
  private Optional<Appeal> appeal = Optional.empty();

  /** Of members, the greeter's. */
  Optional<UUID> candidate = Optional.empty();

  int agreeing;
  int misses;
  double comparedAt = Double.NEGATIVE_INFINITY;
  Optional<Greeting> greeting = Optional.empty();

  /** How long ago a guess is due, in seconds; below 0 where none is. */
  double due(double seconds) {
    return seconds - guessedAt - (guesses < ENOUGH ? FIRST_EVERY : LATER_EVERY);
  }

  void guess(AgeSex guess, double seconds) {
    guessedAt = seconds;
    guesses++;
    double share = guesses <= ENOUGH ? 1.0 / guesses : SHARE;
    mean = Optional.of(mean.map(before -> before.towards(guess, share)).orElse(guess));
  }

  void appeal(Appeal now) {
    appeal = Optional.of(appeal.map(before -> before.towards(now, APPEAL_SHARE)).orElse(now));
  }

  Optional<AgeRange> age() {
    return mean.map(AgeSex::range);
  }

  Optional<Sex> sex() {
    return mean.filter(guess -> guess.certainty() >= SURE).map(AgeSex::sex);
  }

  OptionalInt appeal() {
    return appeal.map(one -> OptionalInt.of(one.shown())).orElse(OptionalInt.empty());
  }

  /** The band it is counted in; empty where there were too few guesses. */
  Optional<AgeBand> band() {
    return mean.filter(_ -> guesses >= 3).map(guess -> AgeBand.of(guess.years()));
  }
}
