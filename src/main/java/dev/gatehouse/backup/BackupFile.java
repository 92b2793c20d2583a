package dev.gatehouse.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gatehouse.member.PrivateFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A file that is what it was when it was written, or is refused: a line that says what it is, the
 * content, and the SHA-256 of both in the last 32 bytes. It has mode 0600, and is there whole or
 * not at all.
 */
final class BackupFile {
  private static final int DIGEST = 32;

  private BackupFile() {}

  enum Kind {
    DATABASE("gatehouse backup 1 database\n"),
    KEYS("gatehouse backup 1 keys\n");

    private final String line;

    Kind(String line) {
      this.line = line;
    }

    byte[] bytes() {
      return line.getBytes(US_ASCII);
    }
  }

  interface Content {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Writes one.
   *
   * @return the SHA-256 of the file without its last 32 bytes, which are that
   * @throws BackupException if there is a file of that name, or it cannot be written
   */
  static String write(Path file, Kind kind, Content content) {
    requireNew(file);
    try {
      Path part =
          PrivateFiles.createTemporary(PrivateFiles.folderOf(file), "." + file.getFileName());
      try {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
            OutputStream raw =
                new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel))) {
          var out = new DigestOutputStream(raw, digest);
          out.write(kind.bytes());
          content.to(
              new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int count) throws IOException {
                  out.write(bytes, from, count);
                }

                @Override
                public void close() {} // the digest follows
              });
          byte[] sum = digest.digest();
          raw.write(sum);
          raw.flush();
          channel.force(true);
          requireNew(file);
          Files.move(part, file);
          return HexFormat.of().formatHex(sum);
        }
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(file, e);
    } catch (NoSuchFileException e) {
      throw new BackupException(
          "There is no folder " + PrivateFiles.folderOf(file) + "; make it first", e);
    } catch (IOException e) {
      throw new BackupException(file + " cannot be written: " + e, e);
    }
  }

  /**
   * @throws BackupException if there is a file of that name
   */
  static void requireNew(Path file) {
    if (Files.exists(file)) {
      throw exists(file, new FileAlreadyExistsException(file.toString()));
    }
  }

  private static BackupException exists(Path file, Exception cause) {
    return new BackupException(file + " exists; choose another name, or delete it first", cause);
  }

  /**
   * Reads a file from end to end and compares its SHA-256.
   *
   * @return the SHA-256
   * @throws BackupException if it is no backup of that kind, or not what was written
   */
  static String verify(Path file, Kind kind) {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      requireKind(file, in.readNBytes(kind.bytes().length), kind);
      digest.update(kind.bytes());
      long left = Files.size(file) - kind.bytes().length - DIGEST;
      if (left <= 0) {
        throw damaged(file);
      }
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw damaged(file);
        }
        digest.update(buffer, 0, read);
        left -= read;
      }
      byte[] sum = digest.digest();
      if (!Arrays.equals(sum, in.readAllBytes())) {
        throw damaged(file);
      }
      return HexFormat.of().formatHex(sum);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private static void requireKind(Path file, byte[] start, Kind kind) {
    for (Kind other : Kind.values()) {
      if (other != kind && startsWith(start, other.bytes())) {
        throw new BackupException(
            file
                + (other == Kind.KEYS
                    ? " is a backup of the keys: give it by --keys"
                    : " is a backup of the database: give it by --from"));
      }
    }
    if (!Arrays.equals(start, kind.bytes())) {
      throw new BackupException(
          file + " is no backup that this version of Gatehouse can read, or its start is damaged");
    }
  }

  private static boolean startsWith(byte[] start, byte[] line) {
    int length = Math.min(start.length, line.length);
    return length > 0 && Arrays.equals(start, 0, length, line, 0, length);
  }

  private static BackupException damaged(Path file) {
    return new BackupException(
        file + " is damaged: it is not what was written. Nothing was restored; take another copy");
  }

  static BackupException cannotRead(Path file, IOException cause) {
    return new BackupException(
        cause instanceof NoSuchFileException
            ? "There is no file " + file
            : file + " cannot be read: " + cause,
        cause);
  }

  /** The content of a file that was verified. */
  static InputStream content(Path file, Kind kind) {
    try {
      InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      in.skipNBytes(kind.bytes().length);
      return new Limited(in, Files.size(file) - kind.bytes().length - DIGEST);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  /** Ends before the digest. */
  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in, long left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = super.read(bytes, from, (int) Math.min(count, left));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(super.available(), left);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new BackupException("This Java has no SHA-256", e);
    }
  }
}
