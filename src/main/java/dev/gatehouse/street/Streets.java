package dev.gatehouse.street;

import dev.gatehouse.scene.PlateFormats;
import dev.gatehouse.scene.SceneModels;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All street cameras of this program. Their networks are loaded with the first of them.
 * Thread-safe.
 */
public final class Streets implements AutoCloseable {
  private final Supplier<SceneModels> load;
  private final StreetStore store;
  private final PlateFormats formats;
  private final Clock clock;
  private final Map<String, StreetCamera> streets = new ConcurrentSkipListMap<>();
  private final Collection<Consumer<StoredObservation>> listeners = ConcurrentHashMap.newKeySet();
  private final Collection<StreetCamera.Follower> followers = ConcurrentHashMap.newKeySet();
  private @Nullable SceneModels models;

  Streets(Supplier<SceneModels> load, StreetStore store, PlateFormats formats, Clock clock) {
    this.load = load;
    this.store = store;
    this.formats = formats;
    this.clock = clock;
  }

  /**
   * Sets a street camera up and starts it.
   *
   * @param first its layout where none was drawn yet
   * @throws StreetException if there is one of that id
   */
  public synchronized StreetCamera add(StreetSettings settings, Layout first) {
    if (streets.containsKey(settings.id())) {
      throw new StreetException("There are two streets with the id '" + settings.id() + "'");
    }
    SceneModels loaded = models;
    if (loaded == null) {
      loaded = load.get();
      models = loaded;
    }
    Layout layout = store.layout(settings.id()).orElse(first);
    var street =
        new StreetCamera(
            settings,
            layout,
            store.countsOf(settings.id(), clock.getZone(), LocalDate.now(clock)),
            loaded,
            formats,
            followers,
            observation -> write(observation, settings.plates()),
            clock);
    streets.put(settings.id(), street);
    street.start();
    return street;
  }

  private void write(Observation observation, PlatePrivacy plates) {
    StoredObservation stored = store.write(observation, plates);
    listeners.forEach(l -> l.accept(stored));
  }

  /**
   * Draws another layout into a camera's picture, and keeps it.
   *
   * @throws StreetException if there is no such camera
   */
  public void layout(String id, Layout layout) {
    StreetCamera street =
        find(id).orElseThrow(() -> new StreetException("There is no street '" + id + "'"));
    store.layout(id, layout);
    street.setLayout(layout);
  }

  public Collection<StreetCamera> all() {
    return streets.values();
  }

  /** What the cameras have seen. */
  public StreetStore store() {
    return store;
  }

  public Optional<StreetCamera> find(String id) {
    return Optional.ofNullable(streets.get(id));
  }

  /** Tells each observation, once it is written, on the street's thread: be quick. */
  public void onObservation(Consumer<StoredObservation> listener) {
    listeners.add(listener);
  }

  public void removeListener(Consumer<StoredObservation> listener) {
    listeners.remove(listener);
  }

  /** Follows all cameras, those that are added later too. */
  public void addFollower(StreetCamera.Follower follower) {
    followers.add(follower);
  }

  public void removeFollower(StreetCamera.Follower follower) {
    followers.remove(follower);
  }

  @Override
  public synchronized void close() {
    streets.values().forEach(StreetCamera::close);
    streets.clear();
    if (models != null) {
      models.close();
      models = null;
    }
  }
}
