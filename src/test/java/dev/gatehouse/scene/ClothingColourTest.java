package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Image;
import dev.gatehouse.scene.PaintedStreet.Light;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClothingColourTest {

  @ParameterizedTest
  @CsvSource({
    "RED, 180, 30, 40, BLACK, 25, 25, 28",
    "WHITE, 235, 235, 235, BLUE, 45, 65, 130",
    "BLACK, 22, 22, 24, GREY, 120, 121, 122",
    "YELLOW, 235, 205, 60, BROWN, 100, 70, 45",
    "GREEN, 50, 130, 60, WHITE, 232, 232, 230",
    "PURPLE, 110, 45, 140, BLACK, 20, 20, 22",
    "PINK, 235, 140, 170, BLUE, 40, 60, 140",
    "ORANGE, 230, 115, 35, GREEN, 55, 85, 45",
    "BLUE, 40, 80, 190, RED, 165, 30, 40",
  })
  void a_painted_person_is_described(
      Colour upper, int ur, int ug, int ub, Colour lower, int lr, int lg, int lb) {
    for (Light light : Light.values()) {
      try (Image street =
          PaintedStreet.withPerson(new int[] {ur, ug, ub}, new int[] {lr, lg, lb}, light)) {
        var balance = new WhiteBalance();
        balance.observe(street);
        assertThat(ClothingColour.upper(balance).look(street, PaintedStreet.PERSON))
            .as("upper in light %s", light)
            .map(Guess::value)
            .isEqualTo(Optional.of(upper));
        assertThat(ClothingColour.lower(balance).look(street, PaintedStreet.PERSON))
            .as("lower in light %s", light)
            .map(Guess::value)
            .isEqualTo(Optional.of(lower));
      }
    }
  }
}
