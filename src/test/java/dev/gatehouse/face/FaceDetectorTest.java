package dev.gatehouse.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.image.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaceDetectorTest {

  private static Face face(double x, double y, double side, float score) {
    return new Face(new Box(x, y, x + side, y + side), score);
  }

  @Test
  void of_boxes_over_one_face_the_surest_stays() {
    Face sure = face(10, 10, 100, 0.99f);
    Face less = face(14, 8, 100, 0.9f);
    Face other = face(300, 10, 100, 0.7f);
    assertThat(FaceDetector.merged(List.of(), List.of(less, other, sure)))
        .containsExactly(sure, other);
  }

  @Test
  void what_the_larger_view_found_stays_whatever_a_tile_says() {
    Face whole = face(10, 10, 100, 0.7f);
    Face tile = face(14, 8, 100, 0.99f);
    assertThat(FaceDetector.merged(List.of(whole), List.of(tile))).containsExactly(whole);
  }

  @Test
  void a_box_inside_another_is_a_part_of_it() {
    Face whole = face(0, 0, 100, 0.8f);
    Face mouth = face(30, 60, 30, 0.9f);
    assertThat(FaceDetector.merged(List.of(whole), List.of(mouth))).containsExactly(whole);
  }

  @Test
  void neighbours_both_stay() {
    Face left = face(0, 0, 100, 0.8f);
    Face right = face(70, 0, 100, 0.9f);
    assertThat(FaceDetector.merged(List.of(), List.of(left, right)))
        .containsExactlyInAnyOrder(left, right);
  }
}
