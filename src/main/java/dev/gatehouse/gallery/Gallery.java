package dev.gatehouse.gallery;

import dev.gatehouse.face.Embedding;
import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The templates of all members, and the only way from a face to a name.
 *
 * <p>A search is made <em>for a purpose, at a place, at an instant</em>, and looks at nothing but
 * templates of members who have a grant that covers all three. It is exact: every eligible template
 * is compared, as 8-bit integers (docs/gallery.md states the error).
 *
 * <pre>{@code
 * gallery.add(template);
 * gallery.putGrants(member, List.of(grant));
 * switch (gallery.search(probe, Purpose.DOOR, "front", Instant.now(), 0.4f)) {
 *   case SearchResult.Match(UUID who, float score) -> open(who);
 *   case SearchResult.NoMatch nobody -> keepShut();
 * }
 * }</pre>
 *
 * <p>How it stays exact while being cheap and never in anybody's way:
 *
 * <ul>
 *   <li>Templates lie in {@linkplain Block blocks} of native memory, each with its own lock. A
 *       search holds one block's lock at a time, for a millisecond or two, so a write, and above
 *       all an erasure, waits for no more than that however large the gallery is.
 *   <li>Each block remembers which of its slots are eligible for a {@link View}, and for how long
 *       that holds. A write makes only its own blocks forget.
 *   <li>Because blocks are looked at one after another, a member may withdraw after theirs was. So
 *       the last act of a search is to ask the winner's grants themselves; if they cover it no
 *       longer, the search is made again. The rule that nobody is named without a grant thus rests
 *       on {@link Grant#covers}, not on the bookkeeping.
 * </ul>
 *
 * <p>Thread-safe: searches run side by side, also while members are added and removed; writes go
 * one at a time. What a write did is seen by every search that begins after it returned. After
 * {@link #close()} everything but {@code close} throws {@link IllegalStateException}.
 */
public final class Gallery implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final DotProduct dotProduct;
  private final Views views = new Views();
  private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();
  private final Map<UUID, Enrolled> members = new ConcurrentHashMap<>();

  /** Held by writers, one at a time. Searches do not take it. */
  private final Object writing = new Object();

  private volatile Optional<TemplateProtection> protection = Optional.empty();
  private volatile int size;
  private volatile boolean closed;

  /**
   * An empty gallery of templates without protection, until {@link #protectBy}; it searches in the
   * fastest way this machine has.
   */
  public Gallery() {
    this(DotProducts.fastest());
  }

  Gallery(DotProduct dotProduct) {
    this.dotProduct = dotProduct;
  }

  /** How it searches, for people to read: "scalar", or "SIMD" with the width of its registers. */
  public String engine() {
    return dotProduct.description();
  }

  /** Number of templates. */
  public int size() {
    return size;
  }

  /** Number of members who have a template or a grant here. */
  public int members() {
    return members.size();
  }

  /**
   * Adds a template, or replaces the one of the same id and member. It is found only as far as the
   * member's grants reach, which {@link #putGrants} sets before or after.
   *
   * @throws GalleryException if the template was erased, is not protected by the gallery's secret,
   *     or another template of its model has a different dimension
   */
  public void add(Template template) {
    addAll(List.of(template));
  }

  /** Adds templates as {@link #add} does; if one is refused, those before it have been added. */
  public void addAll(Collection<Template> templates) {
    synchronized (writing) {
      requireOpen();
      for (Template template : templates) {
        requireProtection(template);
        float[] vector = template.vector();
        Shelf shelf =
            shelves.computeIfAbsent(
                template.model(), m -> new Shelf(m, template.dimension(), arena, dotProduct));
        shelf.requireDimension(template.dimension());
        Enrolled member = members.computeIfAbsent(template.member(), Enrolled::new);
        Block.Seat known = member.seat(template.id());
        if (known != null && shelf.has(known)) {
          shelf.overwrite(known, vector);
          continue;
        }
        if (known != null) {
          release(known);
          member.leave(known);
        }
        member.take(shelf.seat(member, template.id(), vector));
        size = size + 1;
      }
    }
  }

  /**
   * From here on takes nothing but templates turned by this secret, and turns each probe by it.
   * Templates that are here already stay until they are replaced or removed, and match nobody.
   */
  public void protectBy(TemplateProtection secret) {
    synchronized (writing) {
      requireOpen();
      protection = Optional.of(secret);
    }
  }

  private void requireProtection(Template template) {
    Optional<String> wanted = protection.map(TemplateProtection::id);
    if (!template.protection().equals(wanted)) {
      throw new GalleryException(
          "Template "
              + template.id()
              + " is protected by "
              + template.protection().map(id -> "the secret " + id).orElse("no secret")
              + "; this gallery is of "
              + wanted.map(id -> "the secret " + id).orElse("none"));
    }
  }

  /**
   * Replaces all grants of a member; with an empty list, no search sees the member any more.
   *
   * @throws GalleryException if a grant is another member's
   */
  public void putGrants(UUID member, List<Grant> grants) {
    for (Grant grant : grants) {
      if (!grant.member().equals(member)) {
        throw new GalleryException("Grant " + grant.id() + " is not of member " + member);
      }
    }
    synchronized (writing) {
      requireOpen();
      Enrolled enrolled = members.get(member);
      if (enrolled == null) {
        if (grants.isEmpty()) {
          return;
        }
        enrolled = new Enrolled(member);
        members.put(member, enrolled);
      }
      // Grants first: a search that looks between these lines derives the new answer, not the old.
      enrolled.grant(grants);
      for (Block.Seat seat : enrolled.seats()) {
        seat.block().forgetEligible();
      }
      if (grants.isEmpty() && enrolled.seats().length == 0) {
        members.remove(member);
      }
    }
  }

  /**
   * Forgets a member. When it returns, the vectors have been overwritten with zeros, and no search
   * can find the member, not even one that began before. An unknown member is no error.
   */
  public void remove(UUID member) {
    synchronized (writing) {
      requireOpen();
      Enrolled enrolled = members.remove(member);
      if (enrolled != null) {
        enrolled.grant(List.of());
        for (Block.Seat seat : enrolled.seats()) {
          release(seat);
        }
      }
    }
  }

  private void release(Block.Seat seat) {
    seat.shelf().release(seat);
    size = size - 1;
  }

  /**
   * Looks for the member whose face this is among those who agreed to be recognised for this
   * purpose, at this place, at this instant, with a template of the probe's model. Of several
   * templates of a member the best counts.
   *
   * @param probe left as it is, and nothing of it is kept
   * @param place id of the place, as in the grants
   * @param at the instant at which a grant must hold; it may lie in the past
   * @param threshold cosine similarity, -1 to 1, from which on the best member is named
   * @throws GalleryException if the probe was erased, or has not the dimension of its model's
   *     templates
   * @throws IllegalArgumentException if the threshold is not a number
   */
  public SearchResult search(
      Embedding probe, Purpose purpose, String place, Instant at, float threshold) {
    float[] vector = vector(probe);
    return search(probe.model(), vector, purpose, place, at, threshold);
  }

  /** The probe's numbers as the templates are: turned where they are. */
  private float[] vector(Embedding probe) {
    float[] vector = new float[probe.dimension()];
    probe.copyTo(vector);
    protection.ifPresent(secret -> secret.turn(vector));
    return vector;
  }

  /** The search itself. The vector is overwritten with zeros. */
  SearchResult search(
      String model, float[] probe, Purpose purpose, String place, Instant at, float threshold) {
    if (Float.isNaN(threshold)) {
      throw new IllegalArgumentException("The threshold is not a number");
    }
    requireOpen();
    Shelf shelf = shelves.get(model);
    if (shelf == null) {
      return new SearchResult.NoMatch(-1);
    }
    short[] query = shelf.query(probe.length);
    try {
      float queryScale = quantise(probe, query);
      View view = views.of(purpose, place);
      while (true) {
        Enrolled best = null;
        Block where = null;
        float bestScore = Float.NEGATIVE_INFINITY;
        for (Block block : shelf.blocks()) {
          long stamp = block.lock().readLock();
          try {
            requireOpen();
            long found = block.best(query, view, at);
            if (DotProduct.index(found) >= 0 && DotProduct.score(found) > bestScore) {
              bestScore = DotProduct.score(found);
              best = block.owner(DotProduct.index(found));
              where = block;
            }
          } finally {
            block.lock().unlockRead(stamp);
          }
        }
        if (best == null || where == null) {
          return new SearchResult.NoMatch(-1);
        }
        if (best.covered(purpose, place, at)) {
          float score = similarity(bestScore, queryScale);
          return score >= threshold
              ? new SearchResult.Match(best.id(), score)
              : new SearchResult.NoMatch(score);
        }
        // The winner withdrew while this search was running, which is rare: look again. That the
        // block forgets makes sure that the winner is not found again, so this ends.
        where.forget(view);
      }
    } finally {
      Arrays.fill(query, (short) 0);
    }
  }

  /**
   * Compares a probe with one member (1:1).
   *
   * @return cosine similarity to the member's best template, -1 to 1; empty if no grant of the
   *     member covers purpose, place and instant, or the member has no template of the probe's
   *     model, or is not known. The caller cannot tell which, on purpose
   * @throws GalleryException if the probe has not the dimension of its model's templates
   */
  public OptionalDouble verify(
      Embedding probe, UUID member, Purpose purpose, String place, Instant at) {
    float[] vector = vector(probe);
    return verify(probe.model(), vector, member, purpose, place, at);
  }

  /** The comparison itself. The vector is overwritten with zeros. */
  OptionalDouble verify(
      String model, float[] probe, UUID member, Purpose purpose, String place, Instant at) {
    requireOpen();
    Shelf shelf = shelves.get(model);
    Enrolled enrolled = members.get(member);
    if (shelf == null || enrolled == null || !enrolled.covered(purpose, place, at)) {
      Arrays.fill(probe, 0);
      return OptionalDouble.empty();
    }
    short[] query = shelf.query(probe.length);
    try {
      float queryScale = quantise(probe, query);
      float best = Float.NEGATIVE_INFINITY;
      for (Block.Seat seat : enrolled.seats()) {
        if (shelf.has(seat)) {
          Block block = seat.block();
          long stamp = block.lock().readLock();
          try {
            requireOpen();
            if (block.owner(seat.slot()) == enrolled) {
              best = Math.max(best, block.score(seat.slot(), query));
            }
          } finally {
            block.lock().unlockRead(stamp);
          }
        }
      }
      // Asked again, as for a search: the member may have withdrawn meanwhile.
      return best == Float.NEGATIVE_INFINITY || !enrolled.covered(purpose, place, at)
          ? OptionalDouble.empty()
          : OptionalDouble.of(similarity(best, queryScale));
    } finally {
      Arrays.fill(query, (short) 0);
    }
  }

  /**
   * Whether a grant of the member covers that purpose, there and then. A name that a search found
   * is good for that instant alone: who shows it later asks again.
   */
  public boolean covers(UUID member, Purpose purpose, String place, Instant at) {
    Enrolled enrolled = members.get(member);
    return enrolled != null && enrolled.covered(purpose, place, at);
  }

  /**
   * Whether one grant of the member covers that purpose there all the time from one instant to
   * another: what joins two of them must not reach over a time that was not agreed to.
   */
  public boolean covers(UUID member, Purpose purpose, String place, Instant from, Instant to) {
    Enrolled enrolled = members.get(member);
    return enrolled != null
        && enrolled.grants().stream()
            .anyMatch(
                grant -> grant.covers(purpose, place, from) && grant.covers(purpose, place, to));
  }

  /** Fills the query and wipes the probe; returns the query's scale. */
  private static float quantise(float[] probe, short[] query) {
    float scale = Int8.quantise(probe, query);
    Arrays.fill(probe, 0);
    if (scale == 0) {
      throw new GalleryException("An erased embedding cannot be searched for");
    }
    return scale;
  }

  /** Quantisation may carry the score of equal vectors a little over 1. */
  private static float similarity(float score, float queryScale) {
    return Math.clamp(score * queryScale, -1f, 1f);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The gallery is closed");
    }
  }

  /**
   * Overwrites all vectors with zeros and frees the memory, as soon as each running search has left
   * the block it is in; such a search then throws {@link IllegalStateException}.
   */
  @Override
  public void close() {
    synchronized (writing) {
      if (closed) {
        return;
      }
      closed = true; // searches see it under the lock of the next block that they enter
      shelves.values().forEach(Shelf::wipe);
      shelves.clear();
      members.values().forEach(m -> m.grant(List.of()));
      members.clear();
      size = 0;
      arena.close();
    }
  }

  /** For tests: the eligible sets remembered, over all blocks. */
  int remembered() {
    return shelves.values().stream()
        .flatMap(s -> Arrays.stream(s.blocks()))
        .mapToInt(Block::remembered)
        .sum();
  }

  /** For tests: whether no byte of native memory differs from zero. */
  boolean isBlank() {
    return shelves.values().stream()
        .flatMap(s -> Arrays.stream(s.blocks()))
        .allMatch(Block::isBlank);
  }

  /** A member: grants, and the seats of the templates. Written under {@link #writing}. */
  static final class Enrolled {
    private static final Block.Seat[] NO_SEATS = {};

    private final UUID id;
    private volatile List<Grant> grants = List.of();
    private volatile Block.Seat[] seats = NO_SEATS;

    Enrolled(UUID id) {
      this.id = id;
    }

    UUID id() {
      return id;
    }

    List<Grant> grants() {
      return grants;
    }

    void grant(List<Grant> all) {
      grants = List.copyOf(all);
    }

    boolean covered(Purpose purpose, String place, Instant at) {
      for (Grant grant : grants) {
        if (grant.covers(purpose, place, at)) {
          return true;
        }
      }
      return false;
    }

    /** Replaced as a whole, never written to. */
    Block.Seat[] seats() {
      return seats;
    }

    Block.@Nullable Seat seat(UUID template) {
      for (Block.Seat seat : seats) {
        if (seat.template().equals(template)) {
          return seat;
        }
      }
      return null;
    }

    void take(Block.Seat seat) {
      Block.Seat[] more = Arrays.copyOf(seats, seats.length + 1);
      more[seats.length] = seat;
      seats = more;
    }

    void leave(Block.Seat seat) {
      seats = Arrays.stream(seats).filter(s -> s != seat).toArray(Block.Seat[]::new);
    }
  }
}
