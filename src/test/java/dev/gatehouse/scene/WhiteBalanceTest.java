package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Image;
import dev.gatehouse.scene.PaintedStreet.Light;
import org.junit.jupiter.api.Test;

class WhiteBalanceTest {
  private static WhiteBalance of(Light light) {
    var balance = new WhiteBalance();
    try (Image street = PaintedStreet.withCar(new int[] {178, 24, 32}, 0.2, light)) {
      balance.observe(street);
    }
    return balance;
  }

  @Test
  void before_the_first_frame_it_changes_nothing() {
    var balance = new WhiteBalance();
    assertThat(balance.redGain()).isEqualTo(1);
    assertThat(balance.greenGain()).isEqualTo(1);
    assertThat(balance.blueGain()).isEqualTo(1);
    assertThat(balance.colourless()).isFalse();
  }

  @Test
  void daylight_is_nearly_left_as_it_is() {
    WhiteBalance day = of(Light.DAY);
    assertThat(day.redGain() / day.greenGain()).isCloseTo(1, within(0.06f));
    assertThat(day.blueGain() / day.greenGain()).isCloseTo(1, within(0.06f));
  }

  @Test
  void a_tint_is_taken_out() {
    WhiteBalance day = of(Light.DAY);
    WhiteBalance warm = of(Light.WARM);
    // Warm light has 0.8 of the green and 0.55 of the blue.
    float red = warm.redGain() / warm.greenGain() / (day.redGain() / day.greenGain());
    float blue = warm.blueGain() / warm.greenGain() / (day.blueGain() / day.greenGain());
    assertThat(red).isCloseTo(0.8f, within(0.06f));
    assertThat(blue).isCloseTo(0.8f / 0.55f, within(0.1f));
  }

  @Test
  void a_dim_scene_is_lifted_and_a_bright_one_is_not() {
    assertThat(of(Light.DAY).greenGain()).isCloseTo(1, within(0.1f));
    assertThat(of(Light.DIM).greenGain()).isBetween(1.5f, 2.1f);
  }

  @Test
  void one_odd_frame_among_many_counts_little() {
    var balance = new WhiteBalance();
    try (Image day = PaintedStreet.withCar(new int[] {20, 20, 20}, 0, Light.DAY);
        Image warm = PaintedStreet.withCar(new int[] {20, 20, 20}, 0, Light.WARM)) {
      for (int i = 0; i < 40; i++) {
        balance.observe(day);
      }
      float before = balance.blueGain();
      balance.observe(warm);
      assertThat(balance.blueGain()).isCloseTo(before, within(0.03f));
    }
  }
}
