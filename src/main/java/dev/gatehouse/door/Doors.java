package dev.gatehouse.door;

import dev.gatehouse.camera.Camera;
import dev.gatehouse.camera.CameraOptions;
import dev.gatehouse.card.Cards;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.liveness.PresentationAttackModels;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;

/** All doors of this program. Thread-safe. */
public final class Doors implements AutoCloseable {
  private final Gallery gallery;
  private final FaceModels models;
  private final PresentationAttackModels attackModels;
  private final Cards cards;
  private final DecisionJournal journal;
  private final ApplicationEventPublisher events;
  private final Map<String, Door> doors = new ConcurrentSkipListMap<>();
  private final Collection<Consumer<DecisionLog.Entry>> listeners = ConcurrentHashMap.newKeySet();
  private final Collection<DoorFollower> followers = new CopyOnWriteArrayList<>();

  Doors(
      Gallery gallery,
      FaceModels models,
      PresentationAttackModels attackModels,
      Cards cards,
      DecisionJournal journal,
      ApplicationEventPublisher events) {
    this.gallery = gallery;
    this.models = models;
    this.attackModels = attackModels;
    this.cards = cards;
    this.journal = journal;
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
    door.follow(followers);
    doors.put(settings.id(), door);
    door.start();
    return door;
  }

  void write(String place, Decision decision) {
    DecisionLog.Entry entry = journal.write(place, decision);
    listeners.forEach(l -> l.accept(entry));
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

  /** Follows all doors, those that are added later too. */
  public void addFollower(DoorFollower follower) {
    followers.add(follower);
  }

  public void removeFollower(DoorFollower follower) {
    followers.remove(follower);
  }

  @Override
  public void close() {
    doors.values().forEach(Door::close);
    doors.clear();
  }
}
