package dev.gatehouse.merchandise;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/**
 * The text of a file whose encoding nobody said: by its byte order mark; else UTF-16 where every
 * other byte is 0, UTF-8 where it is valid, and Windows-1252, which every spreadsheet of the West
 * writes, where it is not.
 *
 * @param encoding for people
 */
record CatalogueText(String text, String encoding) {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  static CatalogueText of(byte[] file) {
    if (starts(file, 0xEF, 0xBB, 0xBF)) {
      return decode(file, 3, UTF_8, "UTF-8").orElseGet(() -> western(file, 3));
    }
    if (starts(file, 0xFF, 0xFE)) {
      return utf16(file, 2, UTF_16LE);
    }
    if (starts(file, 0xFE, 0xFF)) {
      return utf16(file, 2, UTF_16BE);
    }
    int most = Math.min(file.length, 1000) / 2 * 2;
    int even = 0;
    int odd = 0;
    for (int i = 0; i < most; i++) {
      if (file[i] == 0) {
        even += i % 2 == 0 ? 1 : 0;
        odd += i % 2;
      }
    }
    if (odd > most / 4) {
      return utf16(file, 0, UTF_16LE);
    }
    if (even > most / 4) {
      return utf16(file, 0, UTF_16BE);
    }
    return decode(file, 0, UTF_8, "UTF-8").orElseGet(() -> western(file, 0));
  }

  private static boolean starts(byte[] file, int... bytes) {
    if (file.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((file[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static CatalogueText utf16(byte[] file, int from, Charset charset) {
    int length = (file.length - from) / 2 * 2;
    return new CatalogueText(new String(file, from, length, charset), "UTF-16");
  }

  private static CatalogueText western(byte[] file, int from) {
    return new CatalogueText(
        new String(file, from, file.length - from, WINDOWS_1252), "Windows-1252");
  }

  private static Optional<CatalogueText> decode(
      byte[] file, int from, Charset charset, String name) {
    try {
      CharBuffer text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(file, from, file.length - from));
      return Optional.of(new CatalogueText(text.toString(), name));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
