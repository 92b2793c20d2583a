package dev.gatehouse.door;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEntry;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.camera.Camera;
import dev.gatehouse.camera.CameraOptions;
import dev.gatehouse.card.Cards;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.liveness.PresentationAttackModels;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;

/** All doors of this program. Thread-safe. */
public final class Doors implements AutoCloseable {
  private final Gallery gallery;
  private final FaceModels models;
  private final PresentationAttackModels attackModels;
  private final Cards cards;
  private final DecisionLog log;
  private final AuditLog audit;
  private final ApplicationEventPublisher events;
  private final Map<String, Door> doors = new ConcurrentSkipListMap<>();
  private final Collection<Consumer<DecisionLog.Entry>> listeners = ConcurrentHashMap.newKeySet();

  Doors(
      Gallery gallery,
      FaceModels models,
      PresentationAttackModels attackModels,
      Cards cards,
      DecisionLog log,
      AuditLog audit,
      ApplicationEventPublisher events) {
    this.gallery = gallery;
    this.models = models;
    this.attackModels = attackModels;
    this.cards = cards;
    this.log = log;
    this.audit = audit;
    this.events = events;
  }

  /**
   * Sets a door up and starts it.
   *
   * @throws DoorException if there is one of that id
   */
  public synchronized Door add(DoorSettings settings, List<Relay> relays) {
    if (doors.containsKey(settings.id())) {
      throw new DoorException("There are two doors with the id '" + settings.id() + "'");
    }
    var camera =
        new Camera(settings.id(), settings.name(), settings.camera(), CameraOptions.defaults());
    var door =
        new Door(
            settings,
            camera,
            gallery,
            models,
            LivenessCheck.of(settings.policy().liveness(), attackModels),
            decision -> write(settings.place(), decision),
            relays,
            Clock.systemUTC(),
            Optional.of(cards),
            (d, reason) ->
                events.publishEvent(new DoorAlarm(d.settings().id(), Instant.now(), reason)));
    doors.put(settings.id(), door);
    door.start();
    return door;
  }

  /**
   * A decision is audited while it is written, so that the door waits for the slower of the two.
   */
  void write(String place, Decision decision) {
    CompletableFuture<AuditEntry> audited = audit.submit(event(place, decision));
    DecisionLog.Entry entry = log.write(decision);
    AuditLog.await(audited);
    listeners.forEach(l -> l.accept(entry));
  }

  /** The search that led to the decision is told with it. */
  private static AuditEvent event(String place, Decision decision) {
    String score =
        decision.score().isPresent()
            ? String.format(
                Locale.ROOT,
                ", similarity %.2f of %.2f needed",
                decision.score().getAsDouble(),
                decision.threshold())
            : "";
    AuditEvent event =
        AuditEvent.of(AuditAction.DECISION, Actor.door(decision.door()))
            .purpose(Purpose.DOOR.name())
            .place(place)
            .detail(decision.outcome() + score);
    return decision.member().map(event::subject).orElse(event);
  }

  public Collection<Door> all() {
    return doors.values();
  }

  public Optional<Door> find(String id) {
    return Optional.ofNullable(doors.get(id));
  }

  /** Tells each decision, once it is written, on the door's thread: the listener must be quick. */
  public void onDecision(Consumer<DecisionLog.Entry> listener) {
    listeners.add(listener);
  }

  public void removeListener(Consumer<DecisionLog.Entry> listener) {
    listeners.remove(listener);
  }

  @Override
  public void close() {
    doors.values().forEach(Door::close);
    doors.clear();
  }
}
