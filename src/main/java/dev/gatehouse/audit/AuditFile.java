package dev.gatehouse.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A log as a file of lines of JSON: first the format and the key, then the entries in order, and
 * each tree head after the last entry that it is of.
 */
final class AuditFile implements LogSource {
  private static final String FORMAT = "gatehouse-audit-1";
  private static final int CHUNK = 1 << 20;
  private static final long BLOCK = 4096; // entries
  private static final JsonMapper JSON =
      JsonMapper.builder( // its buffers hold what is about members and are not kept
              JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build())
          .build();
  private static final ObjectReader LINES = JSON.readerFor(Line.class);

  /** Any line of the file. */
  record Line(
      @Nullable String format,
      @Nullable String key,
      @Nullable String treeHead,
      @Nullable Long index,
      @Nullable String time,
      @Nullable String action,
      @Nullable String actor,
      @Nullable String purpose,
      @Nullable String place,
      @Nullable Long count,
      @Nullable UUID subject,
      @Nullable String reason,
      @Nullable String detail,
      @Nullable UUID salt,
      @Nullable String personalHash,
      @Nullable String hash) {

    AuditEntry entry() {
      if (index == null || time == null || action == null || actor == null) {
        throw new AuditException("its index, time, action or actor is missing");
      }
      if (index < 0) {
        throw new AuditException("entries count from 0, not " + index);
      }
      var event =
          new AuditEvent(
              AuditAction.valueOf(action),
              Actor.parse(actor),
              Optional.ofNullable(purpose),
              Optional.ofNullable(place),
              count == null ? OptionalLong.empty() : OptionalLong.of(count),
              Optional.ofNullable(subject),
              Optional.ofNullable(reason),
              Optional.ofNullable(detail));
      return new AuditEntry(
          index,
          Instant.parse(time),
          event,
          Optional.ofNullable(personalHash)
              .map(text -> new Commitment(Hash.parse(text), Optional.ofNullable(salt))));
    }

    void addTo(LogBlock block) {
      if (treeHead != null) {
        block.add(TreeHead.parse(treeHead));
      } else if (format == null) {
        if (hash == null) {
          throw new AuditException("its hash is missing");
        }
        block.add(entry(), Hash.parse(hash));
      }
    }
  }

  private final Path file;
  private final InputStream in;
  private final long total;
  private byte[] begun = new byte[0];

  private AuditFile(Path file, InputStream in, long total) {
    this.file = file;
    this.in = in;
    this.total = total;
  }

  /**
   * @throws AuditException if it cannot be read
   */
  static AuditFile open(Path file) {
    try {
      return new AuditFile(file, Files.newInputStream(file), Files.size(file));
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  static AuditException cannotRead(Path file, Exception why) {
    Throwable cause = why instanceof UncheckedIOException unchecked ? unchecked.getCause() : why;
    return new AuditException(
        switch (cause) {
          case NoSuchFileException _ -> "There is no file " + file;
          case CharacterCodingException _ -> file + " cannot be read: it is no text in UTF-8";
          case null, default -> file + " cannot be read: " + why.getMessage();
        },
        why);
  }

  /** The key that the file says its heads are signed by; it is worth as much as the file. */
  static VerifierKey key(Path file) {
    try (var lines = Files.lines(file, UTF_8)) {
      @Nullable Line first = LINES.readValue(lines.findFirst().orElse("{}"));
      if (first != null && FORMAT.equals(first.format()) && first.key() != null) {
        return VerifierKey.parse(first.key());
      }
    } catch (IOException | UncheckedIOException e) {
      throw cannotRead(file, e);
    } catch (JacksonException e) {
      throw notExported(file);
    }
    throw notExported(file);
  }

  private static AuditException notExported(Path file) {
    return new AuditException(
        file + " is no exported audit log: its first line lacks \"format\":\"" + FORMAT + "\"");
  }

  /**
   * Writes a log without holding it in memory.
   *
   * @param heads oldest first
   * @param written told how many entries are written
   */
  static void write(
      AuditStore store,
      long size,
      List<TreeHead> heads,
      VerifierKey key,
      OutputStream out,
      LongConsumer written) {
    try (JsonGenerator json =
        JSON.writer()
            .withRootValueSeparator("")
            .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .createGenerator(out)) {
      json.writeStartObject();
      json.writeStringProperty("format", FORMAT);
      json.writeStringProperty("key", key.toString());
      endLine(json);
      Deque<TreeHead> left = new ArrayDeque<>(heads);
      writeHeads(json, left, 0);
      for (long from = 0; from < size; from += BLOCK) {
        store.rows(
            from,
            Math.min(size, from + BLOCK),
            row -> {
              write(json, row);
              writeHeads(json, left, row.entry().index() + 1);
            });
        written.accept(Math.min(size, from + BLOCK));
      }
    }
  }

  private static void writeHeads(JsonGenerator json, Deque<TreeHead> left, long size) {
    while (!left.isEmpty() && left.getFirst().size() <= size) {
      json.writeStartObject();
      json.writeStringProperty("treeHead", left.removeFirst().note());
      endLine(json);
    }
  }

  private static void write(JsonGenerator json, AuditStore.Row row) {
    AuditEntry entry = row.entry();
    AuditEvent event = entry.event();
    json.writeStartObject();
    json.writeNumberProperty("index", entry.index());
    json.writeStringProperty("time", entry.time().toString());
    json.writeStringProperty("action", event.action().name());
    json.writeStringProperty("actor", event.actor().toString());
    event.purpose().ifPresent(text -> json.writeStringProperty("purpose", text));
    event.place().ifPresent(text -> json.writeStringProperty("place", text));
    event.count().ifPresent(number -> json.writeNumberProperty("count", number));
    event.subject().ifPresent(id -> json.writeStringProperty("subject", id.toString()));
    event.reason().ifPresent(text -> json.writeStringProperty("reason", text));
    event.detail().ifPresent(text -> json.writeStringProperty("detail", text));
    entry
        .commitment()
        .ifPresent(
            c -> {
              c.salt().ifPresent(salt -> json.writeStringProperty("salt", salt.toString()));
              json.writeStringProperty("personalHash", c.hash().toString());
            });
    json.writeStringProperty("hash", row.hash().toString());
    endLine(json);
  }

  private static void endLine(JsonGenerator json) {
    json.writeEndObject();
    json.writeRaw('\n');
  }

  @Override
  public long total() {
    return total;
  }

  /** About a megabyte, up to the end of a line. */
  @Override
  public Optional<Callable<LogBlock>> next() {
    try {
      byte[] more = in.readNBytes(CHUNK);
      byte[] all = Arrays.copyOf(begun, begun.length + more.length);
      System.arraycopy(more, 0, all, begun.length, more.length);
      if (all.length == 0) {
        return Optional.empty();
      }
      int end = more.length < CHUNK ? all.length : lastLine(all);
      begun = Arrays.copyOfRange(all, end, all.length);
      return Optional.of(() -> parse(all, end));
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private int lastLine(byte[] bytes) {
    for (int i = bytes.length; i > 0; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    throw new AuditException(file + " has a line of more than a megabyte, so it is no audit log");
  }

  private static LogBlock parse(byte[] bytes, int length) {
    var block = new LogBlock(length);
    try (MappingIterator<Line> lines = LINES.readValues(bytes, 0, length)) {
      while (lines.hasNextValue()) {
        @Nullable Line line = lines.nextValue();
        if (line == null) {
          throw new AuditException("it is null");
        }
        line.addTo(block);
      }
    } catch (JacksonException e) {
      block.misfit("cannot be read: " + e.getOriginalMessage());
    } catch (AuditException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException e) { // the last of a time that is too far away to be counted
      block.misfit("cannot be read: " + e.getMessage());
    }
    return block;
  }

  @Override
  public List<TreeHead> heads() {
    return List.of();
  }

  @Override
  public Optional<Map<AuditStore.NodeId, Hash>> nodes() {
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }
}
