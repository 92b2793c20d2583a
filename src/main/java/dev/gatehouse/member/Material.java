package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What somebody is enrolled from. It is looked at, never kept. */
public sealed interface Material {
  /** How many bytes {@link #looksLikeVideo} wants to see. */
  int HEAD = 16;

  /** The name to speak of it by. */
  String file();

  /** A picture file, read when its turn comes so that only one is in memory at a time. */
  record Photo(String file, Bytes bytes) implements Material {}

  /** A video file that the decoder reads from the disk. */
  record Video(String file, Path path) implements Material {}

  /** Where the bytes of a photo come from. */
  @FunctionalInterface
  interface Bytes {
    byte[] read() throws IOException;
  }

  /**
   * A photo or a video, by what is in the file.
   *
   * @throws MemberException if it cannot be read
   */
  static Material of(Path path) {
    String name = String.valueOf(path.getFileName());
    try (InputStream in = Files.newInputStream(path)) {
      return looksLikeVideo(in.readNBytes(HEAD))
          ? new Video(name, path)
          : new Photo(name, () -> Files.readAllBytes(path));
    } catch (IOException e) {
      throw new MemberException(path + " cannot be read: " + e, e);
    }
  }

  /** Whether a file that begins so is a video: MP4, MOV, Matroska, WebM, AVI, MPEG, Ogg or FLV. */
  static boolean looksLikeVideo(byte[] head) {
    String start = new String(head, ISO_8859_1);
    return start.startsWith("ftyp", 4)
        || start.startsWith("moov", 4)
        || start.startsWith("mdat", 4)
        || start.startsWith("\u001aE\u00df\u00a3")
        || (start.startsWith("RIFF") && start.startsWith("AVI ", 8))
        || start.startsWith("\0\0\u0001\u00ba")
        || start.startsWith("\0\0\u0001\u00b3")
        || start.startsWith("OggS")
        || start.startsWith("FLV");
  }
}
