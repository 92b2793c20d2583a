package dev.gatehouse.merchandise;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.face.Sex;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogues as shops export them, and files that are none. */
class CatalogueFileTest {
  private static final String CAFE = "sku;name;price\nC-1;Café crème für zwei;4,50 €\n";

  private static CatalogueFile read(String text) {
    return CatalogueFile.read(text.getBytes(UTF_8));
  }

  private static Item only(CatalogueFile file) {
    assertThat(file.refused()).isEmpty();
    assertThat(file.rows()).hasSize(1);
    return file.rows().getFirst().item(UUID.randomUUID(), Goods.EUR);
  }

  private static byte[] bytes(String text, Charset charset, int... mark) {
    var bytes = new ByteArrayOutputStream();
    for (int one : mark) {
      bytes.write(one);
    }
    bytes.writeBytes(text.getBytes(charset));
    return bytes.toByteArray();
  }

  @Test
  void every_usual_encoding_is_read() {
    Map<String, byte[]> files = new HashMap<>();
    files.put("UTF-8", bytes(CAFE, UTF_8));
    files.put("UTF-8 with a mark", bytes(CAFE, UTF_8, 0xEF, 0xBB, 0xBF));
    files.put("UTF-16 LE", bytes(CAFE, UTF_16LE, 0xFF, 0xFE));
    files.put("UTF-16 BE", bytes(CAFE, UTF_16BE, 0xFE, 0xFF));
    files.put("UTF-16 LE without a mark", bytes(CAFE, UTF_16LE));
    files.put("UTF-16 BE without a mark", bytes(CAFE, UTF_16BE));
    files.put("Windows-1252", bytes(CAFE, Charset.forName("windows-1252")));
    files.forEach(
        (name, file) -> {
          CatalogueFile read = CatalogueFile.read(file);
          Item item = only(read);
          assertThat(item.name()).as(name).isEqualTo("Café crème für zwei");
          assertThat(item.price().amount()).as(name).isEqualByComparingTo("4.50");
          assertThat(name).startsWith(read.encoding());
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12.90         | 12.90   | EUR",
        "12,90         | 12.90   | EUR",
        "12            | 12      | EUR",
        "12,9          | 12.90   | EUR",
        "1.299,00      | 1299    | EUR",
        "1,299.00      | 1299    | EUR",
        "1.234.567     | 1234567 | EUR",
        "1,234,567.89  | 1234567.89 | EUR",
        "1 299,00 €    | 1299    | EUR",
        "€ 12.90       | 12.90   | EUR",
        "€12.90        | 12.90   | EUR",
        "12.90EUR      | 12.90   | EUR",
        "CHF 1'299.-   | 1299    | CHF",
        "CHF 1’299.50  | 1299.50 | CHF",
        "12,–          | 12      | EUR",
        "$19.99        | 19.99   | USD",
        "US$ 19.99     | 19.99   | USD",
        "19.99 usd     | 19.99   | USD",
        "£5            | 5       | GBP",
        "¥1,299        | 1299    | JPY",
        "0             | 0       | EUR",
        "0,500 kg      |         |",
        "1.299         |         |",
        "1,299         |         |",
        "-5            |         |",
        "12.90.1       |         |",
        "1.29,00       |         |",
        "1,2,3         |         |",
        "12.999,9999   |         |",
        "12 XYZ        |         |",
        "free          |         |",
        "1e3           |         |",
        "NaN           |         |",
        "٣             |         |",
        "999999999999  |         |",
        "''            |         |"
      })
  void a_price_is_read_as_people_write_it_or_refused(String text, String amount, String currency) {
    if (amount == null) {
      assertThatThrownBy(() -> Price.parse(text, Goods.EUR))
          .isInstanceOf(MerchandiseException.class);
    } else {
      Price price = Price.parse(text, Goods.EUR);
      assertThat(price.amount()).isEqualByComparingTo(amount);
      assertThat(price.currency()).isEqualTo(Currency.getInstance(currency));
    }
  }

  @Test
  void an_ambiguous_price_is_refused_with_both_readings() {
    assertThatThrownBy(() -> Price.parse("1.299", Goods.EUR))
        .hasMessage("'1.299' may be 1299 or 1.299: write it with decimals");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void separators_are_found_and_quotation_marks_understood(String separator) {
    String text =
        String.join(separator, "SKU", "Name", "Price", "Description", "Minimum age")
            + "\r\n\r\n"
            + String.join(
                separator,
                "1",
                "\"A \"\"big\"\" one, or; two\ttabs\"",
                "\"1,50\"",
                "\"x\ny\"",
                "18")
            + "\r\n";
    Item item = only(read(text));
    assertThat(item.name()).isEqualTo("A \"big\" one, or; two tabs");
    assertThat(item.description()).isEqualTo("x y");
    assertThat(item.minimumAge()).isEqualTo(18);
  }

  @Test
  void rules_are_read() {
    Item item =
        only(
            read(
                """
                sku;name;price;ages;sexes;days;hours;stock;weight;colour
                1;Wine;9,90;18-29 45-59|60+;w;mon-wed, sat;22:30-6;7;1,5;red
                """));
    assertThat(item.target().ages())
        .containsExactlyInAnyOrder(AgeBand.FROM_18, AgeBand.FROM_45, AgeBand.FROM_60);
    assertThat(item.target().sexes()).containsExactly(Sex.FEMALE);
    assertThat(item.target().days())
        .containsExactlyInAnyOrder(
            DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.SATURDAY);
    assertThat(item.target().hours())
        .contains(new Target.Hours(LocalTime.of(22, 30), LocalTime.of(6, 0)));
    assertThat(item.stock()).isEqualTo(OptionalInt.of(7));
    assertThat(item.weight()).isEqualTo(1.5);
  }

  @Test
  void broken_rows_are_refused_by_their_lines_and_the_others_go_on() {
    CatalogueFile file =
        read(
            """
            sku;name;price;stock;nonsense
            1;Good;1,00;5;
            2;Too few;1,00
            3;Too many;1,00;5;;;

            4;"Never closed;1,00;5;
            5;Good;1,00;5;
            6;Broken "quotes" within;1,00;5;
            7;"Broken" after;1,00;5;
            8;"Over
            lines";1,00;5;
            9;Good;1,00;5;
            """);
    assertThat(file.ignored()).containsExactly("nonsense");
    assertThat(file.rows().stream().map(CatalogueRow::sku)).contains("1", "5", "6", "9");
    assertThat(file.refused().stream().map(ImportResult.Refused::line)).contains(3L, 4L, 6L, 9L);
    assertThat(file.refused().get(0).reason())
        .isEqualTo("The row has 3 values, and the first line names 5 columns");
    assertThat(file.refused().get(0).sku()).isEqualTo("2");
    assertThat(
            file.refused().stream()
                .filter(one -> one.line() == 6)
                .map(ImportResult.Refused::reason))
        .first()
        .asString()
        .contains("quotation mark");
    assertThat(file.rows().stream().filter(row -> row.sku().equals("9")).findFirst())
        .get()
        .extracting(CatalogueRow::line)
        .isEqualTo(12L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ages    | 20-25",
        "ages    | old",
        "sexes   | other",
        "days    | someday",
        "days    | m",
        "hours   | 25-26",
        "hours   | noon",
        "stock   | many",
        "stock   | -1",
        "stock   | 1.5",
        "weight  | 0",
        "weight  | -1",
        "weight  | 1e9",
        "weight  | NaN",
        "minimum age | 200",
        "minimum age | adult",
        "currency | XXZ",
        "currency | JPY"
      })
  void a_value_that_makes_no_sense_is_told(String column, String value) {
    CatalogueFile file = read("sku;name;price;" + column + "\n1;Thing;9,90;" + value + "\n");
    assertThat(file.rows()).hasSize(1);
    assertThatThrownBy(() -> file.rows().getFirst().item(UUID.randomUUID(), Goods.EUR))
        .isInstanceOf(MerchandiseException.class)
        .hasMessageMatching(
            ".*('?"
                + (column.equals("currency") && value.equals("JPY") ? "9.90" : value)
                + "|"
                + value
                + ").*");
  }

  @Test
  void json_is_read_too() {
    CatalogueFile file =
        read(
            """
            {"items": [
              {"sku": 17, "name": "Number", "price": 9.9, "ages": ["18-29", "60+"], "stock": 3},
              {"sku": "b", "name": "Text", "price": "1.299,00 €", "sexes": null, "odd": 1},
              "nonsense",
              {"sku": "c", "name": {"en": "Object"}, "price": 1},
              {"sku": "d", "name": "Exact", "price": 1.299},
              {"sku": "e", "name": "Broken" "price": 1},
              {"sku": "f", "name": "After", "price": 1}
            ]}
            """);
    assertThat(file.rows().stream().map(CatalogueRow::sku)).containsExactly("17", "b", "d");
    assertThat(file.ignored()).containsExactly("odd");
    Item item = file.rows().getFirst().item(UUID.randomUUID(), Goods.EUR);
    assertThat(item.price().amount()).isEqualByComparingTo("9.90");
    assertThat(item.target().ages()).containsExactlyInAnyOrder(AgeBand.FROM_18, AgeBand.FROM_60);
    assertThat(file.refused().stream().map(ImportResult.Refused::line)).containsExactly(4L, 5L, 7L);
    assertThatThrownBy(() -> file.rows().get(2).item(UUID.randomUUID(), Goods.EUR))
        .hasMessage("1.299 has more decimals than EUR has");
  }

  @Test
  void a_file_that_is_no_catalogue_is_refused_in_words() {
    record Case(byte[] file, String words) {}
    for (Case one :
        List.of(
            new Case(new byte[0], "empty"),
            new Case(new byte[Merchandise.MOST_FILE + 1], "MB"),
            new Case(new byte[] {'P', 'K', 3, 4, 0, 0}, "spreadsheet"),
            new Case("hello".getBytes(UTF_8), "no column 'sku'"),
            new Case("sku;name\n1;x\n".getBytes(UTF_8), "no column 'price'"),
            new Case("sku;sku;name;price\n".getBytes(UTF_8), "Two columns are 'sku'"),
            new Case("\n\n\n".getBytes(UTF_8), "no rows"),
            new Case("\"sku;name;price\n1;2;3".getBytes(UTF_8), "not closed"),
            new Case("{\"a\": 1}".getBytes(UTF_8), "no list of items"),
            new Case("[]".getBytes(UTF_8), "empty"),
            new Case(
                ("sku;name;price\n" + "1;x;1\n".repeat(CatalogueFile.MOST_ROWS + 1))
                    .getBytes(UTF_8),
                "rows"))) {
      assertThatThrownBy(() -> CatalogueFile.read(one.file()))
          .as(one.words())
          .isInstanceOf(MerchandiseException.class)
          .hasMessageContaining(one.words());
    }
  }

  @Test
  void a_huge_file_of_quotation_marks_is_done_with_soon() {
    CatalogueFile file = read("sku;name;price\n" + "1;\"x;1\n".repeat(500_000));
    assertThat(file.refused()).hasSizeBetween(1, CatalogueFile.MOST_REFUSED + 1);
  }

  @Property(tries = 2000)
  void any_bytes_are_a_catalogue_or_refused(@ForAll @Size(max = 400) byte[] bytes) {
    byte[] file = bytes(new String(bytes, UTF_8), UTF_8);
    for (byte[] one :
        List.of(
            bytes,
            bytes("sku;name;price\n" + new String(file, UTF_8), UTF_8),
            bytes("[" + new String(file, UTF_8), UTF_8))) {
      try {
        for (CatalogueRow row : CatalogueFile.read(one).rows()) {
          try {
            row.item(UUID.randomUUID(), Goods.EUR);
          } catch (MerchandiseException e) {
            assertThat(e.getMessage()).isNotBlank();
          }
        }
      } catch (MerchandiseException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
