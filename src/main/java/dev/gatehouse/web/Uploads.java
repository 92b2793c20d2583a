package dev.gatehouse.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.web.multipart.MultipartFile;

/**
 * Where uploads wait until their request is done: they show faces, so they lie in a folder of mode
 * 0700 instead of the system's, and what a crash left there goes at the next start.
 */
final class Uploads {
  private final Path folder;

  Uploads(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        var mode = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(this.folder, PosixFilePermissions.asFileAttribute(mode));
        Files.setPosixFilePermissions(this.folder, mode);
      } else {
        Files.createDirectories(this.folder);
      }
      clear();
    } catch (IOException e) {
      throw new UncheckedIOException(this.folder + " cannot be used for uploads", e);
    }
  }

  private void clear() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      for (Path file : left.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  Path folder() {
    return folder;
  }

  /** A name that nobody has; the file does not exist yet. */
  Path newFile() {
    return folder.resolve(UUID.randomUUID() + ".upload");
  }

  /** As the browser gave it, without folders: it is only shown. */
  static String fileName(MultipartFile upload) {
    String given = Optional.ofNullable(upload.getOriginalFilename()).orElse("");
    String name = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    return name.isBlank() ? "photo" : name;
  }
}
