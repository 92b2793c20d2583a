package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.scene.PaintedStreet.Light;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectDescriberTest {
  private static final Guess<ObjectClass> CAR = new Guess<>(ObjectClass.CAR, 0.9);
  private static final Guess<ObjectClass> PERSON = new Guess<>(ObjectClass.PERSON, 0.9);

  private final Image street = PaintedStreet.withCar(new int[] {178, 24, 32}, 0.25, Light.DAY);
  private final Image square =
      PaintedStreet.withPerson(new int[] {40, 80, 190}, new int[] {25, 25, 28}, Light.DAY);
  private final ObjectDescriber describer =
      new ObjectDescriber(AttributeModels.byRule(new WhiteBalance()));
  private final Votes votes = new Votes();

  @AfterEach
  void close() {
    describer.close();
    street.close();
    square.close();
  }

  private boolean look(Box box, double hidden) {
    return describer.look(
        street, box, CAR, ViewMeter.worth(street, box, hidden), Optional.empty(), votes);
  }

  @Test
  void a_vehicle_is_described() {
    assertThat(look(PaintedStreet.CAR, 0)).isTrue();
    var plate = new PlateRead("AB123", 0.9, Optional.empty());
    assertThat(describer.describe(votes, Optional.of(plate)))
        .isInstanceOfSatisfying(
            Description.Vehicle.class,
            vehicle -> {
              assertThat(vehicle.type()).map(Guess::value).contains(VehicleType.CAR);
              assertThat(vehicle.colour()).map(Guess::value).contains(Colour.RED);
              assertThat(vehicle.make()).isEmpty();
              assertThat(vehicle.model()).isEmpty();
              assertThat(vehicle.plate()).contains(plate);
            });
  }

  @Test
  void a_person_is_described_with_sex_unknown_and_age_where_the_height_tells() {
    var tall = Optional.of(new Height(1.8, 0.08));
    assertThat(describer.look(square, PaintedStreet.PERSON, PERSON, 1, tall, votes)).isTrue();
    assertThat(describer.describe(votes, Optional.empty()))
        .isInstanceOfSatisfying(
            Description.Person.class,
            person -> {
              assertThat(person.upper()).map(Guess::value).contains(Colour.BLUE);
              assertThat(person.lower()).map(Guess::value).contains(Colour.BLACK);
              assertThat(person.age()).map(Guess::value).contains(AgeGroup.ADULT);
              assertThat(person.sex()).isEmpty();
            });
  }

  @Test
  void a_person_cut_off_by_the_edge_has_no_known_clothes_or_height() {
    Box cut = new Box(500, 110, 560, PaintedStreet.HEIGHT + 40);
    var tall = Optional.of(new Height(1.8, 0.08));
    describer.look(square, cut, PERSON, 0.4, tall, votes);
    assertThat(describer.describe(votes, Optional.empty()))
        .isEqualTo(
            new Description.Person(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void worse_views_are_passed_over_once_there_are_better_ones() {
    for (int i = 0; i < 3; i++) {
      assertThat(look(PaintedStreet.CAR, 0)).isTrue();
    }
    assertThat(look(PaintedStreet.CAR, 0.6)).isFalse();
    assertThat(look(PaintedStreet.CAR, 0.05)).isTrue();
    assertThat(votes.looks()).isEqualTo(4);
  }

  @Test
  void a_long_track_is_not_looked_at_for_ever() {
    for (int i = 0; i < 100; i++) {
      look(PaintedStreet.CAR, 0);
    }
    assertThat(votes.looks()).isEqualTo(20);
  }

  @Test
  void what_is_outside_of_the_picture_or_wholly_hidden_is_not_looked_at() {
    assertThat(look(new Box(-300, 0, -100, 200), 0)).isFalse();
    assertThat(look(PaintedStreet.CAR, 1)).isFalse();
    assertThat(describer.describe(votes, Optional.empty())).isEqualTo(new Description.Other());
  }

  @Test
  void the_class_is_that_of_most_frames() {
    look(PaintedStreet.CAR, 0);
    look(PaintedStreet.CAR, 0);
    describer.look(
        street, PaintedStreet.CAR, new Guess<>(ObjectClass.TRUCK, 0.5), 1, Optional.empty(), votes);
    assertThat(describer.objectClass(votes)).map(Guess::value).contains(ObjectClass.CAR);
  }

  @Test
  void blur_and_the_edge_make_a_view_worth_less() {
    double sharp = ViewMeter.worth(street, PaintedStreet.CAR, 0);
    try (Image blurred = street.copy()) {
      org.bytedeco.opencv.global.opencv_imgproc.blur(
          street.mat(), blurred.mat(), new org.bytedeco.opencv.opencv_core.Size(15, 15));
      assertThat(ViewMeter.worth(blurred, PaintedStreet.CAR, 0)).isLessThan(sharp);
    }
    Box far = PaintedStreet.CAR.shifted(-PaintedStreet.CAR.x0() - 60, 0);
    assertThat(ViewMeter.isCut(street, far)).isTrue();
    assertThat(ViewMeter.isCut(street, PaintedStreet.CAR)).isFalse();
  }
}
