package dev.gatehouse.interior;

import java.nio.ByteBuffer;

/**
 * Seconds of presence by cells of the plan, row by row from the top left. No tracks: sums alone.
 *
 * @param cell metres, its side
 * @param columns cells in a row
 * @param places of cells in which somebody was, in rising order
 * @param seconds in each of them
 */
public record HeatGrid(double cell, int columns, int[] places, float[] seconds) {
  public HeatGrid {
    if (places.length != seconds.length || columns < 1 || !(cell > 0)) {
      throw new InteriorException("A heat map has as many values as cells");
    }
  }

  static HeatGrid of(double cell, int columns, float[] dense) {
    int n = 0;
    for (float value : dense) {
      n += value > 0 ? 1 : 0;
    }
    var places = new int[n];
    var seconds = new float[n];
    n = 0;
    for (int i = 0; i < dense.length; i++) {
      if (dense[i] > 0) {
        places[n] = i;
        seconds[n++] = dense[i];
      }
    }
    return new HeatGrid(cell, columns, places, seconds);
  }

  public boolean isEmpty() {
    return places.length == 0;
  }

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(8 * places.length);
    for (int i = 0; i < places.length; i++) {
      bytes.putInt(places[i]).putFloat(seconds[i]);
    }
    return bytes.array();
  }

  static HeatGrid fromBytes(double cell, int columns, byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    var places = new int[bytes.length / 8];
    var seconds = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = buffer.getInt();
      seconds[i] = buffer.getFloat();
    }
    return new HeatGrid(cell, columns, places, seconds);
  }
}
