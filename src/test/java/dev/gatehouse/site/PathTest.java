package dev.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Point;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People go along the ways that were drawn. */
class PathTest {
  private static Position at(String area, double x, double y) {
    return new Position(area, new Point(x, y));
  }

  private static Walkway.Node node(String id, String area, double x, double y) {
    return new Walkway.Node(id, at(area, x, y));
  }

  private static Area floor(String id, int level) {
    return new Area(
        id, "campus", Optional.empty(), id, level, 40, 25, Optional.empty(), List.of(), List.of());
  }

  private static Sites campus(Path folder) {
    Sites sites = TestSites.on(TestDatabase.h2(folder));
    sites.put(new Site("campus", "Campus"));
    for (String area : List.of("ground", "first", "yard")) {
      sites.put(floor(area, area.equals("first") ? 1 : 0));
    }
    // A corridor of 20 m, a way to the north from its end, stairs of 8 m to the floor above.
    sites.put(
        "campus",
        new Walkway(
            List.of(
                node("a", "ground", 0, 10),
                node("b", "ground", 20, 10),
                node("c", "ground", 20, 2),
                node("up", "first", 20, 2),
                node("room", "first", 5, 2)),
            List.of(
                new Walkway.Edge("a", "b", 20),
                new Walkway.Edge("b", "c", 8),
                new Walkway.Edge("c", "up", 8),
                new Walkway.Edge("up", "room", 15))));
    return sites;
  }

  @Test
  void a_way_goes_along_the_corridor_and_up_the_stairs(@TempDir Path folder) {
    Sites sites = campus(folder);
    var path = sites.path(at("ground", 5, 12), at("first", 10, 5)).orElseThrow();
    assertThat(path.points())
        .containsExactly(
            at("ground", 5, 12),
            at("ground", 5, 10),
            at("ground", 20, 10),
            at("ground", 20, 2),
            at("first", 20, 2),
            at("first", 10, 2),
            at("first", 10, 5));
    assertThat(path.length()).isCloseTo(2 + 15 + 8 + 8 + 10 + 3, within(1e-9));
    assertThat(path.at(-1)).isEqualTo(at("ground", 5, 12));
    assertThat(path.at(4)).isEqualTo(at("ground", 7, 10));
    assertThat(path.at(27)).as("on the stairs").isEqualTo(at("ground", 20, 2));
    assertThat(path.at(99)).isEqualTo(at("first", 10, 5));
    assertThat(sites.path(at("first", 10, 5), at("ground", 5, 12)).orElseThrow().length())
        .as("back it is as far")
        .isCloseTo(path.length(), within(1e-9));
  }

  @Test
  void where_no_way_was_drawn_it_is_straight_or_nothing(@TempDir Path folder) {
    Sites sites = campus(folder);
    assertThat(sites.path(at("yard", 1, 1), at("yard", 4, 5)).orElseThrow().points())
        .containsExactly(at("yard", 1, 1), at("yard", 4, 5));
    assertThat(sites.path(at("yard", 1, 1), at("ground", 1, 1))).isEmpty();
    assertThat(sites.path(at("nowhere", 1, 1), at("ground", 1, 1))).isEmpty();
    // Nearer to each other than to the corridor.
    assertThat(sites.path(at("ground", 2, 20), at("ground", 4, 20)).orElseThrow().length())
        .isEqualTo(2);
    Position here = at("ground", 2, 20);
    assertThat(sites.path(here, here).orElseThrow().length()).isZero();
  }

  @Test
  void stairs_alone_on_a_floor_are_its_way(@TempDir Path folder) {
    Sites sites = campus(folder);
    sites.put(
        "campus",
        new Walkway(
            List.of(node("low", "ground", 1, 1), node("high", "first", 1, 1)),
            List.of(new Walkway.Edge("low", "high", 6))));
    assertThat(sites.path(at("ground", 4, 1), at("first", 1, 3)).orElseThrow().length())
        .isEqualTo(3 + 6 + 2);
  }

  @Property(tries = 200)
  void a_way_is_never_shorter_than_the_straight_line_nor_longer_than_another(@ForAll long seed) {
    var random = new Random(seed);
    List<Walkway.Node> nodes = new ArrayList<>();
    List<Walkway.Edge> edges = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      nodes.add(node("n" + i, "ground", random.nextDouble(40), random.nextDouble(25)));
      for (int j = 0; j < i; j++) {
        if (j == i - 1 || random.nextInt(3) == 0) {
          double metres =
              nodes.get(i).position().metres().distance(nodes.get(j).position().metres());
          edges.add(new Walkway.Edge("n" + j, "n" + i, Math.max(metres, 0.01)));
        }
      }
    }
    var graph = new WalkwayGraph(new Walkway(nodes, edges));
    Position from = at("ground", random.nextDouble(40), random.nextDouble(25));
    Position to = at("ground", random.nextDouble(40), random.nextDouble(25));
    var path = graph.path(from, to).orElseThrow();
    assertThat(path.points().getFirst()).isEqualTo(from);
    assertThat(path.points().getLast()).isEqualTo(to);
    assertThat(path.length()).isGreaterThan(from.metres().distance(to.metres()) - 1e-6);
    assertThat(path.length()).isCloseTo(drawn(path), within(1e-6));
    assertThat(graph.path(to, from).orElseThrow().length()).isCloseTo(path.length(), within(1e-6));
    // By way of any node it is no shorter.
    for (Walkway.Node node : nodes) {
      double detour =
          graph.path(from, node.position()).orElseThrow().length()
              + graph.path(node.position(), to).orElseThrow().length();
      boolean straight = path.points().size() == 2;
      assertThat(straight ? detour + 1e9 : detour)
          .isGreaterThan(path.length() - snaps(graph, from, to));
    }
  }

  /** What may be saved where somebody walks straight because the ways are further off. */
  private static double snaps(WalkwayGraph graph, Position from, Position to) {
    var path = graph.path(from, to).orElseThrow();
    double start = path.metres().get(1);
    double end = path.length() - path.metres().get(path.metres().size() - 2);
    return 2 * (start + end) + 1e-6;
  }

  private static double drawn(dev.gatehouse.site.Path path) {
    double sum = 0;
    for (int i = 1; i < path.points().size(); i++) {
      sum += path.points().get(i - 1).metres().distance(path.points().get(i).metres());
    }
    return sum;
  }

  @Test
  void an_area_takes_its_part_of_the_ways_along(@TempDir Path folder) {
    Sites sites = campus(folder);
    sites.removeArea("first");
    assertThat(sites.walkway("campus").nodes())
        .extracting(Walkway.Node::id)
        .containsExactly("a", "b", "c");
    assertThat(sites.walkway("campus").edges()).hasSize(2);
    assertThat(sites.path(at("ground", 0, 10), at("first", 0, 0))).isEmpty();
  }
}
