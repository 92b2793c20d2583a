package dev.gatehouse.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.face.FaceMesh.Line;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Meshes that are drawn by hand: half an ellipsoid, with the pairs' points in mirrored places. */
class FaceMeshProperties {
  /** A symmetrical face about (0, 0), 2 wide and 2.6 high, that looks into the camera. */
  private static float[] symmetrical() {
    float[] xyz = new float[3 * FaceMesh.POINTS];
    for (int i = 0; i < FaceMesh.POINTS; i++) {
      double turn = 2.399963 * i; // the golden angle: spread evenly
      double radius = 0.9 * Math.sqrt((i + 0.5) / FaceMesh.POINTS);
      put(xyz, i, 0, 1.3 * radius * Math.sin(turn));
    }
    // A deterministic place for each point of the left half, and its mirror image for its fellow.
    int n = 0;
    for (int[] pair : FrontalFace.PAIRS) {
      double y = -1 + 2.0 * n / FrontalFace.PAIRS.size();
      double x = 0.2 + 0.6 * ((n * 7) % 11) / 11;
      put(xyz, pair[0], -x, y);
      put(xyz, pair[1], x, y);
      n++;
    }
    put(xyz, 234, -1, -0.2);
    put(xyz, 454, 1, -0.2);
    put(xyz, 33, -0.55, -0.3);
    put(xyz, 263, 0.55, -0.3);
    put(xyz, 133, -0.2, -0.3);
    put(xyz, 362, 0.2, -0.3);
    put(xyz, 10, 0, -1.3);
    put(xyz, 152, 0, 1.3);
    // The chin of a face that looks ahead lies a little behind its forehead.
    xyz[3 * 152 + 2] += 2.6f * (float) Math.tan(0.12);
    return xyz;
  }

  private static void put(float[] xyz, int point, double x, double y) {
    xyz[3 * point] = (float) x;
    xyz[3 * point + 1] = (float) y;
    xyz[3 * point + 2] = (float) (0.6 * (x * x + 0.3 * y * y) - 0.3);
  }

  private static FaceMesh placed(
      float[] face, double scale, double x, double y, double yaw, double roll) {
    float[] xyz = new float[face.length];
    for (int i = 0; i < FaceMesh.POINTS; i++) {
      double px = face[3 * i];
      double py = face[3 * i + 1];
      double pz = face[3 * i + 2];
      double tx = px * Math.cos(yaw) - pz * Math.sin(yaw);
      double tz = px * Math.sin(yaw) + pz * Math.cos(yaw);
      xyz[3 * i] = (float) (x + scale * (tx * Math.cos(roll) - py * Math.sin(roll)));
      xyz[3 * i + 1] = (float) (y + scale * (tx * Math.sin(roll) + py * Math.cos(roll)));
      xyz[3 * i + 2] = (float) (scale * tz);
    }
    return new FaceMesh(xyz, 1);
  }

  @Property(tries = 200)
  void the_pose_is_read_from_the_points(
      @ForAll @DoubleRange(min = 10, max = 400) double scale,
      @ForAll @DoubleRange(min = -0.6, max = 0.6) double yaw,
      @ForAll @DoubleRange(min = -3, max = 3) double roll) {
    FaceMesh mesh = placed(symmetrical(), scale, 500, 400, yaw, roll);
    assertThat(mesh.roll()).isCloseTo(roll, within(0.001));
    assertThat(mesh.yaw()).isCloseTo(yaw, within(0.001));
  }

  @Property(tries = 200)
  void the_score_does_not_depend_on_where_the_face_is_how_large_and_how_it_leans(
      @ForAll @DoubleRange(min = 10, max = 400) double scale,
      @ForAll @DoubleRange(min = -1000, max = 1000) double x,
      @ForAll @DoubleRange(min = -1000, max = 1000) double y,
      @ForAll @DoubleRange(min = -0.5, max = 0.5) double roll) {
    Appeal straight = Appeal.of(placed(symmetrical(), 100, 0, 0, 0, 0)).orElseThrow();
    Appeal appeal = Appeal.of(placed(symmetrical(), scale, x, y, 0, roll)).orElseThrow();
    assertThat(appeal.symmetry()).isGreaterThan(0.99);
    assertThat(appeal.proportions()).isCloseTo(straight.proportions(), within(0.01));
    assertThat(appeal.shown()).isBetween(90, 99);
  }

  @Property(tries = 200)
  void a_symmetrical_face_stays_so_when_it_turns(
      @ForAll @DoubleRange(min = -0.35, max = 0.35) double yaw) {
    assertThat(Appeal.of(placed(symmetrical(), 100, 0, 0, yaw, 0)).orElseThrow().symmetry())
        .isGreaterThan(0.8);
  }

  @Property(tries = 100)
  void the_more_one_half_is_moved_the_less_symmetrical_it_is(
      @ForAll @IntRange(min = 5, max = 100) int thousandths,
      @ForAll @DoubleRange(min = 1.2, max = 3) double more) {
    double before = 1;
    for (double by : new double[] {thousandths / 1000.0, thousandths / 1000.0 * more}) {
      float[] face = symmetrical();
      for (int index : Line.LEFT_BROW.indices()) {
        face[3 * index + 1] -= (float) by;
      }
      for (int index : Line.LEFT_EYE.indices()) {
        face[3 * index + 1] -= (float) by / 2;
      }
      double symmetry = Appeal.of(placed(face, 100, 300, 300, 0, 0)).orElseThrow().symmetry();
      assertThat(symmetry).isLessThan(before);
      before = symmetry;
    }
  }

  @Property(tries = 100)
  void a_head_that_is_turned_far_has_no_score(
      @ForAll @DoubleRange(min = 0.42, max = 1.5) double yaw) {
    assertThat(Appeal.of(placed(symmetrical(), 100, 0, 0, yaw, 0))).isEmpty();
    assertThat(Appeal.of(placed(symmetrical(), 100, 0, 0, -yaw, 0))).isEmpty();
  }

  @Example
  void points_that_all_coincide_have_no_score() {
    Optional<Appeal> none = Appeal.of(new FaceMesh(new float[3 * FaceMesh.POINTS], 1));
    assertThat(none).isEmpty();
  }

  @Example
  void what_is_no_mesh_cannot_be_made() {
    assertThatThrownBy(() -> new FaceMesh(new float[12], 1)).hasMessageContaining("468");
    float[] broken = symmetrical();
    broken[100] = Float.NaN;
    assertThatThrownBy(() -> new FaceMesh(broken, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> new FaceMesh(symmetrical(), 1.5f)).hasMessageContaining("0 to 1");
  }

  @Example
  void a_mesh_keeps_its_points_whatever_becomes_of_the_array() {
    float[] points = symmetrical();
    FaceMesh mesh = new FaceMesh(points, 1);
    float before = mesh.x(454);
    points[3 * 454] = 99;
    assertThat(mesh.x(454)).isEqualTo(before);
  }

  @Example
  void the_lines_name_points_of_the_mesh_and_none_twice() {
    for (Line line : Line.values()) {
      assertThat(line.indices()).doesNotHaveDuplicates();
      assertThat(line.indices()).allMatch(i -> i >= 0 && i < FaceMesh.POINTS);
    }
  }

  @Example
  void each_point_of_one_half_has_one_fellow_of_the_other() {
    Set<Integer> seen = new HashSet<>();
    for (int[] pair : FrontalFace.PAIRS) {
      assertThat(seen.add(pair[0])).isTrue();
      assertThat(seen.add(pair[1])).isTrue();
    }
    assertThat(seen).contains(33, 263, 61, 291, 234, 454, 48, 278, 70, 300);
    assertThat(seen).doesNotContain(10, 152, 4, 2, 0, 17, 13, 14);
  }
}
