package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.Optional;

/**
 * Describes vehicles and people from the best views that a track offers.
 *
 * <p>Call {@link #look} for each track on every frame, or every few: it decides from the view's
 * worth whether it is looked at, which takes about a tenth of a millisecond.
 *
 * {@snippet :
 * var light = new WhiteBalance();
 * try (var describer = new ObjectDescriber(AttributeModels.byRule(light))) {
 *   light.observe(frame); // about once a second
 *   var votes = new Votes(); // for each new track
 *   double worth = ViewMeter.worth(frame, box, 0.1);
 *   describer.look(frame, box, new Guess<>(ObjectClass.CAR, 0.8), worth, Optional.empty(), votes);
 *   Description known = describer.describe(votes, Optional.empty());
 * }
 * }
 *
 * <p>Not thread-safe: one a camera.
 */
public final class ObjectDescriber implements AutoCloseable {
  /** What is voted for with less is unknown. */
  private static final double SMALLEST_SCORE = 0.35;

  /** A box that is wider for its height holds somebody who sits, cycles, or is half hidden. */
  private static final double STANDING = 1.5;

  private final AttributeModels models;

  /**
   * @param models closed with this
   */
  public ObjectDescriber(AttributeModels models) {
    this.models = models;
  }

  /**
   * Looks at a track in one picture, if this view is worth it.
   *
   * @param image BGR, the whole picture
   * @param box of the object in it
   * @param detected what the detector calls it here; counts whether it is looked at or not
   * @param worth of this view, by {@link ViewMeter#worth}
   * @param height over the ground, where the camera is calibrated
   * @param votes of the track
   * @return whether it was looked at: a good moment to keep this crop, or to read its plate
   */
  public boolean look(
      Image image,
      Box box,
      Guess<ObjectClass> detected,
      double worth,
      Optional<Height> height,
      Votes votes) {
    if (!(worth > 0)) {
      return false;
    }
    votes.objectClass.add(detected, worth);
    boolean cut = ViewMeter.isCut(image, box);
    Optional<Height> known = cut ? Optional.empty() : height;
    if (detected.value().isVehicle()) {
      VehicleType.of(detected, known).ifPresent(type -> votes.vehicleType.add(type, worth));
    }
    if (!votes.wants(worth)) {
      return false;
    }
    votes.looked(worth);
    if (detected.value().isMotorVehicle()) {
      vote(votes.colour, models.vehicleColour(), image, box, worth);
      vote(votes.make, models.make(), image, box, worth);
      vote(votes.model, models.model(), image, box, worth);
    } else if (detected.value().isPerson()) {
      if (box.height() >= STANDING * box.width() && !cut) {
        vote(votes.upper, models.upper(), image, box, worth);
        vote(votes.lower, models.lower(), image, box, worth);
      }
      vote(votes.sex, models.sex(), image, box, worth);
      known.ifPresent(h -> add(votes.age, AgeGroup.fromHeight(h), worth));
    }
    return true;
  }

  private static <T> void vote(
      Vote<T> vote, AttributeModel<T> model, Image image, Box box, double worth) {
    add(vote, model.look(image, box), worth);
  }

  private static <T> void add(Vote<T> vote, Optional<Guess<T>> guess, double worth) {
    guess.ifPresentOrElse(g -> vote.add(g, worth), () -> vote.addUnknown(worth));
  }

  /** What the track is called by most of its frames; empty before the first. */
  public Optional<Guess<ObjectClass>> objectClass(Votes votes) {
    return votes.objectClass.result();
  }

  /**
   * What is known of a track so far.
   *
   * @param plate where one was read
   */
  public Description describe(Votes votes, Optional<PlateRead> plate) {
    Optional<ObjectClass> type = objectClass(votes).map(Guess::value);
    if (type.filter(ObjectClass::isVehicle).isPresent()) {
      return new Description.Vehicle(
          votes.vehicleType.result(),
          votes.colour.result(SMALLEST_SCORE),
          votes.make.result(SMALLEST_SCORE),
          votes.model.result(SMALLEST_SCORE),
          plate);
    }
    if (type.filter(ObjectClass::isPerson).isPresent()) {
      return new Description.Person(
          votes.sex.result(SMALLEST_SCORE),
          votes.age.result(SMALLEST_SCORE),
          votes.upper.result(SMALLEST_SCORE),
          votes.lower.result(SMALLEST_SCORE));
    }
    return new Description.Other();
  }

  @Override
  public void close() {
    models.close();
  }
}
