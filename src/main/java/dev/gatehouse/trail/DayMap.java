package dev.gatehouse.trail;

import dev.gatehouse.site.Path;
import dev.gatehouse.site.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A member's time from one instant to another: pieces of time that follow each other, and the stops
 * that they make up. What no camera saw is told apart from what one did.
 *
 * @param pieces in order, each beginning where the one before ended; from the first time the member
 *     was seen to the last
 * @param stops in order
 * @param doubtful visits that nobody can have made who made the others, such as at both ends of a
 *     town within a minute; they are in no piece
 */
public record DayMap(List<Piece> pieces, List<Stop> stops, List<Visit> doubtful) {
  public DayMap {
    pieces = List.copyOf(pieces);
    stops = List.copyOf(stops);
    doubtful = List.copyOf(doubtful);
  }

  /** How a piece of time is known. */
  public enum Kind {
    /** A camera saw the member there. */
    SEEN,
    /** Inferred: seen there before or after, and nowhere else meanwhile. */
    STAYED,
    /** Inferred: the shortest way between two sightings. */
    WALKED,
    /** Nothing is claimed. */
    UNKNOWN
  }

  /**
   * A piece of time.
   *
   * @param place and {@code camera} where it is SEEN or STAYED; else empty
   * @param position where it is SEEN or STAYED at a camera that stands on a plan
   * @param path where it is WALKED; evenly in time
   * @param stop index of the stop that it belongs to; -1 for none
   */
  public record Piece(
      Kind kind,
      Instant from,
      Instant to,
      String place,
      String camera,
      Optional<Position> position,
      Optional<Path> path,
      int stop) {
    /** Where the member was at an instant of it, as far as that is claimed. */
    public Optional<Position> at(Instant instant) {
      if (path.isEmpty()) {
        return position;
      }
      double whole = Duration.between(from, to).toNanos();
      double share = whole <= 0 ? 0 : Duration.between(from, instant).toNanos() / whole;
      return Optional.of(path.get().at(share * path.get().length()));
    }
  }

  /**
   * Being somewhere for a while.
   *
   * @param place of the camera that saw the member first there
   * @param cameras that saw them there
   * @param position on a plan, if any
   * @param seen for how long a camera saw them; the rest is inferred
   */
  public record Stop(
      Instant from,
      Instant to,
      String place,
      List<String> cameras,
      Optional<Position> position,
      Duration seen) {
    public Stop {
      cameras = List.copyOf(cameras);
    }

    public Duration length() {
      return Duration.between(from, to);
    }
  }

  /** The piece in which an instant lies. */
  public Optional<Piece> pieceAt(Instant instant) {
    return pieces.stream()
        .filter(piece -> !instant.isBefore(piece.from) && instant.isBefore(piece.to))
        .findFirst();
  }

  /** Where the member was at an instant, seen or inferred; empty where nothing is claimed. */
  public Optional<Position> at(Instant instant) {
    return pieceAt(instant).flatMap(piece -> piece.at(instant));
  }
}
