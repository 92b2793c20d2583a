package dev.gatehouse.site;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.image.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jgrapht.Graph;
import org.jgrapht.GraphPath;
import org.jgrapht.alg.interfaces.ShortestPathAlgorithm.SingleSourcePaths;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;

/**
 * The shortest ways over a {@link Walkway}: somebody goes from where they are to the nearest way,
 * along it, and from there to where they went. Thread-safe: the graph does not change, and the
 * trees of shortest ways (Dijkstra) from the nodes that were asked for last are kept, as cameras
 * stand still.
 */
final class WalkwayGraph {
  private static final int TREES = 512;

  private final Map<String, Position> nodes = new HashMap<>();
  private final Map<String, List<Way>> ways = new HashMap<>(); // by area
  private final Graph<String, DefaultWeightedEdge> graph =
      new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
  private final Cache<String, SingleSourcePaths<String, DefaultWeightedEdge>> trees =
      Caffeine.newBuilder().maximumSize(TREES).build();

  /** A straight piece of way within an area; both ends are the same where it is a node alone. */
  private record Way(String from, String to, Point a, Point b, double metres) {
    /** 0 at its beginning, 1 at its end: the point of it that is nearest. */
    double share(Point p) {
      double dx = b.x() - a.x();
      double dy = b.y() - a.y();
      double square = dx * dx + dy * dy;
      return square == 0
          ? 0
          : Math.clamp(((p.x() - a.x()) * dx + (p.y() - a.y()) * dy) / square, 0, 1);
    }
  }

  /** A point of a way, from which one can go to either end of it. */
  private record Snapped(Way way, double share, Position position, double off) {
    double metresTo(String node) {
      return node.equals(way.from) ? share * way.metres : (1 - share) * way.metres;
    }

    List<String> ends() {
      return way.from.equals(way.to) ? List.of(way.from) : List.of(way.from, way.to);
    }
  }

  WalkwayGraph(Walkway walkway) {
    for (Walkway.Node node : walkway.nodes()) {
      nodes.put(node.id(), node.position());
      graph.addVertex(node.id());
      Point at = node.position().metres();
      add(node.position().area(), new Way(node.id(), node.id(), at, at, 0));
    }
    for (Walkway.Edge edge : walkway.edges()) {
      DefaultWeightedEdge known = graph.getEdge(edge.from(), edge.to());
      if (known == null) {
        graph.setEdgeWeight(graph.addEdge(edge.from(), edge.to()), edge.metres());
      } else {
        graph.setEdgeWeight(known, Math.min(graph.getEdgeWeight(known), edge.metres()));
      }
      Position a = position(edge.from());
      Position b = position(edge.to());
      if (a.area().equals(b.area())) {
        add(a.area(), new Way(edge.from(), edge.to(), a.metres(), b.metres(), edge.metres()));
      }
    }
  }

  private void add(String area, Way way) {
    ways.computeIfAbsent(area, _ -> new ArrayList<>()).add(way);
  }

  private Position position(String node) {
    Position known = nodes.get(node);
    if (known == null) {
      throw new IllegalArgumentException("There is no node '" + node + "'");
    }
    return known;
  }

  /** The shortest way; empty where none was drawn between the two. */
  Optional<Path> path(Position from, Position to) {
    Optional<Snapped> start = snap(from);
    Optional<Snapped> end = snap(to);
    if (start.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    Snapped s = start.get();
    Snapped e = end.get();
    if (from.area().equals(to.area()) && from.metres().distance(to.metres()) <= s.off + e.off) {
      return Optional.of(Path.straight(from, to)); // nearer to each other than to any way
    }
    if (s.way.equals(e.way)) {
      return Optional.of(
          walk(from, s, List.of(), e, to, Math.abs(s.share - e.share) * s.way.metres));
    }
    return s.ends().stream()
        .flatMap(
            first ->
                e.ends().stream()
                    .flatMap(last -> Optional.ofNullable(tree(first).getPath(last)).stream()))
        .min(
            Comparator.comparingDouble(
                way ->
                    s.metresTo(way.getStartVertex())
                        + way.getWeight()
                        + e.metresTo(way.getEndVertex())))
        .map(way -> walk(from, s, legs(way), e, to, 0));
  }

  private record Leg(String to, double metres) {}

  private List<Leg> legs(GraphPath<String, DefaultWeightedEdge> way) {
    List<Leg> legs = new ArrayList<>();
    List<String> along = way.getVertexList();
    legs.add(new Leg(along.getFirst(), 0)); // how far it is, the first snapped point knows
    for (int i = 1; i < along.size(); i++) {
      legs.add(new Leg(along.get(i), graph.getEdgeWeight(way.getEdgeList().get(i - 1))));
    }
    return legs;
  }

  private Path walk(
      Position from, Snapped start, List<Leg> legs, Snapped end, Position to, double direct) {
    var walk = new Path.Walk(from);
    walk.to(start.position, start.off);
    for (int i = 0; i < legs.size(); i++) {
      Leg leg = legs.get(i);
      walk.to(position(leg.to), i == 0 ? start.metresTo(leg.to) : leg.metres);
    }
    walk.to(end.position, legs.isEmpty() ? direct : end.metresTo(legs.getLast().to));
    walk.to(to, end.off);
    return walk.path();
  }

  private SingleSourcePaths<String, DefaultWeightedEdge> tree(String node) {
    return trees.get(node, source -> new DijkstraShortestPath<>(graph).getPaths(source));
  }

  private Optional<Snapped> snap(Position from) {
    return ways.getOrDefault(from.area(), List.of()).stream()
        .map(
            way -> {
              double share = way.share(from.metres());
              Point on = Path.between(way.a, way.b, share);
              return new Snapped(
                  way, share, new Position(from.area(), on), on.distance(from.metres()));
            })
        // Of two as near, a way rather than a node at its end.
        .min(
            Comparator.comparingDouble(Snapped::off)
                .thenComparing(snapped -> snapped.way.from.equals(snapped.way.to)));
  }
}
