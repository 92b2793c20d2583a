package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.evaluation.PairsFile.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairsFileTest {
  @TempDir Path folder;

  private PairsFile read(String text) throws IOException {
    return PairsFile.read(Files.writeString(folder.resolve("pairs.txt"), text));
  }

  @Test
  void a_file_of_one_set_has_one_fold() throws IOException {
    PairsFile file = read("1\nAda_Long\t1\t12\nAda_Long\t1\tBob\t3\n");
    assertThat(file.folds()).isEqualTo(1);
    assertThat(file.pairs())
        .containsExactly(
            new Pair("Ada_Long_0001", "Ada_Long_0012", true, 0),
            new Pair("Ada_Long_0001", "Bob_0003", false, 0));
  }

  @Test
  void a_file_of_folds_numbers_them_in_its_order() throws IOException {
    PairsFile file = read("2 1\r\nA 1 2\r\nA 1 B 1\r\n\r\nC 1 2\r\nC 2 D 10000\r\n");
    assertThat(file.folds()).isEqualTo(2);
    assertThat(file.pairs()).extracting(Pair::fold).containsExactly(0, 0, 1, 1);
    assertThat(file.pairs().getLast().second()).isEqualTo("D_10000");
  }

  @Test
  void four_words_that_name_one_person_twice_are_a_mated_pair() throws IOException {
    assertThat(read("1\nA 1 A 2\nA 1 B 1\n").pairs())
        .extracting(Pair::mated)
        .containsExactly(true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "two;A 1 2|two",
        "1;A 1 2|has 1 pairs; its first line promises 2",
        "1;A 1 2;A 1 B 1;C 1 2;C 1 D 1|has 4 pairs; its first line promises 2",
        "10 300;A 1 2;A 1 B 1|has 2 pairs; its first line promises 6000",
        "1;A 1;A 1 B 1|neither 3 nor 4 words",
        "1;A 1 x;A 1 B 1|\"x\"",
        "0;A 1 2;A 1 B 1|not a file of pairs",
        "99999999999;A 1 2|not a file of pairs"
      })
  void a_wrong_file_is_refused_with_its_name_and_what_is_wrong(String lines, String message) {
    assertThatThrownBy(() -> read(lines.replace(';', '\n')))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("pairs.txt")
        .hasMessageContaining(message);
  }

  @Test
  void an_empty_or_missing_file_or_one_of_bytes_is_refused_with_its_name() throws IOException {
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("pairs.txt is empty");
    assertThatThrownBy(() -> PairsFile.read(folder.resolve("none.txt")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("none.txt cannot be read");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertThatThrownBy(() -> PairsFile.read(bytes))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("bytes");
  }
}
