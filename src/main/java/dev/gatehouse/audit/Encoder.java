package dev.gatehouse.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes values one after the other so that no two sequences of values give the same bytes: numbers
 * have 8 bytes, the highest first; texts their length in 4 bytes and UTF-8; what may be absent a
 * byte 0 or 1 before it.
 */
final class Encoder {
  private ByteBuffer buffer = ByteBuffer.allocate(256);

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
      buffer = ByteBuffer.allocate(size).put(buffer.flip());
    }
    return buffer;
  }

  Encoder put(byte value) {
    room(1).put(value);
    return this;
  }

  Encoder put(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  Encoder put(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    room(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
    return this;
  }

  Encoder put(UUID id) {
    return put(id.getMostSignificantBits()).put(id.getLeastSignificantBits());
  }

  Encoder put(Hash hash) {
    room(Hash.BYTES).put(hash.bytes());
    return this;
  }

  Encoder putText(Optional<String> text) {
    present(text.isPresent());
    text.ifPresent(this::put);
    return this;
  }

  Encoder present(boolean present) {
    return put((byte) (present ? 1 : 0));
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
