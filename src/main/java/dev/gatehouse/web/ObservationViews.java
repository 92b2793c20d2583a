package dev.gatehouse.web;

import dev.gatehouse.street.Attributes;
import dev.gatehouse.street.CountingLine;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.PlatePrivacy;
import dev.gatehouse.street.StoredObservation;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.Streets;
import dev.gatehouse.street.TrackView;
import dev.gatehouse.street.Zone;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** Observations in the form of the API. */
@Component
@ConditionalOnWebApplication
class ObservationViews {
  private final Streets streets;

  ObservationViews(Streets streets) {
    this.streets = streets;
  }

  /** What is known of a track; the text of a plate only where its owner agreed. */
  Map<String, Object> attributes(TrackView track, StreetSettings settings) {
    return Attributes.of(
        track.description(),
        plate ->
            settings.plates() == PlatePrivacy.REGISTERED
                && streets.store().isRegistered(settings.id(), plate));
  }

  Map<String, Object> of(StoredObservation o, Layout layout) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", o.id());
    view.put("street", o.street());
    view.put("track", o.track());
    view.put("class", o.type());
    view.put("score", o.score());
    view.put("from", o.from());
    view.put("to", o.to());
    view.put("seconds", Duration.between(o.from(), o.to()).toMillis() / 1000.0);
    view.put("attributes", o.attributes());
    view.put(
        "crossings",
        o.crossings().stream()
            .map(
                c -> {
                  Optional<CountingLine> line = line(layout, c.line());
                  return Map.of(
                      "line",
                      c.line(),
                      "name",
                      line.map(CountingLine::name).orElse(c.line()),
                      "direction",
                      direction(line, c.forward()),
                      "at",
                      c.at());
                })
            .toList());
    view.put(
        "stays",
        o.stays().stream()
            .map(
                s ->
                    Map.of(
                        "zone",
                        s.zone(),
                        "name",
                        zone(layout, s.zone()).map(Zone::name).orElse(s.zone()),
                        "seconds",
                        s.dwell().toMillis() / 1000.0))
            .toList());
    view.put("speedKmh", DecisionViews.number(o.speed()));
    view.put("path", o.path().stream().map(p -> List.of(p.x(), p.y())).toList());
    view.put("thumbnail", o.thumbnail());
    return view;
  }

  static Optional<CountingLine> line(Layout layout, String id) {
    return layout.lines().stream().filter(l -> l.id().equals(id)).findFirst();
  }

  static Optional<Zone> zone(Layout layout, String id) {
    return layout.zones().stream().filter(z -> z.id().equals(id)).findFirst();
  }

  static String direction(Optional<CountingLine> line, boolean forward) {
    return line.map(l -> forward ? l.forward() : l.backward())
        .orElse(forward ? "forward" : "backward");
  }
}
