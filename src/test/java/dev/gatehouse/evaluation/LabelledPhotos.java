package dev.gatehouse.evaluation;

import dev.gatehouse.face.Photos;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The test photos in a folder, named as LFW names its pictures. */
final class LabelledPhotos {
  private LabelledPhotos() {}

  /** {@code emily-1} becomes {@code emily_0001.jpg}, in a folder of the person. */
  static Path copy(Path folder) throws IOException {
    for (String name : Photos.names()) {
      String person = name.substring(0, name.indexOf('-'));
      Path of = Files.createDirectories(folder.resolve(person));
      Files.copy(
          Photos.file(name), of.resolve(person + "_000" + name.charAt(name.length() - 1) + ".jpg"));
    }
    return folder;
  }

  /** Replaces a picture by one without a face. */
  static void blank(Path file) throws IOException {
    try (Image plain = Photos.plain(200, 200, 90)) {
      Files.write(file, ImageCodec.jpeg(plain, 90));
    }
  }
}
