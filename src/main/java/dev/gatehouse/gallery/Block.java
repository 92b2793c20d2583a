package dev.gatehouse.gallery;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * Slots for the vectors of some thousands of templates, one after another in native memory at the
 * start of a cache line each, with the scales and owners beside them on the heap.
 *
 * <p>For each {@link View} that was asked about, a block remembers a bitmap of the slots whose
 * owners may be seen, with the time for which it holds: from the last instant before, to the first
 * instant after the one asked about, at which a grant that concerns the view begins or ends. No
 * grant's answer changes in between, so the bitmap is exact throughout and not looked at outside.
 * Any write to the block makes all of its bitmaps void. Space for them is fixed, {@link Views#MOST}
 * a block: at 512 dimensions at most a sixteenth of the vectors' memory.
 *
 * <p>Reading methods need the read lock, which is the caller's to hold so that what it learns fits
 * together; writing methods take the write lock themselves, and are called by one thread at a time.
 */
final class Block {
  private final StampedLock lock = new StampedLock();
  private final DotProduct dotProduct;
  private final MemorySegment vectors;
  private final int stride;
  private final float[] scales;
  private final Gallery.@Nullable Enrolled[] owners;
  private final BitSet taken; // for writers only
  private int count; // for writers only
  private int version; // counts writes

  private final AtomicReferenceArray<@Nullable Eligible> remembered =
      new AtomicReferenceArray<>(Views.MOST);

  /** Where a template is kept. */
  record Seat(Shelf shelf, Block block, int slot, UUID template) {}

  /** Slots that a view shows from {@code from} (inclusive) until {@code until} (exclusive). */
  private record Eligible(
      View view, int version, long[] slots, Instant from, @Nullable Instant until) {
    boolean holds(View wanted, int current, Instant at) {
      return view == wanted
          && version == current
          && !at.isBefore(from)
          && (until == null || at.isBefore(until));
    }
  }

  /** The time around an instant in which nothing begins or ends. */
  private static final class Span {
    final Instant at;
    Instant from = Instant.MIN;
    @Nullable Instant until;

    Span(Instant at) {
      this.at = at;
    }

    void mind(Instant border) {
      if (border.isAfter(at)) {
        until = until == null || border.isBefore(until) ? border : until;
      } else {
        from = border.isAfter(from) ? border : from;
      }
    }
  }

  Block(Arena arena, int stride, int capacity, DotProduct dotProduct) {
    this.stride = stride;
    this.dotProduct = dotProduct;
    this.vectors = arena.allocate((long) stride * capacity, Int8.LANES); // zeros
    this.scales = new float[capacity];
    this.owners = new Gallery.@Nullable Enrolled[capacity];
    this.taken = new BitSet(capacity);
  }

  StampedLock lock() {
    return lock;
  }

  int capacity() {
    return owners.length;
  }

  boolean isFull() {
    return count == owners.length;
  }

  /** The best eligible slot and its score but for the query's scale; see {@link DotProduct}. */
  long best(short[] query, View view, Instant at) {
    Eligible eligible = remembered.get(view.index());
    if (eligible == null || !eligible.holds(view, version, at)) {
      eligible = derive(view, at);
      remembered.set(view.index(), eligible);
    }
    return dotProduct.best(vectors, scales, eligible.slots, query);
  }

  private Eligible derive(View view, Instant at) {
    long[] slots = new long[(owners.length + Long.SIZE - 1) / Long.SIZE];
    Span span = new Span(at);
    for (int slot = 0; slot < owners.length; slot++) {
      Gallery.Enrolled owner = owners[slot];
      if (owner == null) {
        continue;
      }
      for (Grant grant : owner.grants()) {
        if (!grant.concerns(view.purpose(), view.place())) {
          continue;
        }
        if (grant.covers(view.purpose(), view.place(), at)) {
          slots[slot / Long.SIZE] |= 1L << slot;
        }
        span.mind(grant.from());
        if (grant.until().isPresent()) {
          span.mind(grant.until().get());
        }
      }
    }
    return new Eligible(view, version, slots, span.from, span.until);
  }

  /** The inner product of one slot with the query, but for the query's scale. */
  float score(int slot, short[] query) {
    return dotProduct.dot(vectors, (long) slot * stride, query) * scales[slot];
  }

  Gallery.@Nullable Enrolled owner(int slot) {
    return owners[slot];
  }

  /** Stores a vector in the first free slot, which there must be. */
  int put(Gallery.Enrolled owner, short[] quantised, float scale) {
    int slot = taken.nextClearBit(0);
    long stamp = lock.writeLock();
    try {
      write(slot, quantised, scale);
      owners[slot] = owner;
    } finally {
      lock.unlockWrite(stamp);
    }
    taken.set(slot);
    count++;
    return slot;
  }

  void overwrite(int slot, short[] quantised, float scale) {
    long stamp = lock.writeLock();
    try {
      write(slot, quantised, scale);
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  private void write(int slot, short[] quantised, float scale) {
    version++;
    for (int j = 0; j < stride; j++) {
      vectors.set(ValueLayout.JAVA_BYTE, (long) slot * stride + j, (byte) quantised[j]);
    }
    scales[slot] = scale;
  }

  /** Overwrites a slot with zeros and frees it. */
  void wipe(int slot) {
    long stamp = lock.writeLock();
    try {
      version++;
      vectors.asSlice((long) slot * stride, stride).fill((byte) 0);
      scales[slot] = 0;
      owners[slot] = null;
    } finally {
      lock.unlockWrite(stamp);
    }
    taken.clear(slot);
    count--;
  }

  /** Overwrites all slots. */
  void wipe() {
    long stamp = lock.writeLock();
    try {
      version++;
      vectors.fill((byte) 0);
      Arrays.fill(scales, 0);
      Arrays.fill(owners, null);
    } finally {
      lock.unlockWrite(stamp);
    }
    taken.clear();
    count = 0;
  }

  /** Drops what is remembered of one view. Needs no lock. */
  void forget(View view) {
    remembered.set(view.index(), null);
  }

  /** To be called after grants of an owner have changed. */
  void forgetEligible() {
    long stamp = lock.writeLock();
    version++;
    lock.unlockWrite(stamp);
  }

  /** For tests: how many views it knows the eligible slots of. */
  int remembered() {
    int known = 0;
    for (int i = 0; i < Views.MOST; i++) {
      known += remembered.get(i) == null ? 0 : 1;
    }
    return known;
  }

  /** For tests: whether no byte of the vectors differs from zero. */
  boolean isBlank() {
    for (long i = 0; i < vectors.byteSize(); i += Long.BYTES) {
      if (vectors.get(ValueLayout.JAVA_LONG, i) != 0) {
        return false;
      }
    }
    return true;
  }
}
