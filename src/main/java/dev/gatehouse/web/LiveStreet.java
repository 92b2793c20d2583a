package dev.gatehouse.web;

import dev.gatehouse.account.Right;
import dev.gatehouse.image.Box;
import dev.gatehouse.street.LayoutCounts;
import dev.gatehouse.street.LiveStreetFrame;
import dev.gatehouse.street.StoredObservation;
import dev.gatehouse.street.StreetCamera;
import dev.gatehouse.street.Streets;
import dev.gatehouse.street.TrackView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

/** The live picture of a street camera over a WebSocket, as {@link LiveDoor}. Thread-safe. */
final class LiveStreet extends LiveHandler<LiveStreet.Watcher> {
  private final Streets streets;
  private final ObservationViews views;
  private final JsonMapper json;

  LiveStreet(Streets streets, ObservationViews views, JsonMapper json) {
    super("street");
    this.streets = streets;
    this.views = views;
    this.json = json;
  }

  @Override
  Optional<Watcher> watcher(String id, WebSocketSession session) {
    return streets.find(id).map(street -> new Watcher(session, street));
  }

  @Override
  void begin(Watcher watcher) {
    watcher.street.addViewer(watcher);
    streets.onObservation(watcher);
  }

  @Override
  void end(Watcher watcher) {
    watcher.street.removeViewer(watcher);
    streets.removeListener(watcher);
  }

  final class Watcher extends LiveWatcher
      implements StreetCamera.Viewer, Consumer<StoredObservation> {
    private final StreetCamera street;

    Watcher(WebSocketSession session, StreetCamera street) {
      super(session, json, Right.VIEW_STREET, street.settings().place());
      this.street = street;
    }

    @Override
    public void show(LiveStreetFrame frame) {
      picture(() -> head(frame), frame.jpeg());
    }

    @Override
    public void accept(StoredObservation stored) {
      if (stored.street().equals(street.settings().id())) {
        text(
            () -> {
              Map<String, Object> message = new LinkedHashMap<>();
              message.put("type", "observation");
              message.putAll(views.of(stored, street.layout()));
              return message;
            });
      }
    }

    private Map<String, Object> head(LiveStreetFrame frame) {
      Map<String, Object> head = new LinkedHashMap<>();
      head.put("type", "frame");
      head.put("sequence", frame.sequence());
      head.put("time", frame.time());
      head.put("width", frame.width());
      head.put("height", frame.height());
      head.put("latencyMs", frame.latencyMillis());
      head.put("fps", frame.fps());
      head.put("gateSaving", frame.gateSaving());
      head.put("tracks", frame.tracks().stream().map(this::track).toList());
      head.put("counts", counts(frame.counts()));
      return head;
    }

    private Map<String, Object> track(TrackView track) {
      Box b = track.box();
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("id", track.id());
      view.put("box", List.of(b.x0(), b.y0(), b.x1(), b.y1()));
      view.put("class", track.type().name());
      view.put("score", track.score());
      view.put("moving", track.moving());
      view.put("trail", track.trail().stream().map(p -> List.of(p.x(), p.y())).toList());
      view.put("speedKmh", DecisionViews.number(track.speed()));
      view.put("attributes", views.attributes(track, street.settings()));
      return view;
    }

    private Map<String, Object> counts(LayoutCounts counts) {
      Map<String, Object> lines = new LinkedHashMap<>();
      counts
          .lines()
          .forEach(
              (id, line) ->
                  lines.put(id, Map.of("forward", line.forward(), "backward", line.backward())));
      Map<String, Object> zones = new LinkedHashMap<>();
      counts
          .zones()
          .forEach(
              (id, zone) -> {
                Map<String, Object> view = new LinkedHashMap<>();
                view.put("now", zone.now());
                view.put("total", zone.total());
                view.put("dwellSeconds", DecisionViews.number(zone.dwellSeconds()));
                zones.put(id, view);
              });
      return Map.of("lines", lines, "zones", zones);
    }
  }
}
