package dev.gatehouse.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class SimilarityProperties {

  @Provide
  Arbitrary<Point> point() {
    Arbitrary<Double> coordinate = Arbitraries.doubles().between(-200, 200).ofScale(3);
    return Combinators.combine(coordinate, coordinate).as(Point::new);
  }

  @Provide
  Arbitrary<List<Point>> points() {
    return point().list().ofMinSize(3).ofMaxSize(8);
  }

  @Provide
  Arbitrary<Similarity> similarities() {
    return Combinators.combine(
            Arbitraries.doubles().between(-3.14, 3.14),
            Arbitraries.doubles().between(0.05, 20),
            Arbitraries.doubles().between(-300, 300),
            Arbitraries.doubles().between(-300, 300))
        .as(
            (angle, scale, tx, ty) ->
                new Similarity(scale * Math.cos(angle), scale * Math.sin(angle), tx, ty));
  }

  @Property
  void between_finds_the_transform_that_was_applied(
      @ForAll("points") List<Point> points, @ForAll("similarities") Similarity made) {
    Assume.that(points.stream().anyMatch(p -> p.distance(points.getFirst()) > 1));
    Similarity found = Similarity.between(points, points.stream().map(made::apply).toList());
    assertThat(found.scale()).isCloseTo(made.scale(), within(1e-6));
    for (Point p : points) {
      assertThat(found.apply(p).distance(made.apply(p))).isLessThan(1e-6);
    }
  }

  @Property
  void the_inverse_undoes_it(@ForAll("point") Point p, @ForAll("similarities") Similarity s) {
    assertThat(s.inverse().apply(s.apply(p)).distance(p)).isLessThan(1e-6);
    assertThat(s.inverse().scale()).isCloseTo(1 / s.scale(), within(1e-6));
  }

  @Example
  void what_shrinks_to_a_point_has_no_inverse() {
    assertThatThrownBy(() -> new Similarity(0, 0, 3, 4).inverse())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void nothing_near_the_found_transform_fits_better(
      @ForAll("points") List<Point> from,
      @ForAll("points") List<Point> targets,
      @ForAll @DoubleRange(min = -0.1, max = 0.1) double da,
      @ForAll @DoubleRange(min = -0.1, max = 0.1) double db,
      @ForAll @DoubleRange(min = -5, max = 5) double dx,
      @ForAll @DoubleRange(min = -5, max = 5) double dy) {
    int n = Math.min(from.size(), targets.size());
    List<Point> f = from.subList(0, n);
    List<Point> t = targets.subList(0, n);
    Assume.that(f.stream().anyMatch(p -> p.distance(f.getFirst()) > 1));
    Similarity best = Similarity.between(f, t);
    var other = new Similarity(best.a() + da, best.b() + db, best.tx() + dx, best.ty() + dy);
    assertThat(error(best, f, t)).isLessThanOrEqualTo(error(other, f, t) + 1e-6);
  }

  private static double error(Similarity s, List<Point> from, List<Point> to) {
    double sum = 0;
    for (int i = 0; i < from.size(); i++) {
      double d = s.apply(from.get(i)).distance(to.get(i));
      sum += d * d;
    }
    return sum;
  }

  @Property
  void lengths_grow_by_the_scale(
      @ForAll("similarities") Similarity s, @ForAll("point") Point p, @ForAll("point") Point q) {
    assertThat(s.apply(p).distance(s.apply(q))).isCloseTo(p.distance(q) * s.scale(), within(1e-6));
  }

  @Property
  void after_input_is_the_transform_of_the_scaled_and_shifted_point(
      @ForAll("similarities") Similarity s,
      @ForAll("point") Point p,
      @ForAll @DoubleRange(min = -50, max = 50) double dx,
      @ForAll @DoubleRange(min = -50, max = 50) double dy,
      @ForAll @DoubleRange(min = 0.1, max = 5) double scale) {
    Point source = new Point(p.x() * scale + dx, p.y() * scale + dy);
    assertThat(s.afterInput(dx, dy, scale).apply(p).distance(s.apply(source))).isLessThan(1e-6);
  }

  @Example
  void a_mirror_image_is_not_mirrored_back() {
    List<Point> shape = List.of(new Point(0, 0), new Point(10, 0), new Point(0, 4));
    List<Point> mirrored = shape.stream().map(p -> new Point(-p.x(), p.y())).toList();
    Similarity s = Similarity.between(shape, mirrored);
    assertThat(error(s, shape, mirrored)).isGreaterThan(1);
  }

  @Example
  void points_without_a_transform_are_refused() {
    Point p = new Point(3, 4);
    assertThatThrownBy(() -> Similarity.between(List.of(p, p), List.of(p, p)))
        .hasMessageContaining("coincide");
    assertThatThrownBy(() -> Similarity.between(List.of(p), List.of(p)))
        .hasMessageContaining("Two or more");
    assertThatThrownBy(() -> Similarity.between(List.of(p, p), List.of(p)))
        .hasMessageContaining("2 and 1");
  }
}
