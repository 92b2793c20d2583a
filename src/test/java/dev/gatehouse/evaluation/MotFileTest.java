package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.image.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MotFileTest {
  @TempDir Path folder;

  private MotFile read(String text) throws IOException {
    return MotFile.read(Files.writeString(folder.resolve("f.txt"), text));
  }

  @Test
  void the_first_pixel_is_1_1_in_the_file_and_0_0_here() throws IOException {
    MotFile file = read("3,7,1,11,20.5,30,0.5,-1,-1,-1\n\n4,7.0,1,1,2,2\n");
    assertThat(file.rows())
        .containsExactly(
            new MotFile.Row(3, 7, new Box(0, 10, 20.5, 40), 0.5),
            new MotFile.Row(4, 7, new Box(0, 0, 2, 2), 1));
    assertThat(file.firstFrame()).isEqualTo(3);
    assertThat(file.lastFrame()).isEqualTo(4);
  }

  @Test
  void what_is_written_is_read_again() throws IOException {
    MotFile file = read("1,2,10,20,30,40,0.25\n2,-1,0.5,0.25,1,1,-3\n");
    Path again = folder.resolve("again.txt");
    file.write(again);
    assertThat(MotFile.read(again)).isEqualTo(file);
  }

  @Test
  void scores_of_another_scale_are_brought_to_0_to_1() throws IOException {
    assertThat(scores("1,-1,1,1,9,9,-20\n1,-1,1,1,9,9,60\n1,-1,1,1,9,9,20\n"))
        .containsExactly(0.0, 1.0, 0.5);
    assertThat(scores("1,-1,1,1,9,9,-1\n1,-1,1,1,9,9,-1\n")).containsExactly(1.0, 1.0);
    assertThat(scores("1,-1,1,1,9,9,0.2\n1,-1,1,1,9,9,0.7\n")).containsExactly(0.2, 0.7);
  }

  private List<Double> scores(String text) throws IOException {
    return read(text).withUnitScores().rows().stream().map(MotFile.Row::score).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,3,4,5|it has 5 values",
        "0,1,1,1,5,5,1|frames count from 1, not 0",
        "1.5,1,1,1,5,5,1|the frame is 1.5",
        "1,1,1,1,-5,5,1|A box needs",
        "1,1,NaN,1,5,5,1|A box needs",
        "1,1,x,1,5,5,1|is no number",
        "1,1,1,1,5,5,NaN|the confidence is NaN"
      })
  void a_wrong_line_is_told_with_its_number(String line, String what) {
    assertThatThrownBy(() -> read("1,1,1,1,5,5,1\n" + line + "\n"))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("f.txt, line 2")
        .hasMessageContaining(what);
  }

  @Test
  void a_file_without_boxes_or_none_at_all_is_told() {
    assertThatThrownBy(() -> read("\n"))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("holds no boxes");
    assertThatThrownBy(() -> MotFile.read(folder.resolve("none.txt")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("There is no file")
        .hasMessageContaining("none.txt");
  }
}
