package dev.gatehouse.face;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * From a picture to its faces with points, quality and embedding.
 *
 * <pre>{@code
 * try (var models = FaceModels.load(ModelManifest.bundled(), 2);
 *     var analyzer = new FaceAnalyzer(models);
 *     var image = ImageCodec.read(Path.of("two-people.jpg"))) {
 *   List<AnalyzedFace> faces = analyzer.analyze(image);
 *   faces.get(0).embedding().similarity(faces.get(1).embedding()); // 0.07: not the same person
 * }
 * }</pre>
 *
 * <p>Not thread-safe: one a thread, over shared models.
 */
public final class FaceAnalyzer implements AutoCloseable {
  private final FaceDetector detector;
  private final FaceLandmarker landmarker;
  private final FaceAligner aligner = new FaceAligner();
  private final FaceQualityMeter meter = new FaceQualityMeter();
  private final FaceEmbedder embedder;
  private final Mat aligned = new Mat(FaceAligner.SIDE, FaceAligner.SIDE, CV_8UC3);

  public FaceAnalyzer(FaceModels models) {
    this.detector = new FaceDetector(models.detector());
    this.landmarker = new FaceLandmarker(models.landmarks());
    this.embedder = new FaceEmbedder(models.embedder(), models.threads() > 1);
  }

  /**
   * Everything about every face, also small ones.
   *
   * @param image BGR, any size
   * @return largest face first; empty where there is none
   */
  public List<AnalyzedFace> analyze(Image image) {
    List<AnalyzedFace> faces = new ArrayList<>();
    for (Face face : detector.detectThoroughly(image)) {
      faces.add(analyze(image, face));
    }
    return faces;
  }

  /** All faces, small ones too, largest first. */
  public List<Face> detectThoroughly(Image image) {
    return detector.detectThoroughly(image);
  }

  /** The faces of at least {@code smallest} pixels, largest first; fast for large ones. */
  public List<Face> detect(Image image, double smallest) {
    return detector.detect(image, smallest);
  }

  /** Points, quality and embedding of a face that was found. */
  public AnalyzedFace analyze(Image image, Face face) {
    FaceShape shape = landmarker.find(image, face.box());
    FaceQuality quality = quality(image, face.box(), shape);
    return new AnalyzedFace(face, shape, shape.fivePoints(), quality, embedder.embed(aligned));
  }

  /** The 68 points of a face that was found. */
  public FaceShape shape(Image image, Face face) {
    return landmarker.find(image, face.box());
  }

  /** Quality of a face whose points are known. */
  public FaceQuality quality(Image image, Box box, FaceShape shape) {
    aligner.align(image, shape.fivePoints(), aligned);
    return meter.judge(box, shape.fivePoints(), aligned);
  }

  /** The embedding of a face whose points are known. */
  public Embedding embedding(Image image, FacePoints points) {
    aligner.align(image, points, aligned);
    return embedder.embed(aligned);
  }

  @Override
  public void close() {
    detector.close();
    landmarker.close();
    aligner.close();
    meter.close();
    embedder.close();
    aligned.close();
  }
}
