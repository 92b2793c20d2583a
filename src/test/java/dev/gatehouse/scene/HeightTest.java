package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeightTest {
  private static Optional<AgeGroup> age(double metres, double error) {
    return AgeGroup.fromHeight(new Height(metres, error)).map(Guess::value);
  }

  @Test
  void a_child_is_clearly_small_and_an_adult_clearly_tall() {
    assertThat(age(1.10, 0.1)).contains(AgeGroup.CHILD);
    assertThat(age(1.31, 0.1)).contains(AgeGroup.CHILD);
    assertThat(age(1.37, 0.1)).isEmpty();
    assertThat(age(1.50, 0.02)).isEmpty();
    assertThat(age(1.63, 0.1)).isEmpty();
    assertThat(age(1.69, 0.1)).contains(AgeGroup.ADULT);
  }

  @Test
  void a_large_error_leaves_it_unknown() {
    assertThat(age(1.2, 0.5)).isEmpty();
    assertThat(age(1.8, 0.5)).isEmpty();
  }

  @Test
  void a_height_and_its_error_are_positive() {
    assertThatThrownBy(() -> new Height(0, 0.1)).hasMessageContaining("0.1");
    assertThatThrownBy(() -> new Height(1.7, 0)).hasMessageContaining("1.7");
    assertThatThrownBy(() -> new Height(Double.POSITIVE_INFINITY, 1)).isInstanceOf(Exception.class);
  }

  @ParameterizedTest
  @CsvSource({
    "car, 1.5, CAR",
    "car, 1.9, CAR",
    "car, 2.3, VAN",
    "truck, 2.4, VAN",
    "truck, 3.6, TRUCK",
    "bus, 2.5, BUS",
    "motorcycle, 2.4, MOTORCYCLE",
    "bicycle, 1.0, BICYCLE"
  })
  void a_car_as_high_as_a_van_is_one(String detected, double metres, VehicleType type) {
    assertThat(
            VehicleType.of(
                new Guess<>(new ObjectClass(detected), 0.8), Optional.of(new Height(metres, 0.1))))
        .map(Guess::value)
        .contains(type);
  }

  @Test
  void without_a_height_the_detector_has_the_word() {
    var truck = VehicleType.of(new Guess<>(ObjectClass.TRUCK, 0.7), Optional.empty());
    assertThat(truck).contains(new Guess<>(VehicleType.TRUCK, 0.7));
    assertThat(VehicleType.of(new Guess<>(ObjectClass.PERSON, 0.7), Optional.empty())).isEmpty();
  }
}
