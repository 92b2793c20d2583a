package dev.gatehouse.gallery;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.UUID;

/**
 * The templates of one model, in blocks that are never moved or freed before the gallery is closed.
 * Removed templates leave holes, which cost a search nothing and are filled first.
 *
 * <p>Written by one thread at a time (the gallery sees to it); {@link #blocks()} may be read by
 * any.
 */
final class Shelf {
  /** Slots of the first block; each further one doubles the shelf, up to {@link #MOST_BYTES}. */
  private static final int FEWEST_SLOTS = 256;

  /** A block's memory, which a search reads under one lock: 1 to 2 ms. */
  private static final int MOST_BYTES = 1 << 25; // 32 MiB, 65,536 templates of 512 dimensions

  private final String model;
  private final int dimension;
  private final Arena arena;
  private final DotProduct dotProduct;
  private final short[] scratch;
  private final ArrayDeque<Block> withRoom = new ArrayDeque<>();
  private volatile Block[] blocks = {};

  Shelf(String model, int dimension, Arena arena, DotProduct dotProduct) {
    this.model = model;
    this.dimension = dimension;
    this.arena = arena;
    this.dotProduct = dotProduct;
    this.scratch = new short[Int8.stride(dimension)];
  }

  void requireDimension(int wanted) {
    if (wanted != dimension) {
      throw new GalleryException(
          "Templates of " + model + " have " + dimension + " dimensions here, not " + wanted);
    }
  }

  /** Room for a query, of zeros. */
  short[] query(int probeDimension) {
    requireDimension(probeDimension);
    return new short[Int8.stride(dimension)];
  }

  /** Replaced as a whole, never written to. */
  Block[] blocks() {
    return blocks;
  }

  boolean has(Block.Seat seat) {
    return seat.shelf() == this;
  }

  /** Stores a vector in a free slot. */
  Block.Seat seat(Gallery.Enrolled owner, UUID template, float[] vector) {
    Block block = withRoom.peek();
    if (block == null) {
      block = grow();
    }
    try {
      float scale = Int8.quantise(vector, scratch);
      int slot = block.put(owner, scratch, scale);
      if (block.isFull()) {
        withRoom.remove(block);
      }
      return new Block.Seat(this, block, slot, template);
    } finally {
      Arrays.fill(scratch, (short) 0);
    }
  }

  void overwrite(Block.Seat seat, float[] vector) {
    try {
      float scale = Int8.quantise(vector, scratch);
      seat.block().overwrite(seat.slot(), scratch, scale);
    } finally {
      Arrays.fill(scratch, (short) 0);
    }
  }

  void release(Block.Seat seat) {
    boolean wasFull = seat.block().isFull();
    seat.block().wipe(seat.slot());
    if (wasFull) {
      withRoom.add(seat.block());
    }
  }

  private Block grow() {
    int stride = Int8.stride(dimension);
    long slots = 0;
    for (Block block : blocks) {
      slots += block.capacity();
    }
    int capacity = Math.clamp(slots, FEWEST_SLOTS, Math.max(FEWEST_SLOTS, MOST_BYTES / stride));
    Block block = new Block(arena, stride, capacity, dotProduct);
    Block[] more = Arrays.copyOf(blocks, blocks.length + 1);
    more[blocks.length] = block;
    blocks = more;
    withRoom.add(block);
    return block;
  }

  void wipe() {
    for (Block block : blocks) {
      block.wipe();
    }
  }
}
