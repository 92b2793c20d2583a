package dev.gatehouse.web;

import dev.gatehouse.account.Right;
import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.FaceMesh;
import dev.gatehouse.kiosk.FaceView;
import dev.gatehouse.kiosk.Greeting;
import dev.gatehouse.kiosk.Kiosk;
import dev.gatehouse.kiosk.KioskFrame;
import dev.gatehouse.kiosk.Kiosks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketSession;
import tools.jackson.databind.json.JsonMapper;

/**
 * The live picture of a kiosk over a WebSocket, as {@link LiveDoor}. After the JSON come the
 * meshes, one a face in the order of {@code faces}, each 468 pairs of x and y as 16-bit integers
 * (little-endian) in quarters of a pixel; then the JPEG, which is missing where the browser has the
 * picture itself. Such a browser sends its pictures: the number of the picture (32 bits,
 * big-endian) and a JPEG. "pause" and "resume" are what somebody touched. Thread-safe.
 */
final class LiveKiosk extends LiveHandler<LiveKiosk.Watcher> implements SubProtocolCapable {
  /** What a screen asks for beside its token, which no header of a browser's can carry. */
  static final String PROTOCOL = "gatehouse";

  private static final Duration PAUSE = Duration.ofSeconds(60);
  private static final double QUARTERS = 4;

  private final Kiosks kiosks;
  private final Auditing auditing;
  private final JsonMapper json;

  LiveKiosk(Kiosks kiosks, Auditing auditing, JsonMapper json) {
    super("kiosk");
    this.kiosks = kiosks;
    this.auditing = auditing;
    this.json = json;
  }

  @Override
  public List<String> getSubProtocols() {
    return List.of(PROTOCOL);
  }

  @Override
  Optional<Watcher> watcher(String id, WebSocketSession session) {
    return kiosks
        .find(id)
        .map(
            kiosk -> {
              session.setBinaryMessageSizeLimit(Kiosk.LARGEST_PICTURE + 4);
              return new Watcher(session, kiosk);
            });
  }

  @Override
  void begin(Watcher watcher) {
    watcher
        .caller()
        .ifPresent(
            caller ->
                auditing.looks(
                    caller, "live kiosk " + watcher.kiosk.settings().id(), OptionalLong.empty()));
    watcher.kiosk.addScreen(watcher);
  }

  @Override
  void end(Watcher watcher) {
    watcher.kiosk.removeScreen(watcher);
  }

  @Override
  void said(Watcher watcher, String what) {
    switch (what) {
      case "pause" -> watcher.kiosk.pause(PAUSE);
      case "resume" -> watcher.kiosk.resume();
      default -> {} // of a newer page
    }
  }

  @Override
  protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
    try {
      Optional<Watcher> watcher = watcher(session);
      if (watcher.isPresent()) {
        watcher.get().sent(message.getPayload());
      }
    } catch (IOException e) {
      // The page is gone; afterConnectionClosed cleans up.
    }
  }

  final class Watcher extends LiveWatcher implements Kiosk.Screen {
    private final Kiosk kiosk;

    Watcher(WebSocketSession session, Kiosk kiosk) {
      super(session, json, Right.VIEW_KIOSK, kiosk.settings().place());
      this.kiosk = kiosk;
    }

    private void sent(ByteBuffer message) throws IOException {
      if (message.remaining() <= 4) {
        end(CloseStatus.BAD_DATA.withReason("A picture has a number of 32 bits before it"));
        return;
      }
      int sequence = message.getInt();
      byte[] picture = new byte[message.remaining()];
      message.get(picture);
      next();
      if (!kiosk.submit(this, picture, Integer.toUnsignedLong(sequence))) {
        text(() -> Map.of("type", "busy"));
      }
    }

    @Override
    public void show(KioskFrame frame) {
      picture(() -> head(frame), body(frame));
    }

    @Override
    public void refused(String why) {
      text(() -> Map.of("type", "refused", "detail", why));
    }

    private Map<String, Object> head(KioskFrame frame) {
      Map<String, Object> head = new LinkedHashMap<>();
      double age = (System.nanoTime() - frame.arrivalNanos()) / 1e6;
      head.put("type", "frame");
      head.put("sequence", frame.sequence());
      head.put("time", frame.time());
      head.put("arrived", System.currentTimeMillis() - age);
      head.put("width", frame.width());
      head.put("height", frame.height());
      head.put("latencyMs", age);
      head.put("fps", frame.fps());
      head.put("state", frame.scene().state());
      head.put("problem", kiosk.health().problem().orElse(null));
      head.put("lagMs", (frame.arrivalNanos() - frame.scene().arrivalNanos()) / 1e6);
      head.put("others", frame.scene().others());
      head.put("faces", frame.scene().faces().stream().map(LiveKiosk::face).toList());
      return head;
    }
  }

  private static Map<String, Object> face(FaceView face) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", face.id());
    view.put("age", face.age().map(LiveKiosk::range).orElse(null));
    view.put("sex", face.sex().orElse(null));
    view.put("appeal", face.appeal().isPresent() ? face.appeal().getAsInt() : null);
    view.put("name", face.greeting().map(Greeting::name).orElse(null));
    return view;
  }

  private static List<Integer> range(AgeRange range) {
    return List.of(range.youngest(), range.oldest());
  }

  private static byte[] body(KioskFrame frame) {
    List<FaceView> faces = frame.scene().faces();
    byte[] jpeg = frame.jpeg().orElse(new byte[0]);
    ByteBuffer body =
        ByteBuffer.allocate(faces.size() * FaceMesh.POINTS * 4 + jpeg.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (FaceView face : faces) {
      for (int i = 0; i < FaceMesh.POINTS; i++) {
        body.putShort(quarters(face.mesh().x(i)));
        body.putShort(quarters(face.mesh().y(i)));
      }
    }
    return body.put(jpeg).array();
  }

  private static short quarters(float pixels) {
    return (short) Math.clamp(Math.round(pixels * QUARTERS), Short.MIN_VALUE, Short.MAX_VALUE);
  }
}
