package dev.gatehouse.card;

/** A QR code that is no card: a mark that a camera is to notice. */
public final class QrMark {
  private QrMark() {}

  /**
   * The code for printing: black on white, with its margin, eight pixels a module, as PNG.
   *
   * @param bytes up to 997
   * @throws CardException if they are more
   */
  public static byte[] png(byte[] bytes) {
    return new QrCode(bytes).png();
  }
}
