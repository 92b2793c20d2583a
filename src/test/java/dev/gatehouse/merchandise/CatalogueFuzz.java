package dev.gatehouse.merchandise;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Catalogue files: read, or refused in words, each row by its line. */
class CatalogueFuzz {

  static Stream<byte[]> files() {
    return Stream.of(
        "sku;name;price\n1;Thing;1.299,00 €\n2;\"x;1\n".getBytes(UTF_8),
        "sku,name,price,ages,hours\r\n1,\"A \"\"b\"\"\",$1.50,18-29 60+,22-6\r\n".getBytes(UTF_8),
        "sku\tname\tprice\tdays\tweight\n1\tx\tCHF 1'299.-\tmon-fri\t0,5\n".getBytes(UTF_16LE),
        "[{\"sku\":1,\"name\":\"x\",\"price\":1.5,\"ages\":[\"60+\"]},3]".getBytes(UTF_8),
        "{\"items\":[{\"sku\":\"a\",\"price\":\"free\",\"sexes\":null}]}".getBytes(UTF_8));
  }

  @MethodSource("files")
  @FuzzTest
  void read(byte[] file) {
    CatalogueFile read;
    try {
      read = CatalogueFile.read(file);
    } catch (MerchandiseException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(read.rows()).hasSizeLessThanOrEqualTo(CatalogueFile.MOST_ROWS);
    read.refused()
        .forEach(
            one -> {
              assertThat(one.line()).isPositive();
              assertThat(one.reason()).isNotBlank();
            });
    for (CatalogueRow row : read.rows()) {
      assertThat(row.line()).isPositive();
      try {
        Item item = row.item(UUID.randomUUID(), Goods.EUR);
        assertThat(item.price().amount().signum()).isNotNegative();
        assertThat(item.sku()).isNotBlank();
        assertThat(item.name()).isNotBlank().doesNotContain("\n");
      } catch (MerchandiseException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
