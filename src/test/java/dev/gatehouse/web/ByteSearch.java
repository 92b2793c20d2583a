package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks for many byte strings at once, at every offset, in files and in the memory of another
 * process. A string is found by the hash of its first eight bytes (as Rabin and Karp did, with a
 * bitmap for the table) and then compared.
 */
final class ByteSearch {
  /** How many bytes of a longer text must stand in a row to be found. */
  private static final int WINDOW = 32;

  private static final int HEAD = Long.BYTES;
  private static final int BUFFER = 1 << 22; // 4 MiB
  private static final int BITS = 1 << 20;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private record Needle(String what, byte[] bytes) {}

  private final BitSet heads = new BitSet(BITS);
  private final Map<Long, List<Needle>> needles = new HashMap<>();
  private int longest = HEAD;

  /**
   * What was found in a process.
   *
   * @param heap where Java's objects lie, and lay
   * @param outside everywhere else
   */
  record Memory(Found heap, Found outside) {}

  /** What was found, how often, and where first. */
  record Found(Map<String, Integer> counts, Map<String, String> first) {
    Found() {
      this(new TreeMap<>(), new TreeMap<>());
    }

    boolean has(String what) {
      return counts.containsKey(what);
    }

    private void add(String what, String where) {
      counts.merge(what, 1, Integer::sum);
      first.putIfAbsent(what, where);
    }

    @Override
    public String toString() {
      return counts + ", first " + first;
    }
  }

  /**
   * @param bytes at least 8, not all alike
   */
  ByteSearch add(String what, byte[] bytes) {
    if (bytes.length < HEAD) {
      throw new IllegalArgumentException(what + " is too short to be looked for");
    }
    boolean blank = true;
    for (byte one : bytes) {
      blank &= one == bytes[0];
    }
    if (blank) {
      return this; // zeros and plain areas of pictures are everywhere
    }
    long head = (long) LONG.get(bytes, 0);
    heads.set(slot(head));
    needles.computeIfAbsent(head, _ -> new ArrayList<>()).add(new Needle(what, bytes));
    longest = Math.max(longest, bytes.length);
    return this;
  }

  /** In every form in which a text may lie around. */
  ByteSearch addText(String what, String text) {
    for (var charset : List.of(UTF_8, UTF_16LE, UTF_16BE, ISO_8859_1)) {
      add(what, text.getBytes(charset));
    }
    byte[] utf8 = text.getBytes(UTF_8);
    for (int shift = 0; shift < 3; shift++) {
      // What stands around a text in Base64 changes its first and last characters.
      byte[] shifted = new byte[shift + utf8.length];
      System.arraycopy(utf8, 0, shifted, shift, utf8.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      int whole = shifted.length / 3 * 4;
      add(what, base64.substring(shift == 0 ? 0 : 4, whole).getBytes(ISO_8859_1));
    }
    add(what, HexFormat.of().formatHex(utf8).getBytes(ISO_8859_1));
    add(what, HexFormat.of().withUpperCase().formatHex(utf8).getBytes(ISO_8859_1));
    add(what, URLEncoder.encode(text, UTF_8).getBytes(ISO_8859_1));
    var escaped = new StringBuilder();
    text.chars()
        .forEach(c -> escaped.append(c < 128 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    add(what, escaped.toString().getBytes(ISO_8859_1));
    return this;
  }

  /** In windows: whoever has 63 bytes of it in a row has a whole one. */
  ByteSearch addWindows(String what, byte[] bytes) {
    return addWindows(what, bytes, WINDOW, WINDOW);
  }

  /** Some windows of something large. */
  ByteSearch addWindows(String what, byte[] bytes, int window, int step) {
    for (int at = 0; at + window <= bytes.length; at += step) {
      add(what, Arrays.copyOfRange(bytes, at, at + window));
    }
    return this;
  }

  /**
   * Some windows of a compressed file. Windows whose bytes repeat are of its headers and tables,
   * which other files of the same program have as well.
   */
  ByteSearch addCompressed(String what, byte[] bytes, int window, int step) {
    int added = 0;
    for (int at = 0; at + window <= bytes.length; at += step) {
      byte[] piece = Arrays.copyOfRange(bytes, at, at + window);
      var values = new BitSet(256);
      for (byte one : piece) {
        values.set(Byte.toUnsignedInt(one));
      }
      if (values.cardinality() > window * 2 / 3) {
        add(what, piece);
        added++;
      }
    }
    if (added == 0) {
      throw new IllegalArgumentException(what + " has nothing that only it has");
    }
    return this;
  }

  /** Numbers as 32-bit floats of either byte order. */
  ByteSearch addFloats(String what, float[] numbers) {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length).order(order);
      bytes.asFloatBuffer().put(numbers);
      addWindows(what, bytes.array());
    }
    return this;
  }

  private static int slot(long head) {
    return (int) (head * 0x9E3779B97F4A7C15L >>> 44); // 20 bits
  }

  /** Every file below a folder, with its name. */
  Found inFiles(Path folder) throws IOException {
    var found = new Found();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] name = file.toString().getBytes(UTF_8);
        search(name, name.length, 0, file + " (its name)", 0, found);
        inFile(file, found);
      }
    }
    return found;
  }

  Found inFile(Path file) throws IOException {
    var found = new Found();
    inFile(file, found);
    return found;
  }

  private void inFile(Path file, Found found) throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      range(in, 0, in.length(), file.toString(), found);
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      // A database deletes files of its own while it runs.
    }
  }

  /**
   * Everything that a process can read of its own memory, but for what is mapped from files that it
   * does not write to.
   */
  Memory inMemory(ServerProcess server) throws IOException, InterruptedException {
    long pid = server.pid();
    long[] heap = server.heap();
    var inside = new Found();
    var outside = new Found();
    try (var memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
      for (String map : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
        String[] fields = map.split("\\s+", 6);
        boolean file = fields.length > 5 && fields[5].startsWith("/") && !fields[1].contains("w");
        if (!fields[1].startsWith("r") || file || map.contains("[v")) {
          continue;
        }
        String[] range = fields[0].split("-");
        String where = fields.length > 5 && !fields[5].isBlank() ? fields[5] : "anonymous";
        long from = Long.parseUnsignedLong(range[0], 16);
        long to = Long.parseUnsignedLong(range[1], 16);
        boolean java = from >= heap[0] && to <= heap[1];
        range(memory, from, to, where + " " + fields[0], java ? inside : outside);
      }
    }
    return new Memory(inside, outside);
  }

  private void range(RandomAccessFile in, long from, long to, String where, Found found)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    int kept = 0;
    long at = from;
    while (at < to) {
      int wanted = (int) Math.min(buffer.length - kept, to - at);
      try {
        in.seek(at);
        in.readFully(buffer, kept, wanted);
      } catch (EOFException e) {
        return; // it became shorter
      } catch (IOException e) {
        at += wanted; // a range that was given back meanwhile
        kept = 0;
        continue;
      }
      boolean last = at + wanted >= to;
      int size = kept + wanted;
      // A needle that begins in the last bytes is looked for in the next round.
      int until = last ? size : Math.max(0, size - longest + 1);
      search(buffer, size, 0, until, where, at - kept, found);
      kept = size - until;
      System.arraycopy(buffer, until, buffer, 0, kept);
      at += wanted;
    }
  }

  private void search(byte[] text, int size, int from, String where, long base, Found found) {
    search(text, size, from, size, where, base, found);
  }

  private void search(
      byte[] text, int size, int from, int until, String where, long base, Found found) {
    int end = Math.min(until, size - HEAD + 1);
    for (int i = from; i < end; i++) {
      long head = (long) LONG.get(text, i);
      if (head == 0 || !heads.get(slot(head))) {
        continue;
      }
      for (Needle needle : needles.getOrDefault(head, List.of())) {
        int length = needle.bytes().length;
        if (i + length <= size && Arrays.equals(text, i, i + length, needle.bytes(), 0, length)) {
          found.add(needle.what(), where + " +" + (base + i) + context(text, i, length, size));
        }
      }
    }
  }

  /** What stands around a place, for people who want to know how it came there. */
  private static String context(byte[] text, int at, int length, int size) {
    int from = Math.max(0, at - 60);
    int to = Math.min(size, at + length + 60);
    return " <" + new String(text, from, to - from, ISO_8859_1).replaceAll("[^ -~]", ".") + ">";
  }
}
