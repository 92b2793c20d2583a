package dev.gatehouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.scene.Colour;
import dev.gatehouse.scene.Detection;
import dev.gatehouse.scene.Detector;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.scene.VehicleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LooksEvaluationTest {
  @TempDir Path folder;

  private void plain(String name, int red, int green, int blue) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (Image image = Image.allocate(64, 64)) {
      var pixels = image.buffer();
      for (int i = 0; i < pixels.capacity(); i += 3) {
        pixels.put(i, (byte) blue).put(i + 1, (byte) green).put(i + 2, (byte) red);
      }
      Files.write(file, ImageCodec.png(image));
    }
  }

  @Test
  void colours_are_counted_by_folder() throws IOException {
    plain("red/1.png", 190, 25, 30);
    plain("red/2.png", 30, 50, 170);
    plain("Gray/1.png", 90, 90, 90);
    plain("white/1.png", 240, 240, 240);
    plain("tartan/1.png", 240, 240, 240);
    var result = VehicleEvaluation.colours(folder, (done, all) -> {});
    assertThat(result.pictures()).isEqualTo(4);
    assertThat(result.accuracy()).isEqualTo(0.75);
    assertThat(result.balancedAccuracy()).isCloseTo((0.5 + 1 + 1) / 3, within(1e-9));
    assertThat(result.recall())
        .containsExactly(Map.entry("grey", 1.0), Map.entry("red", 0.5), Map.entry("white", 1.0));
    assertThat(result.confusion().get("red"))
        .containsOnly(Map.entry("red", 1), Map.entry("blue", 1));
    assertThat(result.leftOut()).containsExactly("tartan");
  }

  @Test
  void silver_and_grey_can_count_as_one_and_untold_is_an_error() {
    var tally = new ColourTally(Set.of(Colour.SILVER, Colour.RED));
    tally.add(Colour.SILVER, Map.of(Colour.GREY, 0.6, Colour.SILVER, 0.3));
    tally.add(Colour.RED, Map.of(Colour.PINK, 0.6, Colour.RED, 0.4));
    tally.add(Colour.RED, Map.of());
    tally.add(Colour.RED, Map.of(Colour.RED, 0.8));
    assertThat(tally.confusion().accuracy()).isEqualTo(0.25);
    assertThat(tally.accuracySilverIsGrey()).isEqualTo(0.5);
    assertThat(tally.accuracyAmongTruths()).isEqualTo(0.75);
    assertThat(tally.confusion().untold()).isEqualTo(1);
    assertThat(tally.meanScore()).isCloseTo((0.6 + 0.6 + 0.8) / 4, within(1e-9));
  }

  @Test
  void a_folder_without_colours_is_refused() {
    assertThatThrownBy(() -> VehicleEvaluation.colours(folder, (done, all) -> {}))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("a folder of pictures for each colour");
  }

  @Test
  void the_body_type_is_the_last_word_before_the_year() {
    assertThat(VehicleEvaluation.bodyType("GMC Savana Van 2012")).isEqualTo(VehicleType.VAN);
    assertThat(VehicleEvaluation.bodyType("Ford F-150 Regular Cab 2012"))
        .isEqualTo(VehicleType.TRUCK);
    assertThat(VehicleEvaluation.bodyType("Aston Martin V8 Vantage Coupe 2012"))
        .isEqualTo(VehicleType.CAR);
    assertThat(VehicleEvaluation.bodyType("Honda Odyssey Minivan 2012")).isEqualTo(VehicleType.CAR);
  }

  /** Sees what was written into the picture: by its colour, a truck or nothing. */
  private static final class Seeing implements Detector {
    private int calls;

    @Override
    public List<Detection> detect(Image image) {
      calls++;
      boolean red = (image.buffer().get(2) & 0xFF) > 100;
      return red
          ? List.of(
              new Detection(new Box(0, 0, 60, 60), ObjectClass.TRUCK, 0.6f),
              new Detection(new Box(0, 0, 5, 5), ObjectClass.CAR, 0.9f))
          : List.of();
    }

    @Override
    public List<Detection> detect(Image image, List<Box> regions) {
      return detect(image);
    }

    @Override
    public double saving() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void types_are_those_of_the_largest_vehicle_found() throws IOException {
    plain("a.png", 200, 0, 0);
    plain("b.png", 0, 0, 0);
    Path labels =
        Files.writeString(
            folder.resolve("labels.csv"),
            "file,make_model_year\n"
                + "a.png,\"Ford F-150, Regular Cab 2012\"\n"
                + "b.png,Audi A4 Sedan 2010\n");
    var seeing = new Seeing();
    var result = VehicleEvaluation.types(labels, folder, seeing, (done, all) -> {});
    assertThat(seeing.calls).isEqualTo(2);
    assertThat(result.accuracy()).isEqualTo(0.5);
    assertThat(result.precision()).containsExactly(Map.entry("truck", 1.0));
    assertThat(result.confusion().get("car")).containsExactly(Map.entry("unknown", 1));
  }

  @Test
  void clothes_are_counted_by_the_columns_of_their_colours() throws IOException {
    plain("a.png", 190, 25, 30);
    plain("b.png", 30, 50, 170);
    Path labels =
        Files.writeString(
            folder.resolve("labels.csv"),
            """
            file,cam,up,upred,upgray,down,downblue
            a.png,c1,2,2,1,1,2
            b.png,c2,2,1,1,1,2
            """);
    var result = PedestrianEvaluation.run(labels, folder, (done, all) -> {});
    assertThat(result.pictures()).isEqualTo(2);
    assertThat(result.upper().labelled()).isEqualTo(1);
    assertThat(result.lower().labelled()).isEqualTo(2);
    assertThat(result.upper().confusion()).containsOnlyKeys("red");
  }

  @Test
  void labels_that_do_not_fit_are_explained() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), "file,x\na.png\n");
    assertThatThrownBy(() -> LabelFile.read(bad))
        .hasMessageContaining("line 2")
        .hasMessageContaining("1 values for 2 columns");
    Path other = Files.writeString(folder.resolve("other.csv"), "file,x\na.png,\"1,2\"\"\"\n");
    assertThat(LabelFile.read(other).rows().getFirst()).containsEntry("x", "1,2\"");
    assertThatThrownBy(
            () -> VehicleEvaluation.types(other, folder, new Seeing(), (done, all) -> {}))
        .hasMessageContaining("make_model_year")
        .hasMessageContaining("file, x");
  }
}
