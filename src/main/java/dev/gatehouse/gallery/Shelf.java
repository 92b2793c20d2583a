package dev.gatehouse.gallery;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The templates of one model in slots: int8 vectors in native memory, blocks of {@value #BLOCK}
 * slots, without gaps (the last slot moves into one that is freed). Guarded by the gallery's lock.
 */
final class Shelf {
  /** 2 MB at 512 dimensions. */
  static final int BLOCK = 4096;

  private final int dimension;
  private final int stride;
  private final Arena arena;
  private final DotProduct dot;
  private final List<Block> blocks = new ArrayList<>();
  private int size;

  private record Block(MemorySegment vectors, float[] scales, UUID[] owners) {}

  Shelf(int dimension, Arena arena, DotProduct dot) {
    this.dimension = dimension;
    this.stride = Int8.stride(dimension);
    this.arena = arena;
    this.dot = dot;
  }

  int size() {
    return size;
  }

  int dimension() {
    return dimension;
  }

  UUID owner(int slot) {
    return blocks.get(slot / BLOCK).owners[slot % BLOCK];
  }

  /**
   * @param vector of length 1
   */
  void add(float[] vector, UUID owner) {
    if (size == blocks.size() * BLOCK) {
      blocks.add(
          new Block(
              arena.allocate((long) BLOCK * stride, Int8.LANES),
              new float[BLOCK],
              new UUID[BLOCK]));
    }
    Block block = blocks.get(size / BLOCK);
    int at = size % BLOCK;
    short[] quantised = new short[stride];
    block.scales[at] = Int8.quantise(vector, quantised);
    block.owners[at] = owner;
    for (int i = 0; i < stride; i++) {
      block.vectors.set(ValueLayout.JAVA_BYTE, (long) at * stride + i, (byte) quantised[i]);
    }
    size++;
  }

  /** Frees the member's slots and overwrites them. */
  void remove(UUID member) {
    for (int slot = size - 1; slot >= 0; slot--) {
      if (owner(slot).equals(member)) {
        int last = size - 1;
        Block hole = blocks.get(slot / BLOCK);
        Block end = blocks.get(last / BLOCK);
        MemorySegment moved = vector(end, last % BLOCK);
        if (slot != last) {
          vector(hole, slot % BLOCK).copyFrom(moved);
          hole.scales[slot % BLOCK] = end.scales[last % BLOCK];
          hole.owners[slot % BLOCK] = end.owners[last % BLOCK];
        }
        moved.fill((byte) 0);
        end.scales[last % BLOCK] = 0;
        Arrays.fill(end.owners, last % BLOCK, last % BLOCK + 1, null);
        size--;
      }
    }
  }

  private MemorySegment vector(Block block, int at) {
    return block.vectors.asSlice((long) at * stride, stride);
  }

  /** A bit a slot, an array a block: those whose owner passes. */
  long[][] slots(Predicate<UUID> eligible) {
    long[][] slots = new long[(size + BLOCK - 1) / BLOCK][BLOCK / Long.SIZE];
    for (int slot = 0; slot < size; slot++) {
      if (eligible.test(owner(slot))) {
        slots[slot / BLOCK][slot % BLOCK / Long.SIZE] |= 1L << slot;
      }
    }
    return slots;
  }

  /** What a search needs room for; kept by a thread from search to search. */
  static final class Scratch {
    private float[] probe = new float[0];
    private short[] query = new short[0];
    int bestSlot;
    float bestScore;

    float[] probe(int dimension) {
      if (probe.length != dimension) {
        probe = new float[dimension];
        query = new short[Int8.stride(dimension)];
      }
      return probe;
    }

    void erase() {
      Arrays.fill(probe, 0);
      Arrays.fill(query, (short) 0);
    }
  }

  /**
   * Finds the best of the eligible slots for the probe in the scratch, and leaves its number (-1
   * for none) and cosine similarity there.
   *
   * @param eligible as {@link #slots} gives it
   */
  void search(long[][] eligible, Scratch scratch) {
    float scale = Int8.quantise(scratch.probe, scratch.query);
    scratch.bestSlot = -1;
    scratch.bestScore = Float.NEGATIVE_INFINITY;
    for (int b = 0; b < eligible.length; b++) {
      Block block = blocks.get(b);
      long best = dot.best(block.vectors, block.scales, eligible[b], scratch.query);
      if (DotProduct.index(best) >= 0 && DotProduct.score(best) * scale > scratch.bestScore) {
        scratch.bestScore = DotProduct.score(best) * scale;
        scratch.bestSlot = b * BLOCK + DotProduct.index(best);
      }
    }
  }
}
