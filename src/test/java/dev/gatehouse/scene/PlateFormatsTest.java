package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlateFormatsTest {
  private final PlateFormats formats = PlateFormats.bundled();

  @Test
  void theProgramKnowsManyCountries() {
    assertThat(formats.countries())
        .hasSizeGreaterThan(40)
        .contains("de", "fr", "gb", "us", "br", "cn", "no");
  }

  @ParameterizedTest
  @CsvSource({
    "LLDDDLL, BA123CD, true",
    "LLDDDLL, BA12ICD, false",
    "'L{1,3}D{2}', AB12, true",
    "'L{1,3}D{2}', ABCD12, false",
    "[A-CX]KA, XB7, true",
    "[A-CX]KA, XO7, false",
    "[A-CX]KA, DB7, false",
    "LLDD 0.25, AB12, true"
  })
  void patternsSayWhatMayStandWhere(String line, String text, boolean matches) {
    assertThat(PlatePattern.parse(line).stream().anyMatch(p -> p.matches(text))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "L{2", "L{3,1}", "[AB", "[]D", "LLDD 2", "LLDD x", "LLDD 1 1", "L{40}"})
  void aWrongPatternIsShownInTheMessage(String line) {
    assertThatThrownBy(() -> PlatePattern.parse(line))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("'" + line + "'");
  }

  @Test
  void theCountryIsToldWhereTheFormatTells() {
    assertThat(formats.country("ABC1D23")).contains("br");
    assertThat(formats.country("京A12345")).contains("cn");
    assertThat(formats.country("A123BC777")).contains("ru");
    assertThat(formats.only(Set.of("eu")).country("BA123CD")).isPresent();
    assertThat(formats.country("?")).isEmpty();
  }

  @Test
  void onlyCharactersThatLookAlikeAreRepairedAndOnlyWhereTheFormatSaysSo() {
    PlateFormats brazil = formats.only(Set.of("br"));
    assertThat(brazil.repairs("ABCI234")).contains("ABC1234");
    assertThat(brazil.repairs("A8C1234")).contains("ABC1234");
    assertThat(brazil.repairs("ABC1234")).as("already right").doesNotContain("ABC1234");
    assertThat(brazil.repairs("AXC12K4")).as("K is like no digit").isEmpty();
    assertThat(brazil.repairs("0000000")).as("too many to repair").hasSizeLessThan(200);
    assertThat(brazil.repairs("8BCBIBO")).as("more than three to change").isEmpty();
  }

  @Test
  void aFormatIsExpectedBeforeNoneAndAHeaderLeastOfAll() {
    assertThat(formats.expected("ABC1234")).isGreaterThan(formats.expected("A1B2C3D4"));
    assertThat(formats.expected("A1B2C3D4")).isGreaterThan(formats.expected("CALIFORNIA"));
    assertThat(formats.isWord("CALIFORNIA")).isTrue();
    assertThat(formats.isWord("0CALIFORNIA")).isTrue();
    assertThat(formats.isWord("ABC1234")).isFalse();
  }

  @Test
  void sumsOfReadingsAreReadInTheFormThatFits() {
    List<Map<Character, Double>> places =
        List.of(
            Map.of('A', 1.0),
            Map.of('B', 0.9, '8', 0.1),
            Map.of('8', 0.6, 'B', 0.4),
            Map.of('O', 0.7, '0', 0.2),
            Map.of('2', 1.0),
            Map.of('3', 1.0),
            Map.of('4', 1.0));
    assertThat(formats.only(Set.of("br")).mostProbable(places, 1e-3)).isEqualTo("ABB0234");
  }

  @Test
  void anOwnersFileReplacesAndAddsCountries(@TempDir Path folder) throws IOException {
    Path own = folder.resolve("plate-formats.yaml");
    assertThat(PlateFormats.with(own).countries()).isEqualTo(formats.countries());
    Files.writeString(
        own, "- country: br\n  patterns: [DDDD]\n- country: xx\n  patterns: [LLLLLLLLL]\n");
    PlateFormats mine = PlateFormats.with(own);
    assertThat(mine.countries()).contains("xx");
    assertThat(mine.only(Set.of("br")).matches("1234")).isTrue();
    assertThat(mine.only(Set.of("br")).matches("ABC1234")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- country: br\n",
        "- land: br\n",
        "nonsense",
        "- country: br\n  patterns: [L{]\n"
      })
  void aWrongFileIsNamed(String yaml) {
    assertThatThrownBy(() -> PlateFormats.parse(yaml.getBytes(StandardCharsets.UTF_8), "own.yaml"))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("own.yaml");
  }

  @Test
  void aCountryThatIsNotKnownIsNamed() {
    assertThatThrownBy(() -> formats.only(Set.of("zz")))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("'zz'");
  }
}
