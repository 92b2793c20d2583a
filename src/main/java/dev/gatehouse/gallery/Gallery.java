package dev.gatehouse.gallery;

import dev.gatehouse.face.Embedding;
import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The templates of all members, and the only way from a face to a name.
 *
 * <p>A search is made <em>for a purpose, at a place, at an instant</em>, and looks at nothing but
 * templates of members who have a grant that covers all three. It is exact: every eligible template
 * is compared, in 8-bit integers (the error is stated in docs/gallery.md).
 *
 * <p>Which slots are eligible is kept as a bitmap for each purpose and place together with the time
 * for which it holds: from the last to the next instant at which any grant for it begins or ends. A
 * write drops the bitmaps. So a search costs no look at grants, and yet an expiry counts from its
 * very instant.
 *
 * <p>Thread-safe: searches run side by side, a write waits for them. Native memory is freed by
 * {@link #close()}.
 */
public final class Gallery implements AutoCloseable {
  private static final int MOST_BITMAPS = 64;

  private record Scope(String model, Purpose purpose, String place) {}

  /** Eligible slots, and the time in which they are: from inclusive, until exclusive. */
  private record Eligible(long[][] slots, Instant from, Instant until) {
    boolean holds(Instant at) {
      return !at.isBefore(from) && at.isBefore(until);
    }
  }

  private final DotProduct dot;
  private final Arena arena = Arena.ofShared();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Shelf> shelves = new HashMap<>();
  private final Map<UUID, List<Grant>> grants = new HashMap<>();
  private final ThreadLocal<Shelf.Scratch> scratches = ThreadLocal.withInitial(Shelf.Scratch::new);

  private final ReentrantLock bitmapLock = new ReentrantLock();
  private final Map<Scope, Eligible> bitmaps =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Scope, Eligible> eldest) {
          return size() > MOST_BITMAPS;
        }
      };

  /** An empty gallery that searches in the fastest way this machine has. */
  public Gallery() {
    this(DotProducts.fastest());
  }

  Gallery(DotProduct dot) {
    this.dot = dot;
  }

  /** How it searches: "scalar", or "SIMD" with the width of its vectors. */
  public String engine() {
    return dot.description();
  }

  public void add(Template template) {
    addAll(List.of(template));
  }

  /** Adds templates; a member may have several, and none is found without a grant. */
  public void addAll(Collection<Template> templates) {
    write(
        () -> {
          for (Template template : templates) {
            Shelf shelf =
                shelves.computeIfAbsent(
                    template.model(), m -> new Shelf(template.dimension(), arena, dot));
            if (shelf.dimension() != template.dimension()) {
              throw new GalleryException(
                  template
                      + " has "
                      + template.dimension()
                      + " dimensions, not "
                      + shelf.dimension());
            }
            shelf.add(template.vector(), template.member());
          }
        });
  }

  /** Replaces all grants of a member; an empty list means that the member cannot be found. */
  public void putGrants(UUID member, List<Grant> all) {
    for (Grant grant : all) {
      if (!grant.member().equals(member)) {
        throw new GalleryException("Grant " + grant.id() + " is not of member " + member);
      }
    }
    write(() -> grants.put(member, List.copyOf(all)));
  }

  /** Forgets a member: the templates are overwritten before this returns. */
  public void remove(UUID member) {
    write(
        () -> {
          grants.remove(member);
          shelves.values().forEach(s -> s.remove(member));
        });
  }

  /** How many templates there are. */
  public int size() {
    lock.readLock().lock();
    try {
      return shelves.values().stream().mapToInt(Shelf::size).sum();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Looks for the member whose face this is, among those who agreed to be found for this.
   *
   * @param probe left as it is
   * @param place by its id
   * @param at whose grants count
   * @param threshold similarity from which on it is a match, -1 to 1
   */
  public SearchResult search(
      Embedding probe, Purpose purpose, String place, Instant at, float threshold) {
    lock.readLock().lock();
    Shelf.Scratch scratch = scratches.get();
    try {
      Shelf shelf = shelves.get(probe.model());
      if (shelf == null || shelf.size() == 0) {
        return new SearchResult.NoMatch(-1);
      }
      probe.copyTo(scratch.probe(probe.dimension()));
      shelf.search(eligible(shelf, new Scope(probe.model(), purpose, place), at), scratch);
      if (scratch.bestSlot < 0) {
        return new SearchResult.NoMatch(-1);
      }
      float score = Math.clamp(scratch.bestScore, -1f, 1f);
      return score >= threshold
          ? new SearchResult.Match(shelf.owner(scratch.bestSlot), score)
          : new SearchResult.NoMatch(score);
    } finally {
      scratch.erase();
      lock.readLock().unlock();
    }
  }

  /**
   * Compares with one member (1:1).
   *
   * @return the best similarity; empty where no grant covers it, or there is no template
   */
  public OptionalDouble verify(
      Embedding probe, UUID member, Purpose purpose, String place, Instant at) {
    lock.readLock().lock();
    Shelf.Scratch scratch = scratches.get();
    try {
      Shelf shelf = shelves.get(probe.model());
      if (shelf == null || !covered(member, purpose, place, at)) {
        return OptionalDouble.empty();
      }
      probe.copyTo(scratch.probe(probe.dimension()));
      shelf.search(shelf.slots(member::equals), scratch);
      return scratch.bestSlot < 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.clamp(scratch.bestScore, -1f, 1f));
    } finally {
      scratch.erase();
      lock.readLock().unlock();
    }
  }

  private boolean covered(UUID member, Purpose purpose, String place, Instant at) {
    for (Grant grant : grants.getOrDefault(member, List.of())) {
      if (grant.covers(purpose, place, at)) {
        return true;
      }
    }
    return false;
  }

  /** With the read lock held, so that no write comes between. */
  private long[][] eligible(Shelf shelf, Scope scope, Instant at) {
    bitmapLock.lock();
    try {
      Eligible known = bitmaps.get(scope);
      if (known == null || !known.holds(at)) {
        known = derive(shelf, scope, at);
        bitmaps.put(scope, known);
      }
      return known.slots;
    } finally {
      bitmapLock.unlock();
    }
  }

  private Eligible derive(Shelf shelf, Scope scope, Instant at) {
    Instant from = Instant.MIN;
    Instant until = Instant.MAX;
    for (List<Grant> ofMember : grants.values()) {
      for (Grant grant : ofMember) {
        Instant[] borders = {grant.from(), grant.until().orElse(Instant.MAX)};
        for (Instant border : borders) {
          if (!border.isAfter(at)) {
            from = border.isAfter(from) ? border : from;
          } else {
            until = border.isBefore(until) ? border : until;
          }
        }
      }
    }
    long[][] slots = shelf.slots(m -> covered(m, scope.purpose, scope.place, at));
    return new Eligible(slots, from, until);
  }

  private void write(Runnable change) {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      bitmapLock.lock();
      bitmaps.clear();
      bitmapLock.unlock();
      lock.writeLock().unlock();
    }
  }

  /** Overwrites and frees everything; a search afterwards throws {@link IllegalStateException}. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      grants.clear();
      shelves.clear();
      arena.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
