package dev.gatehouse.site;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where one can walk on a site: points, and the straight ways between them. A way between two areas
 * is a staircase or a lift.
 *
 * @param nodes each with an id of its own
 * @param edges each between two nodes, both ways
 */
public record Walkway(List<Node> nodes, List<Edge> edges) {
  public static final Walkway EMPTY = new Walkway(List.of(), List.of());
  private static final int MOST = 5000;

  /** A point where one can be. */
  public record Node(String id, Position position) {
    public Node {
      Naming.requireId("node", id);
    }
  }

  /**
   * A way between two nodes.
   *
   * @param from id of a node
   * @param to id of another
   * @param metres its length for who walks: over 0
   */
  public record Edge(String from, String to, double metres) {
    public Edge {
      if (from.equals(to)) {
        throw new SiteException("A way leads from '" + from + "' to itself");
      }
      if (!(metres > 0 && metres <= Area.LARGEST)) {
        throw new SiteException("A way is %s metres long".formatted(metres));
      }
    }
  }

  /** Without the nodes of an area, and the ways that end at them. */
  Walkway without(String area) {
    List<Node> left = nodes.stream().filter(node -> !node.position().area().equals(area)).toList();
    Set<String> ids = left.stream().map(Node::id).collect(Collectors.toSet());
    return new Walkway(
        left,
        edges.stream()
            .filter(edge -> ids.contains(edge.from()) && ids.contains(edge.to()))
            .toList());
  }

  /** With an area larger by a factor; stairs stay as long. */
  Walkway scaled(String area, double factor) {
    Set<String> ids =
        nodes.stream()
            .filter(node -> node.position().area().equals(area))
            .map(Node::id)
            .collect(Collectors.toSet());
    return new Walkway(
        nodes.stream()
            .map(
                node ->
                    ids.contains(node.id())
                        ? new Node(
                            node.id(),
                            new Position(area, Area.scaled(node.position().metres(), factor)))
                        : node)
            .toList(),
        edges.stream()
            .map(
                edge ->
                    ids.contains(edge.from()) && ids.contains(edge.to())
                        ? new Edge(edge.from(), edge.to(), edge.metres() * factor)
                        : edge)
            .toList());
  }

  public Walkway {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    if (nodes.size() > MOST || edges.size() > 2 * MOST) {
      throw new SiteException("A site has %d nodes and %d ways at most".formatted(MOST, 2 * MOST));
    }
    Set<String> ids = new HashSet<>();
    for (Node node : nodes) {
      if (!ids.add(node.id())) {
        throw new SiteException("There are two nodes with the id '" + node.id() + "'");
      }
    }
    for (Edge edge : edges) {
      for (String end : List.of(edge.from(), edge.to())) {
        if (!ids.contains(end)) {
          throw new SiteException("A way ends at the node '" + end + "', which does not exist");
        }
      }
    }
  }
}
