package dev.gatehouse.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On photos of four young women, whose ages are not known exactly. */
@SuppressWarnings("NullAway.Init") // set before all
class AgeSexEstimatorTest {
  private static OnnxModel detectorModel;
  private static OnnxModel meshModel;
  private static AgeSexModels models;
  private static FaceDetector detector;
  private static FaceMesher mesher;
  private static AgeSexEstimator estimator;

  @BeforeAll
  static void load() {
    ModelManifest manifest = ModelManifest.bundled();
    detectorModel = OnnxModel.load(manifest, "face-detector", 1);
    meshModel = OnnxModel.load(manifest, "face-mesh", 1);
    models = AgeSexModels.load(manifest, 1);
    detector = new FaceDetector(detectorModel);
    mesher = new FaceMesher(meshModel);
    estimator = new AgeSexEstimator(models);
  }

  @AfterAll
  static void close() {
    estimator.close();
    mesher.close();
    detector.close();
    models.close();
    meshModel.close();
    detectorModel.close();
  }

  private static AgeSex estimate(Image photo) {
    FaceMesh mesh = mesher.find(photo, detector.detect(photo, 40).getFirst().box()).orElseThrow();
    return estimator.estimate(photo, mesh);
  }

  @Test
  void young_women_are_taken_for_young_women() {
    List<AgeSex> all = new ArrayList<>();
    for (String name : Photos.names()) {
      try (Image photo = Photos.read(name)) {
        AgeSex guess = estimate(photo);
        assertThat(guess.years()).as(name).isBetween(14.0, 45.0);
        all.add(guess);
      }
    }
    assertThat(all).filteredOn(g -> g.sex() == Sex.FEMALE).hasSizeGreaterThanOrEqualTo(17);
    assertThat(all.stream().mapToDouble(AgeSex::years).average().orElseThrow())
        .isBetween(18.0, 33.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"emily-1", "jessica-2", "laura-1", "emily-4"})
  void a_mirror_or_another_size_makes_little_difference(String name) {
    try (Image photo = Photos.read(name);
        Image mirrored = Photos.mirrored(photo);
        Image larger = Photos.scaled(photo, 2)) {
      AgeSex guess = estimate(photo);
      for (Image other : List.of(mirrored, larger)) {
        AgeSex again = estimate(other);
        assertThat(again.years()).isCloseTo(guess.years(), within(5.0));
        assertThat(again.sex()).isEqualTo(guess.sex());
      }
    }
  }

  @Test
  void the_channels_are_in_the_right_order() {
    double right = 0;
    double swapped = 0;
    for (String name : List.of("emily-1", "emily-2", "jessica-1", "jessica-2", "laura-1")) {
      try (Image photo = Photos.read(name)) {
        FaceMesh mesh =
            mesher.find(photo, detector.detect(photo, 40).getFirst().box()).orElseThrow();
        right += estimator.estimate(photo, mesh).certainty();
        cvtColor(photo.mat(), photo.mat(), COLOR_BGR2RGB);
        swapped += estimator.estimate(photo, mesh).certainty();
      }
    }
    assertThat(right).isGreaterThan(swapped);
  }

  @Test
  void a_box_serves_where_there_is_no_mesh() {
    try (Image photo = Photos.read("emily-1")) {
      FaceMesh mesh = mesher.find(photo, detector.detect(photo, 40).getFirst().box()).orElseThrow();
      AgeSex byMesh = estimator.estimate(photo, mesh);
      AgeSex byBox = estimator.estimate(photo, mesh.box());
      assertThat(byBox.years()).isCloseTo(byMesh.years(), within(5.0));
      assertThat(byBox.sex()).isEqualTo(byMesh.sex());
    }
  }

  @Test
  void where_nobody_is_it_still_answers_within_its_range() {
    try (Image plain = Photos.plain(50, 30, 255)) {
      for (Box box :
          List.of(new Box(0, 0, 50, 30), new Box(-90, -90, -80, -70), new Box(5, 5, 5, 5))) {
        assertThat(estimator.estimate(plain, box).years()).isBetween(0.0, 100.0);
      }
    }
  }

  @Test
  void many_estimators_leave_no_native_memory_behind() {
    try (Image photo = Photos.read("laura-3")) {
      Box box = detector.detect(photo, 40).getFirst().box();
      for (int i = 0; i < 3; i++) {
        estimateAndClose(photo, box);
      }
      long before = Pointer.totalBytes();
      for (int i = 0; i < 10; i++) {
        estimateAndClose(photo, box);
      }
      assertThat(Pointer.totalBytes() - before).isLessThan(4096);
    }
  }

  private static void estimateAndClose(Image photo, Box box) {
    try (var once = new AgeSexEstimator(models)) {
      assertThat(once.estimate(photo, box).years()).isPositive();
    }
  }
}
