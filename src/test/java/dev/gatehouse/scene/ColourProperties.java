package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ColourProperties {
  private static final Set<Colour> WITHOUT_HUE =
      EnumSet.of(Colour.WHITE, Colour.BLACK, Colour.GREY, Colour.SILVER);

  private final VehicleColour vehicle = new VehicleColour(WhiteBalance.none());
  private final ClothingColour upper = ClothingColour.upper(WhiteBalance.none());

  private static Image random(int width, int height, long seed, boolean grey) {
    Image image = Image.allocate(width, height);
    var random = new Random(seed);
    int base = random.nextInt(200);
    int range = 1 + random.nextInt(255 - base);
    var pixels = image.buffer();
    for (int i = 0; i < pixels.capacity(); i += 3) {
      for (int c = 0; c < 3; c++) {
        byte value = c > 0 && grey ? pixels.get(i) : (byte) (base + random.nextInt(range));
        pixels.put(i + c, value);
      }
    }
    return image;
  }

  @Property(tries = 200)
  void scores_are_0_to_1_and_add_up_to_no_more_than_1(
      @ForAll @IntRange(min = 12, max = 200) int width,
      @ForAll @IntRange(min = 12, max = 200) int height,
      @ForAll long seed) {
    try (Image image = random(width, height, seed, false)) {
      Map<Colour, Double> scores = vehicle.scores(image, new Box(0, 0, width, height));
      assertThat(scores.values()).allMatch(s -> s >= 0 && s <= 1);
      double sum = scores.values().stream().mapToDouble(s -> s).sum();
      assertThat(sum).isLessThan(1);
      if (!scores.isEmpty()) {
        // The rest is what the rule itself gets wrong: the same for every picture.
        assertThat(sum).isCloseTo(0.93, within(1e-6));
      }
    }
  }

  @Property(tries = 200)
  void a_grey_picture_has_no_hue(
      @ForAll @IntRange(min = 12, max = 150) int width,
      @ForAll @IntRange(min = 80, max = 150) int height,
      @ForAll long seed) {
    try (Image image = random(width, height, seed, true)) {
      Box whole = new Box(0, 0, width, height);
      vehicle.look(image, whole).ifPresent(g -> assertThat(WITHOUT_HUE).contains(g.value()));
      upper.look(image, whole).ifPresent(g -> assertThat(WITHOUT_HUE).contains(g.value()));
    }
  }

  @Property(tries = 300)
  void any_box_is_answered_and_those_with_too_little_inside_are_not_told(
      @ForAll @DoubleRange(min = -400, max = 400) double x,
      @ForAll @DoubleRange(min = -400, max = 400) double y,
      @ForAll @DoubleRange(min = 0, max = 500) double w,
      @ForAll @DoubleRange(min = 0, max = 500) double h) {
    try (Image image = random(160, 120, 5, false)) {
      Box box = new Box(x, y, x + w, y + h);
      Box inside = box.clipped(160, 120);
      boolean enough = inside.width() >= 12 && inside.height() >= 12;
      assertThat(vehicle.look(image, box).isPresent()).isEqualTo(enough);
      upper.look(image, box).ifPresent(g -> assertThat(g.score()).isBetween(0.0, 1.0));
    }
  }

  @Property(tries = 100)
  void the_worth_of_a_view_is_0_to_1_and_falls_with_what_is_hidden(
      @ForAll @DoubleRange(min = -100, max = 200) double x,
      @ForAll @DoubleRange(min = 0, max = 200) double side,
      @ForAll @DoubleRange(min = 0, max = 1) double hidden) {
    try (Image image = random(160, 120, 9, false)) {
      Box box = new Box(x, x, x + side, x + side);
      double whole = ViewMeter.worth(image, box, 0);
      assertThat(whole).isBetween(0.0, 1.0);
      assertThat(ViewMeter.worth(image, box, hidden)).isBetween(0.0, whole);
    }
  }
}
