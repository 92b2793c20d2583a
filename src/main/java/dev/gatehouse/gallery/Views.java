package dev.gatehouse.gallery;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The views that searches asked for of late, at most {@link #MOST}: whoever makes up places to
 * search at replaces views, and cannot make them grow. Thread-safe; finding one allocates nothing.
 */
final class Views {
  static final int MOST = 256;

  private final Map<Purpose, ConcurrentHashMap<String, View>> views = new EnumMap<>(Purpose.class);
  private final @Nullable View[] byIndex = new @Nullable View[MOST];

  Views() {
    for (Purpose purpose : Purpose.values()) {
      views.put(purpose, new ConcurrentHashMap<>());
    }
  }

  View of(Purpose purpose, String place) {
    View view = of(purpose).get(place);
    if (view == null) {
      view = make(purpose, place);
    }
    view.use();
    return view;
  }

  private ConcurrentHashMap<String, View> of(Purpose purpose) {
    ConcurrentHashMap<String, View> ofPurpose = views.get(purpose);
    if (ofPurpose == null) {
      throw new AssertionError(purpose);
    }
    return ofPurpose;
  }

  private synchronized View make(Purpose purpose, String place) {
    View known = of(purpose).get(place);
    if (known != null) {
      return known;
    }
    int index = 0;
    for (int i = 0; i < MOST; i++) {
      View candidate = byIndex[i];
      View oldest = byIndex[index];
      if (candidate == null) {
        index = i;
        break;
      }
      if (oldest != null && candidate.used() - oldest.used() < 0) {
        index = i;
      }
    }
    View evicted = byIndex[index];
    if (evicted != null) {
      of(evicted.purpose()).remove(evicted.place());
    }
    View view = new View(purpose, place, index);
    view.use();
    byIndex[index] = view;
    of(purpose).put(place, view);
    return view;
  }

  /** How many there are. */
  synchronized int size() {
    return views.values().stream().mapToInt(Map::size).sum();
  }
}
