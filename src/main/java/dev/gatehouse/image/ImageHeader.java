package dev.gatehouse.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the first bytes of a picture file say, read without decoding it: a header can claim any
 * size, and a decoder would allocate what it claims.
 *
 * @param format JPEG, PNG, WebP or BMP
 * @param width in pixels, as claimed, before any EXIF turn
 * @param height in pixels, as claimed
 * @param complete whether the end of the picture is in the file
 */
record ImageHeader(String format, long width, long height, boolean complete) {

  /**
   * @throws ImageException if it is none of the four forms, or its header is damaged
   */
  static ImageHeader parse(byte[] file) {
    if (file.length == 0) {
      throw new ImageException("The file is empty");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    try {
      if (file.length >= 4 && bytes.getInt(0) == 0x89504E47) {
        return png(bytes);
      }
      if (file.length >= 3 && (bytes.getShort(0) & 0xFFFF) == 0xFFD8 && file[2] == (byte) 0xFF) {
        return jpeg(bytes);
      }
      if (file.length >= 12 && ascii(file, 0).equals("RIFF") && ascii(file, 8).equals("WEBP")) {
        return webp(bytes.order(ByteOrder.LITTLE_ENDIAN), file);
      }
      if (file[0] == 'B' && file.length >= 2 && file[1] == 'M') {
        return bmp(bytes.order(ByteOrder.LITTLE_ENDIAN));
      }
    } catch (IndexOutOfBoundsException e) {
      throw new ImageException("The picture is cut off within its header", e);
    }
    throw new ImageException("The file is not a JPEG, PNG, WebP or BMP picture");
  }

  private static ImageHeader png(ByteBuffer bytes) {
    if (bytes.getInt(12) != 0x49484452) { // IHDR
      throw new ImageException("The PNG has no header");
    }
    long width = bytes.getInt(16) & 0xFFFF_FFFFL;
    long height = bytes.getInt(20) & 0xFFFF_FFFFL;
    boolean complete = false;
    long at = 8;
    while (at + 8 <= bytes.limit()) {
      long length = bytes.getInt((int) at) & 0xFFFF_FFFFL;
      if (bytes.getInt((int) at + 4) == 0x49454E44) { // IEND
        // It has no contents, but a decoder would allocate what it claims.
        complete = length == 0 && at + 12 <= bytes.limit();
        break;
      }
      at += 12 + length;
    }
    return new ImageHeader("PNG", width, height, complete);
  }

  private static ImageHeader jpeg(ByteBuffer bytes) {
    int at = 2;
    long width = -1;
    long height = -1;
    while (true) {
      if ((bytes.get(at) & 0xFF) != 0xFF) {
        throw new ImageException("The JPEG is damaged within its header");
      }
      int marker = bytes.get(at + 1) & 0xFF;
      if (marker == 0xFF) { // fill byte
        at++;
        continue;
      }
      boolean startOfFrame =
          marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
      if (startOfFrame) {
        height = bytes.getShort(at + 5) & 0xFFFF;
        width = bytes.getShort(at + 7) & 0xFFFF;
      }
      if (marker == 0xDA) { // start of scan
        break;
      }
      if (marker == 0xD9) {
        throw new ImageException("The JPEG has no picture in it");
      }
      at += 2 + (bytes.getShort(at + 2) & 0xFFFF);
    }
    if (width < 0) {
      throw new ImageException("The JPEG has no size in its header");
    }
    boolean complete = false;
    for (int i = bytes.limit() - 2; i > at && !complete; i--) {
      complete = (bytes.getShort(i) & 0xFFFF) == 0xFFD9;
    }
    return new ImageHeader("JPEG", width, height, complete);
  }

  private static ImageHeader webp(ByteBuffer bytes, byte[] file) {
    boolean complete = (bytes.getInt(4) & 0xFFFF_FFFFL) + 8 <= bytes.limit();
    return switch (ascii(file, 12)) {
      case "VP8X" ->
          new ImageHeader(
              "WebP",
              (bytes.getInt(24) & 0xFF_FFFF) + 1L,
              (bytes.getInt(26) >>> 8 & 0xFF_FFFF) + 1L,
              complete);
      case "VP8L" -> {
        int packed = bytes.getInt(21);
        yield new ImageHeader(
            "WebP", (packed & 0x3FFF) + 1L, (packed >>> 14 & 0x3FFF) + 1L, complete);
      }
      case "VP8 " ->
          new ImageHeader(
              "WebP", bytes.getShort(26) & 0x3FFF, bytes.getShort(28) & 0x3FFF, complete);
      default -> throw new ImageException("The WebP is damaged within its header");
    };
  }

  private static ImageHeader bmp(ByteBuffer bytes) {
    long size = bytes.getInt(2) & 0xFFFF_FFFFL;
    long width = bytes.getInt(18);
    long height = Math.abs((long) bytes.getInt(22)); // negative: rows from the top
    return new ImageHeader("BMP", width, height, size <= bytes.limit());
  }

  private static String ascii(byte[] file, int at) {
    return new String(file, at, 4, StandardCharsets.US_ASCII);
  }
}
