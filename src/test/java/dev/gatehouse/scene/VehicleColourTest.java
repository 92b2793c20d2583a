package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gatehouse.evaluation.VehicleEvaluation;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.scene.PaintedStreet.Light;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VehicleColourTest {
  private static final Path PHOTOS = Path.of("../shared/data/vehicle_colour");

  /** Red, green, blue of the paint; shines unless it is grey. */
  enum Paint {
    WHITE(238, 238, 236),
    BLACK(24, 24, 26),
    GREY(98, 99, 101),
    SILVER(150, 152, 155),
    RED(178, 24, 32),
    BLUE(32, 62, 150),
    GREEN(30, 110, 55),
    YELLOW(240, 205, 30),
    ORANGE(235, 110, 25),
    BROWN(98, 66, 42),
    PINK(235, 130, 165);

    private final int red;
    private final int green;
    private final int blue;

    Paint(int red, int green, int blue) {
      this.red = red;
      this.green = green;
      this.blue = blue;
    }

    Image on(Light light) {
      return PaintedStreet.withCar(new int[] {red, green, blue}, this == GREY ? 0 : 0.25, light);
    }
  }

  static Stream<Arguments> paintsInAllLights() {
    return Stream.of(Paint.values())
        .flatMap(paint -> Stream.of(Light.values()).map(light -> Arguments.of(paint, light)));
  }

  @ParameterizedTest
  @MethodSource("paintsInAllLights")
  void a_painted_car_gets_the_name_of_its_paint(Paint paint, Light light) {
    try (Image street = paint.on(light)) {
      var balance = new WhiteBalance();
      balance.observe(street);
      assertThat(new VehicleColour(balance).look(street, PaintedStreet.CAR))
          .map(Guess::value)
          .contains(Colour.valueOf(paint.name()));
    }
  }

  @Test
  void without_the_light_of_the_scene_some_paints_are_misnamed() {
    var model = new VehicleColour(WhiteBalance.none());
    var wrong = new ArrayList<String>();
    for (Paint paint : Paint.values()) {
      for (Light light : Light.values()) {
        try (Image street = paint.on(light)) {
          Colour called = model.look(street, PaintedStreet.CAR).orElseThrow().value();
          if (called != Colour.valueOf(paint.name())) {
            wrong.add(paint + " in light " + light + " is called " + called);
          }
        }
      }
    }
    assertThat(wrong).isNotEmpty().noneMatch(w -> w.contains("DAY"));
  }

  @Test
  void a_loose_box_still_tells() {
    Box car = PaintedStreet.CAR;
    Box loose = new Box(car.x0() - 30, car.y0() - 20, car.x1() + 20, car.y1() + 15);
    try (Image street = Paint.RED.on(Light.DAY)) {
      assertThat(new VehicleColour(WhiteBalance.none()).look(street, loose))
          .map(Guess::value)
          .contains(Colour.RED);
    }
  }

  @Test
  void an_infrared_camera_tells_no_colours() {
    try (Image street = Paint.RED.on(Light.DAY)) {
      var pixels = street.buffer();
      for (int i = 0; i < pixels.capacity(); i += 3) {
        pixels.put(i, pixels.get(i + 1));
        pixels.put(i + 2, pixels.get(i + 1));
      }
      var balance = new WhiteBalance();
      balance.observe(street);
      assertThat(balance.colourless()).isTrue();
      assertThat(new VehicleColour(balance).look(street, PaintedStreet.CAR)).isEmpty();
    }
  }

  @Test
  void a_black_picture_tells_nothing() {
    try (Image night = Image.allocate(200, 200)) {
      var pixels = night.buffer();
      for (int i = 0; i < pixels.capacity(); i++) {
        pixels.put(i, (byte) 2);
      }
      var model = new VehicleColour(WhiteBalance.none());
      assertThat(model.look(night, new Box(0, 0, 200, 200))).isEmpty();
      assertThat(model.scores(night, new Box(0, 0, 200, 200))).isEmpty();
    }
  }

  @Test
  void web_photos_of_cars_get_their_names() {
    assumeThat(Files.isDirectory(PHOTOS))
        .as(PHOTOS + " is absent: put labelled photos there, a folder for each colour")
        .isTrue();
    var result = VehicleEvaluation.colours(PHOTOS, (done, all) -> {});
    assertThat(result.accuracy()).isGreaterThan(0.79);
    assertThat(result.balancedAccuracy()).isGreaterThan(0.77);
    assertThat(result.meanScore()).isBetween(result.accuracy() - 0.04, result.accuracy() + 0.04);
  }
}
