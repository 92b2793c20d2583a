package dev.gatehouse.cli;

import dev.gatehouse.merchandise.MerchandiseSimulation;
import dev.gatehouse.merchandise.MerchandiseSimulation.Policy;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The learning curves of a simulation as a picture for documents: SVG, on white. */
final class LearningFigure {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 56;
  private static final int RIGHT = 190;
  private static final int TOP = 20;
  private static final int BOTTOM = 52;

  /** Names beside the lines are not nearer to each other. */
  private static final double LINE_HEIGHT = 18;

  private static final Map<Policy, String> COLOURS =
      Map.of(
          Policy.RANDOM, "#8a97a4",
          Policy.RULES, "#c98a1b",
          Policy.NO_CONTEXT, "#7c5ac2",
          Policy.SEPARATE, "#b6413c",
          Policy.BANDIT, "#0d5c75",
          Policy.ORACLE, "#2f8f6b");

  private LearningFigure() {}

  static String svg(MerchandiseSimulation.Result result, Map<Policy, String> names) {
    double most =
        result.curve().values().stream().flatMap(List::stream).mapToDouble(v -> v).max().orElse(1);
    double top = Math.ceil(most * 10) / 10;
    var svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
          <title>Share of people who touched something, while the picking learns</title>
          <rect width="%d" height="%d" fill="#fff"/>
        """
            .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
    for (int i = 0; i <= Math.round(top * 10); i++) {
      double y = y(i / 10.0, top);
      line(svg, LEFT, y, WIDTH - RIGHT, y, "#d8dee4");
      text(svg, LEFT - 8, y + 4, "end", "#566472", 10 * i + " %");
    }
    for (int i = 0; i <= 4; i++) {
      double x = LEFT + (WIDTH - RIGHT - LEFT) * i / 4.0;
      String people = String.format(Locale.ROOT, "%,d", result.shoppers() * i / 4);
      text(svg, x, HEIGHT - BOTTOM + 20, "middle", "#566472", people);
    }
    text(
        svg,
        LEFT + (WIDTH - RIGHT - LEFT) / 2.0,
        HEIGHT - 10,
        "middle",
        "#566472",
        "people so far");
    List<Policy> order =
        result.curve().keySet().stream()
            .sorted((a, b) -> Double.compare(last(result, b), last(result, a)))
            .toList();
    double free = 0;
    for (Policy policy : order) {
      List<Double> curve = result.curve().getOrDefault(policy, List.of());
      var points = new StringBuilder();
      for (int i = 0; i < curve.size(); i++) {
        double x = LEFT + (WIDTH - RIGHT - LEFT) * (i + 0.5) / curve.size();
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(curve.get(i), top)));
      }
      String colour = COLOURS.getOrDefault(policy, "#000");
      svg.append(
          "  <polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>%n"
              .formatted(points.toString().strip(), colour, policy == Policy.BANDIT ? "3.5" : "2"));
      double y = Math.max(free, y(last(result, policy), top) + 4);
      free = y + LINE_HEIGHT;
      text(svg, WIDTH - RIGHT + 8, y, "start", colour, names.getOrDefault(policy, ""));
    }
    return svg.append("</svg>\n").toString();
  }

  private static double last(MerchandiseSimulation.Result result, Policy policy) {
    List<Double> curve = result.curve().getOrDefault(policy, List.of(0.0));
    return curve.getLast();
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top;
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "  <line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
            x1,
            y1,
            x2,
            y2,
            colour));
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String colour, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            colour,
            words.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
