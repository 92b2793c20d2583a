package dev.gatehouse.member;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** Folders of mode 0700 and files of mode 0600, where the file system knows modes (not Windows). */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private static final String PART = ".new";

  /** A part that is older was left by a program that was killed while it wrote. */
  private static final Duration LONGEST_WRITE = Duration.ofMinutes(1);

  private PrivateFiles() {}

  /**
   * Makes the folder and those above it that are missing, and waits until they are on the disk;
   * leaves what is there as it is.
   */
  public static void createFolder(Path folder) throws IOException {
    Path above = folder.toAbsolutePath().getParent();
    if (Files.isDirectory(folder) || above == null) {
      return;
    }
    createFolder(above);
    Files.createDirectories(folder, attributes(folder, "rwx------"));
    sync(above);
  }

  /** Deletes what a program left that was killed in {@link #create}. */
  static void deleteParts(Path folder) throws IOException {
    Instant old = Instant.now().minus(LONGEST_WRITE);
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, PART + "*")) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(old)) {
          destroy(part);
        }
      }
    }
  }

  /**
   * Writes a new file whole or not at all, and waits until it is on the disk.
   *
   * @throws FileAlreadyExistsException if it exists
   */
  public static void create(Path file, byte[] content) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    replace(file, content);
  }

  /** As {@link #create}, in place of an older one if there is one. */
  public static void replace(Path file, byte[] content) throws IOException {
    Path folder = folderOf(file);
    Path part = createTemporary(folder, PART);
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      sync(folder);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Makes an empty file with a name of its own in that folder. */
  public static Path createTemporary(Path folder, String start) throws IOException {
    return Files.createTempFile(folder, start, null, attributes(folder, "rw-------"));
  }

  /** Overwrites a small file and deletes it; on a disk that copies on write the old bytes stay. */
  public static void destroy(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    }
    Files.delete(file);
    sync(folderOf(file));
  }

  /**
   * @throws KeyException if anybody but its owner can read or write it; says how to mend that
   */
  public static void requirePrivate(Path file) throws IOException {
    if (!posix(file)) {
      return;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (mode.stream().anyMatch(OTHERS::contains)) {
      throw new KeyException(
          file
              + " can be read or written by others (mode "
              + PosixFilePermissions.toString(mode)
              + "). Run: chmod 600 "
              + file
              + ". If others may have read it, who has both it and the rest of the data folder can"
              + " read every member's template");
    }
  }

  public static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "A folder is no file");
  }

  private static FileAttribute<?>[] attributes(Path path, String mode) {
    return posix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void sync(Path folder) throws IOException {
    if (posix(folder)) {
      try (FileChannel channel = FileChannel.open(folder)) {
        channel.force(true);
      }
    }
  }
}
