package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A map of the world with one tile, in the form PMTiles, version 3: a header of 127 bytes, a
 * directory with one entry, what the file is about in JSON, and the tile.
 */
final class TinyPmTiles {
  private static final int HEADER = 127;

  private TinyPmTiles() {}

  /** Everything is water, as a vector tile. */
  static Path water(Path file) throws IOException {
    return write(
        file, 1, "{\"vector_layers\": [{\"id\": \"water\", \"fields\": {}}]}", waterTile());
  }

  /** Everything is red, as a picture. */
  static Path red(Path file) throws IOException {
    try (Image red = Image.allocate(256, 256)) {
      byte[] pixels = new byte[3 * 256 * 256];
      for (int i = 2; i < pixels.length; i += 3) {
        pixels[i] = (byte) 220;
      }
      red.buffer().put(pixels);
      return write(file, 2, "{}", ImageCodec.png(red));
    }
  }

  private static Path write(Path file, int type, String about, byte[] tile) throws IOException {
    byte[] metadata = about.getBytes(UTF_8);
    var directory = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(directory);
    for (int number : new int[] {1, 0, 1, tile.length, 1}) { // entries, id, run, length, offset + 1
      out.writeUInt32NoTag(number);
    }
    out.flush();
    int root = directory.size();
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER + root + metadata.length + tile.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("PMTiles".getBytes(UTF_8)).put((byte) 3);
    int at = HEADER + root + metadata.length;
    for (long number :
        new long[] {
          HEADER, root, HEADER + root, metadata.length, at, 0, at, tile.length, 1, 1, 1
        }) {
      bytes.putLong(number);
    }
    bytes.put((byte) 1).put((byte) 1).put((byte) 1).put((byte) type).put((byte) 0).put((byte) 0);
    for (int degrees : new int[] {-180, -85, 180, 85}) {
      bytes.putInt(degrees * 10_000_000);
    }
    bytes.put((byte) 0).putInt(0).putInt(0);
    bytes.put(directory.toByteArray()).put(metadata).put(tile);
    return Files.write(file, bytes.array());
  }

  /** One layer, one feature: the whole tile (Mapbox Vector Tile Specification 2.1). */
  private static byte[] waterTile() throws IOException {
    byte[] geometry =
        message(
            out -> {
              for (int number : new int[] {9, 0, 0, 26, 8192, 0, 0, 8192, 8191, 0, 15}) {
                out.writeUInt32NoTag(number);
              }
            });
    byte[] feature =
        message(
            out -> {
              out.writeUInt32(3, 3);
              out.writeByteArray(4, geometry);
            });
    byte[] layer =
        message(
            out -> {
              out.writeUInt32(15, 2);
              out.writeString(1, "water");
              out.writeByteArray(2, feature);
              out.writeUInt32(5, 4096);
            });
    return message(out -> out.writeByteArray(3, layer));
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Writing writing) throws IOException {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    writing.to(out);
    out.flush();
    return bytes.toByteArray();
  }
}
