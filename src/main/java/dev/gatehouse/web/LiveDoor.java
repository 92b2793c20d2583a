package dev.gatehouse.web;

import dev.gatehouse.account.Right;
import dev.gatehouse.door.DecisionLog;
import dev.gatehouse.door.Door;
import dev.gatehouse.door.Doors;
import dev.gatehouse.door.FaceView;
import dev.gatehouse.door.LiveFrame;
import dev.gatehouse.image.Box;
import dev.gatehouse.member.Members;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

/**
 * The live picture of a door over a WebSocket. The page asks for each picture with {@code next}
 * after it has drawn the last, so that a slow page gets fewer pictures and nothing piles up.
 * Thread-safe.
 */
final class LiveDoor extends LiveHandler<LiveDoor.Watcher> {
  private final Doors doors;
  private final Members members;
  private final DecisionViews views;
  private final Auditing auditing;
  private final JsonMapper json;

  LiveDoor(Doors doors, Members members, DecisionViews views, Auditing auditing, JsonMapper json) {
    super("door");
    this.doors = doors;
    this.members = members;
    this.views = views;
    this.auditing = auditing;
    this.json = json;
  }

  @Override
  Optional<Watcher> watcher(String id, WebSocketSession session) {
    return doors.find(id).map(door -> new Watcher(session, door));
  }

  @Override
  void begin(Watcher watcher) {
    watcher
        .caller()
        .ifPresent(
            caller ->
                auditing.looks(
                    caller, "live door " + watcher.door.settings().id(), OptionalLong.empty()));
    watcher.door.addViewer(watcher);
    doors.onDecision(watcher);
  }

  @Override
  void end(Watcher watcher) {
    watcher.door.removeViewer(watcher);
    doors.removeListener(watcher);
  }

  final class Watcher extends LiveWatcher implements Door.Viewer, Consumer<DecisionLog.Entry> {
    private final Door door;

    Watcher(WebSocketSession session, Door door) {
      super(session, json, Right.VIEW_LIVE, door.settings().place());
      this.door = door;
    }

    @Override
    public void show(LiveFrame frame) {
      picture(() -> head(frame), frame.jpeg());
    }

    @Override
    public void accept(DecisionLog.Entry entry) {
      if (!sees(doors.find(entry.decision().door()).map(d -> d.settings().place()))) {
        return;
      }
      text(
          () -> {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("type", "decision");
            message.putAll(json.convertValue(views.of(entry), Map.class));
            return message;
          });
    }

    private Map<String, Object> head(LiveFrame frame) {
      Map<String, Object> head = new LinkedHashMap<>();
      head.put("type", "frame");
      head.put("sequence", frame.sequence());
      head.put("time", frame.time());
      head.put("width", frame.width());
      head.put("height", frame.height());
      head.put("doorState", frame.state());
      head.put("tracks", frame.faces().stream().map(this::track).toList());
      head.put("latencyMs", frame.latencyMillis());
      head.put("fps", frame.fps());
      return head;
    }

    private Map<String, Object> track(FaceView face) {
      Box b = face.box();
      Map<String, Object> track = new LinkedHashMap<>();
      track.put("id", face.track());
      track.put("box", List.of(b.x0(), b.y0(), b.x1(), b.y1()));
      track.put("points", face.points().list().stream().map(p -> List.of(p.x(), p.y())).toList());
      track.put("name", face.member().flatMap(members::name).orElse(null));
      track.put("score", DecisionViews.number(face.score()));
      track.put("quality", face.quality().score());
      track.put("reasons", face.quality().reasons());
      track.put("status", face.status());
      track.put("evidence", face.evidence());
      track.put("prompt", face.prompt().orElse(null));
      return track;
    }
  }
}
