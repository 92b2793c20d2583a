package dev.gatehouse.web;

import dev.gatehouse.account.Right;
import dev.gatehouse.interior.Dot;
import dev.gatehouse.interior.Interior;
import dev.gatehouse.interior.LiveArea;
import dev.gatehouse.interior.ZoneOccupancy;
import dev.gatehouse.site.Area;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.security.core.Authentication;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dots of an area over a WebSocket, up to five times a second, and never more than the page has
 * asked for. Thread-safe.
 */
final class LiveInterior extends LiveHandler<LiveInterior.Watcher> {
  private final Interior interior;
  private final VisibleAreas areas;
  private final JsonMapper json;

  LiveInterior(Interior interior, VisibleAreas areas, JsonMapper json) {
    super("area");
    this.interior = interior;
    this.areas = areas;
    this.json = json;
  }

  @Override
  Optional<Watcher> watcher(String id, WebSocketSession session) {
    return Access.caller((Authentication) session.getPrincipal())
        .flatMap(caller -> areas.find(caller, id))
        .map(area -> new Watcher(session, area));
  }

  @Override
  void begin(Watcher watcher) {
    interior.addListener(watcher);
  }

  @Override
  void end(Watcher watcher) {
    interior.removeListener(watcher);
  }

  private static Map<String, Object> message(LiveArea live) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("type", "area");
    message.putAll(view(live));
    return message;
  }

  static Map<String, Object> view(LiveArea live) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("area", live.area());
    view.put("time", live.time());
    view.put("watching", live.watching());
    view.put("inside", live.inside());
    view.put("dots", live.dots().stream().map(LiveInterior::dot).toList());
    view.put("zones", live.zones().stream().map(LiveInterior::zone).toList());
    return view;
  }

  private static Map<String, Object> dot(Dot dot) {
    return Map.of(
        "id", dot.id(),
        "at", List.of(centimetres(dot.x()), centimetres(dot.y())),
        "error", centimetres(dot.error()),
        "cameras", dot.cameras());
  }

  private static double centimetres(double metres) {
    return Math.round(metres * 100) / 100.0;
  }

  private static Map<String, Object> zone(ZoneOccupancy zone) {
    return Map.of(
        "id", zone.zone(),
        "people", zone.people(),
        "visible", zone.visible(),
        "counted", zone.counted());
  }

  final class Watcher extends LiveWatcher implements Consumer<LiveArea> {
    private final String area;

    Watcher(WebSocketSession session, Area area) {
      super(
          session,
          json,
          caller -> caller.may(Right.VIEW_INTERIOR) && areas.sees(caller, area.id()));
      this.area = area.id();
    }

    @Override
    public void accept(LiveArea live) {
      if (live.area().equals(area)) {
        offer(() -> message(live));
      }
    }
  }
}
