package dev.gatehouse.street;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.PlateRead;
import dev.gatehouse.scene.PlateVote;
import dev.gatehouse.scene.Votes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is gathered of a track while it lasts. For one thread. */
final class Sighting implements AutoCloseable {
  /** A track has moved when it has gone so far, in sizes of itself. */
  private static final double MOVED = 0.35;

  /** It moves now above this speed, in sizes of itself a second. */
  private static final double MOVES = 0.12;

  private static final int MOST_PLATE_LOOKS = 6;
  private static final int ENOUGH_READS = 3;
  private static final double SURE = 0.9;

  final Votes votes = new Votes();
  final Instant from;
  Instant to;
  double bestScore;
  private final double firstX;
  private final double firstY;
  private boolean moved;
  private boolean moving;

  private final PlateVote plates;
  private int plateLooks;
  private int plateReads;
  private double lastPlateLook = Double.NEGATIVE_INFINITY;
  private double bestPlateWorth;
  private Optional<PlateRead> plate = Optional.empty();
  private @Nullable Box plateInBox; // in fractions of the vehicle's box

  private @Nullable Image crop;
  private double cropWorth;

  Sighting(Box box, Instant time, PlateFormats formats) {
    this.from = time;
    this.to = time;
    this.firstX = box.centre().x();
    this.firstY = box.y1();
    this.plates = new PlateVote(formats);
  }

  void see(Box box, double velocityX, double velocityY, double score, Instant time) {
    to = time;
    bestScore = Math.max(bestScore, score);
    double size = Math.max(1, Math.sqrt(box.area()));
    moved |= Math.hypot(box.centre().x() - firstX, box.y1() - firstY) > MOVED * size;
    moving = Math.hypot(velocityX, velocityY) > MOVES * size;
  }

  /** Whether it has ever left the place where it was first seen. */
  boolean moved() {
    return moved;
  }

  boolean moving() {
    return moving;
  }

  /** Whether a view of that worth, now, may add to what is known of the plate. */
  boolean wantsPlate(double worth, double seconds) {
    boolean known =
        plateReads >= ENOUGH_READS && plate.filter(read -> read.score() >= SURE).isPresent();
    return !known
        && plateLooks < MOST_PLATE_LOOKS
        && seconds - lastPlateLook >= 0.15
        && worth > 0.8 * bestPlateWorth;
  }

  void plateLookedFor(double worth, double seconds) {
    plateLooks++;
    lastPlateLook = seconds;
    bestPlateWorth = Math.max(bestPlateWorth, worth);
  }

  void plateSeen(dev.gatehouse.scene.PlateSighting seen, Box vehicle) {
    plateReads++;
    plates.add(seen.reading());
    plate = plates.result();
    Box bounds = seen.outline().bounds();
    plateInBox =
        new Box(
            (bounds.x0() - vehicle.x0()) / vehicle.width(),
            (bounds.y0() - vehicle.y0()) / vehicle.height(),
            (bounds.x1() - vehicle.x0()) / vehicle.width(),
            (bounds.y1() - vehicle.y0()) / vehicle.height());
  }

  Optional<PlateRead> plate() {
    return plate;
  }

  /** Where the plate is when the vehicle is there; empty where it was never seen. */
  Optional<Box> plateBox(Box vehicle) {
    Box p = plateInBox;
    return p == null
        ? Optional.empty()
        : Optional.of(
            new Box(
                vehicle.x0() + p.x0() * vehicle.width(),
                vehicle.y0() + p.y0() * vehicle.height(),
                vehicle.x0() + p.x1() * vehicle.width(),
                vehicle.y0() + p.y1() * vehicle.height()));
  }

  boolean wantsCrop(double worth) {
    return worth > 1.15 * cropWorth;
  }

  /** Takes over a picture of the vehicle. */
  void keepCrop(Image picture, double worth) {
    if (crop != null) {
      crop.close();
    }
    crop = picture;
    cropWorth = worth;
  }

  Optional<Image> crop() {
    return Optional.ofNullable(crop);
  }

  @Override
  public void close() {
    if (crop != null) {
      crop.close();
      crop = null;
    }
  }
}
