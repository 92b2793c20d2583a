package dev.gatehouse.image;

/**
 * An axis-parallel rectangle in pixels of the source frame: origin top left, half-open, so that its
 * width is {@code x1 - x0} and neighbouring boxes share no pixel. It may reach outside the frame.
 */
public record Box(double x0, double y0, double x1, double y1) {

  public Box {
    if (!(x1 >= x0) || !(y1 >= y0) || !Double.isFinite(x1 - x0) || !Double.isFinite(y1 - y0)) {
      throw new IllegalArgumentException(
          "A box needs x0 <= x1 and y0 <= y1, all finite: "
              + x0
              + ", "
              + y0
              + ", "
              + x1
              + ", "
              + y1);
    }
  }

  public double width() {
    return x1 - x0;
  }

  public double height() {
    return y1 - y0;
  }

  public double area() {
    return width() * height();
  }

  public Point centre() {
    return new Point((x0 + x1) / 2, (y0 + y1) / 2);
  }

  /** Intersection over union, 0 to 1; 0 for two empty boxes. */
  public double iou(Box other) {
    double common = intersection(other);
    double union = area() + other.area() - common;
    return union > 0 ? common / union : 0;
  }

  /** Area of the common part, in square pixels. */
  public double intersection(Box other) {
    double w = Math.min(x1, other.x1) - Math.max(x0, other.x0);
    double h = Math.min(y1, other.y1) - Math.max(y0, other.y0);
    return w > 0 && h > 0 ? w * h : 0;
  }

  /** The square with the same centre whose side is {@code scale} times the longer side. */
  public Box squared(double scale) {
    double half = Math.max(width(), height()) * scale / 2;
    Point c = centre();
    return new Box(c.x() - half, c.y() - half, c.x() + half, c.y() + half);
  }

  /** The part inside a frame of that size; empty, at the nearest edge, where there is none. */
  public Box clipped(int width, int height) {
    double cx0 = Math.clamp(x0, 0, width);
    double cy0 = Math.clamp(y0, 0, height);
    return new Box(cx0, cy0, Math.clamp(x1, cx0, width), Math.clamp(y1, cy0, height));
  }

  public Box shifted(double dx, double dy) {
    return new Box(x0 + dx, y0 + dy, x1 + dx, y1 + dy);
  }
}
