package dev.gatehouse.merchandise;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a catalogue as shops export it: CSV with a line of column names, separated by comma,
 * semicolon or tabulator, or a JSON array of objects; in any encoding of {@link CatalogueText}. A
 * row that is broken is refused with its line, and the others go on.
 *
 * @param rows that could be read; whether they make an item is not said yet
 * @param refused rows that are no rows
 * @param ignored names of columns that mean nothing here
 */
record CatalogueFile(
    String encoding,
    List<CatalogueRow> rows,
    List<ImportResult.Refused> refused,
    List<String> ignored) {
  static final int MOST_ROWS = 20_000;

  /** What is refused beyond this is not listed: the file is of another kind. */
  static final int MOST_REFUSED = 1_000;

  /** No row is longer; what goes on longer is a quotation mark that nobody closed. */
  private static final int MOST_ROW = 20_000; // characters

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(2L * Merchandise.MOST_FILE)
                          .maxStringLength(MOST_ROW)
                          .maxNestingDepth(10)
                          .build())
                  .build())
          .build();

  /**
   * @throws MerchandiseException if it is no catalogue at all
   */
  static CatalogueFile read(byte[] file) {
    if (file.length == 0) {
      throw new MerchandiseException("file", "The file is empty");
    }
    if (file.length > Merchandise.MOST_FILE) {
      throw new MerchandiseException(
          "file",
          "The catalogue has %,d MB; %d fit. Cut it in pieces: what is there already stays"
              .formatted(file.length / 1_000_000, Merchandise.MOST_FILE / 1_000_000));
    }
    if (file.length >= 4 && file[0] == 'P' && file[1] == 'K' && file[2] < 9) {
      throw new MerchandiseException(
          "file", "This is a spreadsheet or a ZIP file. Save it as CSV first");
    }
    CatalogueText text = CatalogueText.of(file);
    String begin = text.text().stripLeading();
    return begin.startsWith("[") || begin.startsWith("{")
        ? new Json(text).read()
        : new Csv(text).read();
  }

  private static MerchandiseException tooManyRows() {
    return new MerchandiseException(
        "file", "The catalogue has more than %,d rows. Cut it in pieces".formatted(MOST_ROWS));
  }

  private static void requireWanted(Iterable<CatalogueRow.Column> columns) {
    for (CatalogueRow.Column needed :
        List.of(CatalogueRow.Column.SKU, CatalogueRow.Column.NAME, CatalogueRow.Column.PRICE)) {
      boolean found = false;
      for (CatalogueRow.Column column : columns) {
        found |= column == needed;
      }
      if (!found) {
        throw new MerchandiseException(
            "file",
            "There is no column '%s'. The first line of a CSV file has the names of its columns:"
                    .formatted(needed.field())
                + " sku, name and price at least");
      }
    }
  }

  private static final class Csv {
    private final CatalogueText text;
    private final List<CatalogueRow> rows = new ArrayList<>();
    private final List<ImportResult.Refused> refused = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private final List<Optional<CatalogueRow.Column>> columns = new ArrayList<>();
    private final char separator;

    Csv(CatalogueText text) {
      this.text = text;
      this.separator = separator(text.text());
    }

    /** Whichever of them is most often in the first line, outside of quotation marks. */
    private static char separator(String text) {
      int[] counts = new int[3];
      boolean quoted = false;
      boolean begun = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"') {
          quoted = !quoted;
        }
        if (!quoted && begun && (c == '\n' || c == '\r')) {
          break;
        }
        begun |= !Character.isWhitespace(c);
        int which = ",;\t".indexOf(c);
        if (!quoted && which >= 0) {
          counts[which]++;
        }
      }
      int best = counts[1] >= counts[0] && counts[1] > 0 ? 1 : 0;
      return ",;\t".charAt(counts[2] > counts[best] ? 2 : best);
    }

    CatalogueFile read() {
      // A quotation mark that is not closed takes all that follows; then it goes on a line later.
      int from = 0;
      long line = 1;
      while (from < text.text().length()) {
        long broken = readFrom(from, line);
        if (broken < 0) {
          break;
        }
        if (refused.size() >= MOST_REFUSED) {
          refused.add(
              new ImportResult.Refused(
                  broken, "", "So many rows are broken that the rest is left out"));
          break;
        }
        if (columns.isEmpty()) {
          throw new MerchandiseException(
              "file", "A quotation mark in the line of column names is not closed");
        }
        from = offset(from, line, broken + 1);
        line = broken + 1;
      }
      if (columns.isEmpty()) {
        throw new MerchandiseException("file", "The file has no rows");
      }
      return new CatalogueFile(text.encoding(), rows, refused, ignored);
    }

    /** Where a line begins, knowing where an earlier one does. */
    private int offset(int from, long line, long wanted) {
      int at = from;
      for (long now = line; now < wanted && at < text.text().length(); now++) {
        while (at < text.text().length()
            && text.text().charAt(at) != '\n'
            && text.text().charAt(at) != '\r') {
          at++;
        }
        at += text.text().startsWith("\r\n", at) ? 2 : 1;
      }
      return Math.min(at, text.text().length());
    }

    /** Returns the line of the row that could not be read, or -1 at the end. */
    private long readFrom(int from, long line) {
      long last = line - 1; // the line in which the newest row ends, or is before
      var reader = new StringReader(text.text());
      try (CsvReader<CsvRecord> records = records(reader, from)) {
        Iterator<CsvRecord> each = records.iterator();
        while (true) {
          CsvRecord record;
          try {
            record = each.next();
          } catch (NoSuchElementException e) {
            return -1;
          } catch (CsvParseException e) {
            long broken = next(from, line, last + 1);
            refused.add(
                new ImportResult.Refused(
                    broken,
                    "",
                    "A quotation mark is not closed, or stands within a value: write it twice"));
            return broken;
          }
          long at = line - 1 + record.getStartingLineNumber();
          row(at, record.getFields());
          last = at + lines(record) - 1;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e); // of a text in memory
      }
    }

    private CsvReader<CsvRecord> records(StringReader reader, int from) throws IOException {
      reader.skip(from);
      return CsvReader.builder()
          .fieldSeparator(separator)
          .commentStrategy(CommentStrategy.NONE)
          .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
          .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
          .allowUnclosedQuote(false)
          .trimWhitespacesAroundQuotes(true)
          .maxBufferSize(2 * MOST_ROW)
          .ofCsvRecord(reader);
    }

    /** Empty lines are no rows. */
    private long next(int from, long line, long wanted) {
      long at = wanted;
      int offset = offset(from, line, at);
      while (offset < text.text().length() && "\r\n".indexOf(text.text().charAt(offset)) >= 0) {
        at++;
        offset = offset(from, line, at);
      }
      return at;
    }

    private static long lines(CsvRecord record) {
      return 1
          + record.getFields().stream()
              .mapToLong(
                  field -> field.replace("\r\n", "\n").chars().filter(c -> c == '\n').count())
              .sum();
    }

    private void row(long line, List<String> fields) {
      if (columns.isEmpty()) {
        header(fields);
        return;
      }
      if (fields.stream().allMatch(String::isBlank)) {
        return;
      }
      if (rows.size() >= MOST_ROWS) {
        throw tooManyRows();
      }
      Map<CatalogueRow.Column, String> texts = new EnumMap<>(CatalogueRow.Column.class);
      for (int i = 0; i < Math.min(fields.size(), columns.size()); i++) {
        String field = fields.get(i);
        columns.get(i).ifPresent(column -> texts.put(column, unguarded(field)));
      }
      var row = new CatalogueRow(line, texts, Map.of());
      if (fields.size() != columns.size()) {
        if (refused.size() < MOST_REFUSED) {
          refused.add(
              new ImportResult.Refused(
                  line,
                  shortened(row.sku()),
                  "The row has %d values, and the first line names %d columns"
                      .formatted(fields.size(), columns.size())));
        }
        return;
      }
      rows.add(row);
    }

    /** Without the mark by which a spreadsheet is kept from calculating; see the export. */
    private static String unguarded(String field) {
      return field.matches("'[=+\\-@].*") ? field.substring(1) : field;
    }

    private void header(List<String> fields) {
      List<CatalogueRow.Column> known = new ArrayList<>();
      for (String field : fields) {
        Optional<CatalogueRow.Column> column = CatalogueRow.Column.of(field);
        if (column.isPresent() && known.contains(column.get())) {
          throw new MerchandiseException(
              "file", "Two columns are '" + column.get().field() + "': leave one of them out");
        }
        if (column.isEmpty() && !field.isBlank()) {
          ignored.add(shortened(field.strip()));
        }
        column.ifPresent(known::add);
        columns.add(column);
      }
      requireWanted(known);
    }
  }

  private static String shortened(String text) {
    return text.length() <= Item.MOST_SKU ? text : text.substring(0, Item.MOST_SKU) + "…";
  }

  private static final class Json {
    private final CatalogueText text;
    private final List<CatalogueRow> rows = new ArrayList<>();
    private final List<ImportResult.Refused> refused = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    Json(CatalogueText text) {
      this.text = text;
    }

    CatalogueFile read() {
      long line = 1;
      try (JsonParser parser = JSON.createParser(text.text())) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          toList(parser);
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
          throw new MerchandiseException("file", "The JSON is no list of items: [{...}, {...}]");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          line = parser.currentTokenLocation().getLineNr();
          JsonNode node = parser.readValueAsTree();
          if (rows.size() >= MOST_ROWS) {
            throw tooManyRows();
          }
          if (node.isObject()) {
            row(line, node);
          } else {
            refuse(line, "This is no item, but " + node.getNodeType());
          }
        }
      } catch (JacksonException e) {
        long at = e.getLocation() == null ? line : e.getLocation().getLineNr();
        refuse(at, "The JSON is broken here; what follows is not read");
      }
      if (rows.isEmpty() && refused.isEmpty()) {
        throw new MerchandiseException("file", "The list is empty");
      }
      return new CatalogueFile(text.encoding(), rows, refused, ignored);
    }

    /** An object around the list: {"items": [...]}. */
    private static void toList(JsonParser parser) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
          return;
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
          parser.skipChildren();
        }
      }
    }

    private void refuse(long line, String reason) {
      if (refused.size() <= MOST_REFUSED) {
        refused.add(new ImportResult.Refused(line, "", reason));
      }
    }

    private void row(long line, JsonNode node) {
      Map<CatalogueRow.Column, String> texts = new EnumMap<>(CatalogueRow.Column.class);
      Map<CatalogueRow.Column, BigDecimal> numbers = new EnumMap<>(CatalogueRow.Column.class);
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        JsonNode value = field.getValue();
        Optional<CatalogueRow.Column> column = CatalogueRow.Column.of(field.getKey());
        if (column.isEmpty()) {
          String name = shortened(field.getKey());
          if (!ignored.contains(name) && ignored.size() < 100) {
            ignored.add(name);
          }
        } else if (value.isNumber()) {
          numbers.put(column.get(), value.decimalValue());
          texts.put(column.get(), value.decimalValue().toPlainString());
        } else if (value.isArray()) {
          List<String> parts = new ArrayList<>();
          value.forEach(part -> parts.add(part.asString("")));
          texts.put(column.get(), String.join("|", parts));
        } else if (!value.isNull() && !value.isObject()) {
          texts.put(column.get(), Objects.requireNonNullElse(value.asString(""), ""));
        } else if (value.isObject()) {
          refuse(line, "'" + column.get().field() + "' is an object, and should be a text");
          return;
        }
      }
      rows.add(new CatalogueRow(line, texts, numbers));
    }
  }
}
