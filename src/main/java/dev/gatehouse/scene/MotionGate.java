package dev.gatehouse.scene;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Says where in a fixed camera's pictures something moves, so that a detector need not look at the
 * rest. It errs on the side of looking.
 *
 * <p>The picture is brought to a grid of at most 160 cells a side, of the logarithm of their grey.
 * A change of light or exposure is one factor for all of them, the median of what they changed by;
 * what lies between a cell's background and that times the factor is explained by it, so that black
 * and burnt-out parts, which take less part, do not seem to move. A cell moves when it differs by
 * more than its own noise. The background follows slowly, more slowly still where something moves;
 * a cell that has kept its new value for three seconds becomes background. A cell's noise is a
 * quantile of its differences, followed in small steps, so that leaves in the wind are ignored
 * after a while and a busy road is not.
 *
 * <p>What the difference misses is found by looking at the whole picture every two seconds, and
 * where tracks are, as long as anything near them moved in the last three seconds. Not thread-safe:
 * one a camera.
 */
public final class MotionGate implements AutoCloseable {
  /**
   * @param frames seen
   * @param still of these, in how many nothing had to be looked at
   * @param whole of these, how many had to be looked at as a whole
   */
  public record Counts(long frames, long still, long whole) {}

  private static final int CELLS = 160;

  /** Added to grey values before the logarithm: else the noise of the dark would be blown up. */
  private static final double SUMMAND = 32;

  /** Seconds between two looks at the whole picture. */
  private static final double WHOLE_EVERY = 2;

  /** A longer gap between two frames, or one back in time, begins anew. */
  private static final double LONGEST_GAP = 5;

  /** Seconds after which what stands still becomes background, and its track is left alone. */
  private static final float REST = 3;

  private static final float FOLLOW = 2; // seconds, time constant of the background
  private static final float FOLLOW_MOVING = 20; // the same where something moves

  /** Logarithms are in hundredths, so this is a change of 5 %. */
  private static final float LEAST_CHANGE = 5;

  private static final float MOST_CHANGE = 20;
  private static final float NOISE_FACTOR = 4;
  private static final float NOISE_QUANTILE = 0.75f;
  private static final float NOISE_STEP = 1; // a second

  /** More moving cells than this are another scene, or a moving camera. */
  private static final double ANOTHER_SCENE = 0.6;

  /** The same while the light changes: lamps do not light all parts of a scene alike. */
  private static final double ANOTHER_LIGHT = 0.15;

  /** A factor of the light nearer to 1 than this (2 %) is left to the background's following. */
  private static final float LEAST_LIGHT = 2;

  /** What is darker than this hardly shows a change of light. */
  private static final float DARK = logarithm(40);

  private static final float BRIGHT = logarithm(250);

  /** Regions that cover more are not worth the trouble. */
  private static final double NEARLY_ALL = 0.6;

  /** Sum over cells of how many times their limit they changed by. */
  private static final float LEAST_STRENGTH = 2.5f;

  private static final int MOST_REGIONS = 4;
  private static final float[] LOGARITHM = new float[256];

  static {
    for (int grey = 0; grey < 256; grey++) {
      LOGARITHM[grey] = logarithm(grey);
    }
  }

  private final Mat points = new Mat();
  private final Mat greyPoints = new Mat();
  private final Mat grey = new Mat();
  private final Size size = new Size();
  private final int[] histogram = new int[512];

  private int width;
  private int height;
  private int columns;
  private int rows;
  private float[] now = {};
  private float[] background = {};
  private float[] anchor = {}; // the value that a cell has kept
  private float[] still = {}; // for so many seconds
  private float[] noise = {};
  private float[] moving = {}; // change over the limit; 0 where it is below
  private int[] stack = {};
  private int settled; // frames that the background is made of
  private double last = Double.NaN;
  private double lastWhole = Double.NaN;
  private List<Box> looked = List.of();
  private long frames;
  private long stillFrames;
  private long wholeFrames;

  public MotionGate() {}

  /**
   * Takes the next frame.
   *
   * @param image BGR, any size; another size than before begins anew
   * @param seconds when it was captured, on any clock; frames may be at any distance
   * @param live boxes of tracks, to be looked at again while something near them moves
   * @return what to look at, in pixels of the picture: nothing; up to four boxes that do not
   *     overlap; or the one box that is the whole picture
   */
  public List<Box> look(Image image, double seconds, List<Box> live) {
    frames++;
    boolean another = image.width() != width || image.height() != height;
    if (another) {
      begin(image.width(), image.height());
    }
    fill(image);
    double gap = seconds - last;
    boolean fresh = another || !(gap >= 0 && gap <= LONGEST_GAP);
    last = seconds;
    if (fresh) {
      forget();
      return whole(seconds);
    }
    double factor = light();
    int moved = compare((float) gap, factor);
    if (moved > (factor == 1 ? ANOTHER_SCENE : ANOTHER_LIGHT) * now.length) {
      forget();
      return whole(seconds);
    }
    if (!(seconds - lastWhole < WHOLE_EVERY)) {
      return whole(seconds);
    }
    List<Box> regions = new ArrayList<>();
    if (moved > 0) {
      gather(regions);
    }
    for (Box box : live) {
      if (awake(box)) {
        join(regions, padded(box, 0.25, 0.025));
      }
    }
    reduce(regions);
    double area = 0;
    for (Box region : regions) {
      area += region.area();
    }
    if (area > NEARLY_ALL * width * height) {
      return whole(seconds);
    }
    stillFrames += regions.isEmpty() ? 1 : 0;
    looked = List.copyOf(regions);
    return looked;
  }

  /**
   * Whether the last look had that box whole. A track outside was not looked at; that nothing was
   * found there says nothing about it.
   */
  public boolean covers(Box box) {
    Box inside = box.clipped(width, height);
    for (Box region : looked) {
      if (inside.x0() >= region.x0()
          && inside.y0() >= region.y0()
          && inside.x1() <= region.x1()
          && inside.y1() <= region.y1()) {
        return true;
      }
    }
    return false;
  }

  public Counts counts() {
    return new Counts(frames, stillFrames, wholeFrames);
  }

  private List<Box> whole(double seconds) {
    lastWhole = seconds;
    wholeFrames++;
    looked = List.of(new Box(0, 0, width, height));
    return looked;
  }

  private void begin(int imageWidth, int imageHeight) {
    width = imageWidth;
    height = imageHeight;
    double scale = Math.min(1, (double) CELLS / Math.max(width, height));
    columns = Math.max(1, (int) Math.round(width * scale));
    rows = Math.max(1, (int) Math.round(height * scale));
    int cells = columns * rows;
    now = new float[cells];
    background = new float[cells];
    anchor = new float[cells];
    still = new float[cells];
    noise = new float[cells];
    Arrays.fill(noise, LEAST_CHANGE / NOISE_FACTOR / 2);
    moving = new float[cells];
    stack = new int[cells];
  }

  /** The present picture is the background. */
  private void forget() {
    System.arraycopy(now, 0, background, 0, now.length);
    System.arraycopy(now, 0, anchor, 0, now.length);
    Arrays.fill(still, 0);
    settled = 1;
  }

  private void fill(Image image) {
    // Interpolating at four points a cell is several times faster than averaging all its pixels.
    size.width(columns * 2);
    size.height(rows * 2);
    resize(image.mat(), points, size, 0, 0, INTER_LINEAR);
    cvtColor(points, greyPoints, COLOR_BGR2GRAY);
    size.width(columns);
    size.height(rows);
    resize(greyPoints, grey, size, 0, 0, INTER_AREA);
    ByteBuffer values = grey.createBuffer();
    for (int i = 0; i < now.length; i++) {
      now[i] = LOGARITHM[values.get(i) & 0xff];
    }
  }

  private static float logarithm(double grey) {
    return (float) (100 * Math.log((grey + SUMMAND) / SUMMAND));
  }

  private static double grey(float logarithm) {
    return SUMMAND * Math.exp(logarithm / 100) - SUMMAND;
  }

  /**
   * Compares with the background and lets it follow; says how many cells move.
   *
   * @param seconds since the last frame
   * @param light what the light of the scene changed by
   */
  private int compare(float seconds, double light) {
    boolean steady = light == 1;
    settled++;
    float follow = Math.min(1, Math.max(seconds / FOLLOW, 1f / settled));
    float followMoving = Math.min(1, seconds / FOLLOW_MOVING);
    float step = NOISE_STEP * seconds;
    int count = 0;
    for (int i = 0; i < now.length; i++) {
      float value = now[i];
      float expected = background[i];
      float lit = steady ? expected : logarithm(light * grey(expected));
      float change = distance(value, expected, lit);
      float limit = between(NOISE_FACTOR * noise[i], LEAST_CHANGE, MOST_CHANGE);
      float kept = steady ? anchor[i] : logarithm(light * grey(anchor[i]));
      if (distance(value, anchor[i], kept) > limit) {
        anchor[i] = value;
        still[i] = 0;
      } else {
        still[i] += seconds;
        if (!steady) {
          anchor[i] = value;
        }
      }
      if (change <= limit) {
        float explained = between(value, Math.min(expected, lit), Math.max(expected, lit));
        background[i] = explained + follow * (value - explained);
        moving[i] = 0;
      } else if (still[i] >= REST) {
        background[i] = value;
        moving[i] = 0;
      } else {
        background[i] = lit + followMoving * (value - lit);
        moving[i] = change / limit;
        count++;
      }
      noise[i] =
          between(
              noise[i] + (change > noise[i] ? NOISE_QUANTILE : NOISE_QUANTILE - 1) * step,
              0,
              MOST_CHANGE / NOISE_FACTOR);
    }
    return count;
  }

  /** As {@link Math#clamp(float, float, float)}, whose checks of its bounds took a tenth of all. */
  private static float between(float value, float least, float most) {
    return Math.min(most, Math.max(value, least));
  }

  /** How far a value lies from what is between two others. */
  private static float distance(float value, float one, float other) {
    return Math.max(0, Math.max(Math.min(one, other) - value, value - Math.max(one, other)));
  }

  /** What the light of the whole scene changed by: the median of all factors, 1 for no change. */
  private double light() {
    Arrays.fill(histogram, 0);
    int count = 0;
    for (int i = 0; i < now.length; i++) {
      if (background[i] > DARK && now[i] < BRIGHT) {
        histogram[Math.clamp((int) (now[i] - background[i] + 256.5f), 0, 511)]++;
        count++;
      }
    }
    if (count < now.length / 10 || Math.abs(median(count) - 256) < LEAST_LIGHT) {
      return 1;
    }
    // Rarely, so that the exact factors may take their time.
    Arrays.fill(histogram, 0);
    for (int i = 0; i < now.length; i++) {
      if (background[i] > DARK && now[i] < BRIGHT) {
        double factor = Math.max(1, grey(now[i])) / grey(background[i]);
        histogram[Math.clamp(Math.round(100 * Math.log(factor)) + 256, 0, 511)]++;
      }
    }
    return Math.exp((median(count) - 256) / 100.0);
  }

  private int median(int count) {
    int bin = 0;
    for (int sum = histogram[0]; sum <= count / 2 && bin < 511; sum += histogram[bin]) {
      bin++;
    }
    return bin;
  }

  /** Boxes around cells that move together; one or two that hardly do are noise. */
  private void gather(List<Box> regions) {
    for (int start = 0; start < now.length; start++) {
      if (moving[start] == 0) {
        continue;
      }
      int left = columns;
      int top = rows;
      int right = 0;
      int bottom = 0;
      float strength = moving[start];
      int open = 0;
      stack[open++] = start;
      moving[start] = 0;
      while (open > 0) {
        int cell = stack[--open];
        int x = cell % columns;
        int y = cell / columns;
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x + 1);
        bottom = Math.max(bottom, y + 1);
        for (int v = Math.max(0, y - 2); v <= Math.min(rows - 1, y + 2); v++) {
          for (int u = Math.max(0, x - 2); u <= Math.min(columns - 1, x + 2); u++) {
            int near = v * columns + u;
            if (moving[near] > 0) {
              strength += moving[near];
              moving[near] = 0;
              stack[open++] = near;
            }
          }
        }
      }
      if (strength > LEAST_STRENGTH) {
        double w = (double) width / columns;
        double h = (double) height / rows;
        // A body of one colour changes at its edges only, so what moves may be larger.
        join(regions, padded(new Box(left * w, top * h, right * w, bottom * h), 0.3, 0.05));
      }
    }
  }

  /** Whether anything near the box moved lately. */
  private boolean awake(Box box) {
    Box inside = padded(box, 0.1, 0);
    int x0 = (int) (inside.x0() * columns / width);
    int x1 = Math.min(columns, (int) Math.ceil(inside.x1() * columns / width));
    int y0 = (int) (inside.y0() * rows / height);
    int y1 = Math.min(rows, (int) Math.ceil(inside.y1() * rows / height));
    for (int y = y0; y < y1; y++) {
      for (int x = x0; x < x1; x++) {
        if (still[y * columns + x] < REST) {
          return true;
        }
      }
    }
    return false;
  }

  private Box padded(Box box, double share, double ofPicture) {
    double more = ofPicture * Math.max(width, height);
    double x = share * box.width() + more;
    double y = share * box.height() + more;
    return new Box(box.x0() - x, box.y0() - y, box.x1() + x, box.y1() + y).clipped(width, height);
  }

  /** Adds a box; it takes up all that it overlaps. */
  private static void join(List<Box> regions, Box box) {
    Box joined = box;
    int i = 0;
    while (i < regions.size()) {
      if (joined.intersection(regions.get(i)) > 0) {
        joined = around(joined, regions.remove(i));
        i = 0;
      } else {
        i++;
      }
    }
    regions.add(joined);
  }

  /** Joins those that cost least to join, until there are few. */
  private static void reduce(List<Box> regions) {
    while (regions.size() > MOST_REGIONS) {
      int first = 0;
      int second = 1;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < regions.size(); i++) {
        for (int k = i + 1; k < regions.size(); k++) {
          Box a = regions.get(i);
          Box b = regions.get(k);
          double more = around(a, b).area() - a.area() - b.area();
          if (more < least) {
            least = more;
            first = i;
            second = k;
          }
        }
      }
      Box b = regions.remove(second);
      Box a = regions.remove(first);
      join(regions, around(a, b));
    }
  }

  private static Box around(Box a, Box b) {
    return new Box(
        Math.min(a.x0(), b.x0()),
        Math.min(a.y0(), b.y0()),
        Math.max(a.x1(), b.x1()),
        Math.max(a.y1(), b.y1()));
  }

  @Override
  public void close() {
    points.close();
    greyPoints.close();
    grey.close();
    size.close();
  }
}
