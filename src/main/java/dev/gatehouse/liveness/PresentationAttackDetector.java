package dev.gatehouse.liveness;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.OnnxModel;
import dev.gatehouse.inference.Planes;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Tells a face before the camera from a picture of one, by one frame (passive presentation attack
 * detection, ISO/IEC 30107): three small published networks that look at skin, print, pixels of a
 * screen, and what is around the face.
 *
 * <p>Each network's answer is taken as log odds of a live face against all of its kinds of attack.
 * The three are averaged with even weights: they come from different makers and data, and with as
 * few labelled pictures as we have any other weights would be fitted to one person. Even odds, 0,
 * are the threshold. {@code gatehouse evaluate liveness} measures it; docs/liveness.md says what it
 * was measured on, which is little.
 *
 * <p>Not thread-safe: one a thread, over shared models.
 */
public final class PresentationAttackDetector implements AutoCloseable {
  /** Fused log odds from which on a single picture counts as bona fide. */
  public static final double THRESHOLD = 0;

  /** How much of the surroundings two of the networks were trained to see, in face boxes. */
  private static final double SURROUNDINGS = 2.7;

  /** One network must not outvote the others by being sure. */
  private static final double SURE = 12;

  /**
   * Log odds of a live face, each within -12 to 12; 0 is even odds.
   *
   * @param miniFasNet of Silent-Face's MiniFASNet
   * @param facePlugin of faceplugin's network
   * @param livenessNet of LivenessNet
   */
  public record Score(double miniFasNet, double facePlugin, double livenessNet) {
    /** The mean of the three. */
    public double fused() {
      return (miniFasNet + facePlugin + livenessNet) / 3;
    }

    /** The fused log odds as a probability, 0 (an attack) to 1 (live). */
    public double probability() {
      return 1 / (1 + Math.exp(-fused()));
    }

    /** The three by the manifest's ids. */
    public Map<String, Double> byNetwork() {
      var scores = new LinkedHashMap<String, Double>();
      scores.put("pad-minifasnet", miniFasNet);
      scores.put("pad-faceplugin", facePlugin);
      scores.put("pad-livenessnet", livenessNet);
      return scores;
    }
  }

  private final Network miniFasNet;
  private final Network facePlugin;
  private final Network livenessNet;

  public PresentationAttackDetector(PresentationAttackModels models) {
    this.miniFasNet = new Network(models.miniFasNet(), 80, false, 1, 1);
    this.facePlugin = new Network(models.facePlugin(), 128, false, 1, 0);
    this.livenessNet = new Network(models.livenessNet(), 32, true, 1 / 255f, 0);
  }

  /**
   * @param image BGR, with as much around the face as the camera saw: a tight crop hides what
   *     borders and background tell
   * @param face its box, in pixels of the picture
   */
  public Score score(Image image, Box face) {
    Box wide = region(image, face, SURROUNDINGS);
    return new Score(
        miniFasNet.logOdds(image, wide),
        facePlugin.logOdds(image, wide),
        livenessNet.logOdds(image, region(image, face, 1)));
  }

  /**
   * The box made {@code scale} times as large about its centre; less where the picture has less,
   * and moved inside the picture. The shape of the box stays, as these networks were trained.
   */
  static Box region(Image image, Box face, double scale) {
    double width = Math.max(1, face.width());
    double height = Math.max(1, face.height());
    double fits =
        Math.min(scale, Math.min((image.width() - 1) / width, (image.height() - 1) / height));
    double w = Math.max(1, width * fits);
    double h = Math.max(1, height * fits);
    double x = Math.clamp(face.centre().x() - w / 2, 0, Math.max(0, image.width() - w));
    double y = Math.clamp(face.centre().y() - h / 2, 0, Math.max(0, image.height() - h));
    return new Box(x, y, x + w, y + h).clipped(image.width(), image.height());
  }

  /** One network with its input. */
  private static final class Network implements AutoCloseable {
    private final OnnxModel.Call call;
    private final int side;
    private final boolean rgb;
    private final float scale;
    private final int live;
    private final Mat scaled;
    private final Size size;

    /**
     * @param live index of the class of live faces among the logits
     */
    Network(OnnxModel model, int side, boolean rgb, float scale, int live) {
      this.call = model.call(1, 3, side, side);
      this.side = side;
      this.rgb = rgb;
      this.scale = scale;
      this.live = live;
      this.scaled = new Mat(side, side, CV_8UC3);
      this.size = new Size(side, side);
    }

    double logOdds(Image image, Box region) {
      int x = (int) Math.clamp(Math.round(region.x0()), 0, image.width() - 1);
      int y = (int) Math.clamp(Math.round(region.y0()), 0, image.height() - 1);
      int w = (int) Math.clamp(Math.round(region.width()), 1, image.width() - x);
      int h = (int) Math.clamp(Math.round(region.height()), 1, image.height() - y);
      try (Rect inside = new Rect(x, y, w, h);
          Mat part = new Mat(image.mat(), inside)) {
        // The networks were trained on bilinear crops; averaging only where that would alias.
        resize(part, scaled, size, 0, 0, w > 3 * side ? INTER_AREA : INTER_LINEAR);
      }
      Planes.fill(scaled, call.input(), 0, rgb, 0, scale);
      call.run();
      return logOdds(call.output(0));
    }

    /** The log of the live class's probability over that of all others together. */
    private double logOdds(FloatBuffer logits) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < logits.capacity(); i++) {
        most = i == live ? most : Math.max(most, logits.get(i));
      }
      double sum = 0;
      for (int i = 0; i < logits.capacity(); i++) {
        sum += i == live ? 0 : Math.exp(logits.get(i) - most);
      }
      return Math.clamp(logits.get(live) - most - Math.log(sum), -SURE, SURE);
    }

    @Override
    public void close() {
      call.close();
      scaled.close();
      size.close();
    }
  }

  @Override
  public void close() {
    miniFasNet.close();
    facePlugin.close();
    livenessNet.close();
  }
}
