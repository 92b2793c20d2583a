package dev.gatehouse.scene;

import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.inference.OnnxModel;
import java.util.List;

/**
 * The networks that find and read plates. Thread-safe and shared: a {@link PlateFinder} or {@link
 * PlateReader} a thread works over them and must be closed before.
 */
public final class PlateModels implements AutoCloseable {
  private final OnnxModel detector;
  private final OnnxModel reader;
  private final OnnxModel second;
  private final List<String> dictionary;
  private final List<String> secondDictionary;

  private PlateModels(
      OnnxModel detector,
      OnnxModel reader,
      OnnxModel second,
      List<String> dictionary,
      List<String> secondDictionary) {
    this.detector = detector;
    this.reader = reader;
    this.second = second;
    this.dictionary = dictionary;
    this.secondDictionary = secondDictionary;
  }

  /**
   * Loads {@code plate-detector}, {@code plate-reader}, {@code plate-reader-chinese} and the
   * readers' dictionaries.
   *
   * @param threads that one run may use
   * @throws dev.gatehouse.inference.InferenceException if one is missing or damaged
   */
  public static PlateModels load(ModelManifest manifest, int threads) {
    List<String> dictionary = TextRecogniser.dictionary(manifest, "plate-reader-dictionary");
    List<String> second = TextRecogniser.dictionary(manifest, "plate-reader-chinese-dictionary");
    return new PlateModels(
        OnnxModel.load(manifest, "plate-detector", threads),
        OnnxModel.load(manifest, "plate-reader", threads),
        OnnxModel.load(manifest, "plate-reader-chinese", threads),
        dictionary,
        second);
  }

  /** The networks behind it. */
  public List<OnnxModel> networks() {
    return List.of(detector, reader, second);
  }

  TextDetector textDetector() {
    return new TextDetector(detector);
  }

  TextRecogniser recogniser(PlateAlphabet alphabet) {
    return new TextRecogniser(reader, dictionary, alphabet);
  }

  TextRecogniser secondRecogniser(PlateAlphabet alphabet) {
    return new TextRecogniser(second, secondDictionary, alphabet);
  }

  @Override
  public void close() {
    detector.close();
    reader.close();
    second.close();
  }
}
