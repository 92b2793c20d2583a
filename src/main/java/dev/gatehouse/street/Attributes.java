package dev.gatehouse.street;

import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.Guess;
import dev.gatehouse.scene.PlateRead;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A description as names and values: {@code {"colour": {"value": "RED", "score": 0.83}}}; what is
 * unknown is missing. A plate shows its text only where that is allowed.
 */
public final class Attributes {
  private Attributes() {}

  /**
   * @param mayShow whether the text of a plate may be shown
   */
  public static Map<String, Object> of(Description description, Predicate<String> mayShow) {
    Map<String, Object> all = new LinkedHashMap<>();
    switch (description) {
      case Description.Vehicle v -> {
        put(all, "type", v.type());
        put(all, "colour", v.colour());
        put(all, "make", v.make());
        put(all, "model", v.model());
        v.plate().ifPresent(p -> all.put("plate", plate(p, mayShow.test(p.text()))));
      }
      case Description.Person p -> {
        put(all, "sex", p.sex());
        put(all, "age", p.age());
        put(all, "upper", p.upper());
        put(all, "lower", p.lower());
      }
      case Description.Other _ -> {}
    }
    return all;
  }

  private static void put(
      Map<String, Object> all, String name, Optional<? extends Guess<?>> guess) {
    guess.ifPresent(
        g -> all.put(name, Map.of("value", g.value().toString(), "score", round(g.score()))));
  }

  private static Map<String, Object> plate(PlateRead read, boolean withText) {
    return plate(
        withText ? Optional.of(read.text()) : Optional.empty(), read.score(), read.country());
  }

  static Map<String, Object> plate(Optional<String> text, double score, Optional<String> country) {
    Map<String, Object> plate = new LinkedHashMap<>();
    plate.put("read", true);
    plate.put("text", text.orElse(null));
    plate.put("score", round(score));
    plate.put("country", country.orElse(null));
    return plate;
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
