package dev.gatehouse.camera;

import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.image.ImageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;

/**
 * Decodes good and bad pictures and videos by the thousand, and prints how much memory the process
 * has before and after. {@link DecodeMemoryTest} runs it in a process with a heap of fixed size, so
 * that only native memory can grow.
 *
 * <p>Arguments: folder for temporary files, decodes to warm up, decodes to measure.
 */
final class DecodeSoak {
  private final Random random = new Random(7);
  private final List<byte[]> goodPictures = new ArrayList<>();
  private final List<byte[]> badPictures = new ArrayList<>();
  private final List<Path> goodVideos = new ArrayList<>();
  private final List<Path> badVideos = new ArrayList<>();
  private int decoded;
  private int refused;

  public static void main(String[] args) throws IOException {
    DecodeSoak soak = new DecodeSoak();
    soak.prepare(Path.of(args[0]));
    soak.run(Integer.parseInt(args[1]));
    soak.decoded = 0;
    soak.refused = 0;
    long before = residentKilobytes();
    long nativeBefore = Pointer.totalBytes();
    long began = System.nanoTime();
    int rounds = Integer.parseInt(args[2]);
    StringBuilder course = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      soak.run(rounds / 10);
      course.append(' ').append(residentKilobytes());
    }
    System.out.println(
        "decoded="
            + soak.decoded
            + " refused="
            + soak.refused
            + " before="
            + before
            + " after="
            + residentKilobytes()
            + " javacpp="
            + nativeBefore
            + "->"
            + Pointer.totalBytes()
            + " seconds="
            + (System.nanoTime() - began) / 1_000_000_000.0
            + " course="
            + course);
  }

  static long residentKilobytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("There is no VmRSS in /proc/self/status");
  }

  private void prepare(Path folder) throws IOException {
    for (int size = 20; size <= 320; size += 50) {
      try (Image image = Footage.picture(size, size * 3 / 4, size)) {
        for (String form : new String[] {".jpg", ".png", ".webp", ".bmp"}) {
          try (BytePointer out = new BytePointer()) {
            opencv_imgcodecs.imencode(form, image.mat(), out);
            byte[] file = new byte[(int) out.limit()];
            out.get(file);
            goodPictures.add(file);
            badPictures.add(Arrays.copyOf(file, file.length * 2 / 3));
            for (int i = 0; i < 3; i++) {
              badPictures.add(damaged(file, 20));
            }
          }
        }
      }
    }
    badPictures.add(new byte[0]);
    badPictures.add("no picture".getBytes(StandardCharsets.UTF_8));
    int number = 0;
    for (int size = 32; size <= 320; size += 96) {
      Path good = Footage.video(folder.resolve(size + ".mp4"), size, size, 20, 25);
      goodVideos.add(good);
      goodVideos.add(Footage.turned(good, folder.resolve(size + "-turned.mp4")));
      byte[] file = Files.readAllBytes(good);
      for (int i = 0; i < 8; i++) {
        Path bad = folder.resolve("bad" + number++ + ".mp4");
        byte[] content = i < 4 ? damaged(file, 30) : Arrays.copyOf(file, file.length * i / 8);
        badVideos.add(Files.write(bad, content));
      }
      badVideos.add(Files.write(folder.resolve("index" + size + ".mp4"), damagedIndex(file)));
    }
    badVideos.add(Files.writeString(folder.resolve("list.mp4"), "#EXTM3U\n/etc/hostname\n"));
    badVideos.add(Files.writeString(folder.resolve("text.mp4"), "no video"));
    badVideos.add(folder.resolve("missing.mp4"));
  }

  private byte[] damaged(byte[] file, int flips) {
    byte[] bad = file.clone();
    for (int i = 0; i < flips; i++) {
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bad;
  }

  private byte[] damagedIndex(byte[] file) {
    byte[] bad = file.clone();
    for (int i = 0; i < 20; i++) {
      bad[40 + random.nextInt(600)] ^= (byte) (1 << random.nextInt(8));
    }
    return bad;
  }

  /** Of twenty decodes one is of a video; half of all are of bad files. */
  private void run(int decodes) {
    for (int i = 0; i < decodes; i++) {
      boolean bad = i % 2 == 0;
      if (i % 20 < 2 && i % 40 != i % 20) {
        video(any(bad ? badVideos : goodVideos));
      } else {
        picture(any(bad ? badPictures : goodPictures));
      }
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void picture(byte[] file) {
    try (Image image = ImageCodec.decode(file)) {
      decoded++;
    } catch (ImageException e) {
      refused++;
    }
  }

  private void video(Path file) {
    try (VideoReader video = VideoReader.open(new Source.Files(file), VideoOptions.defaults())) {
      for (int i = 0; i < 5 && video.next(); i++) {
        video.frame().close();
      }
      decoded++;
    } catch (CameraException e) {
      refused++;
    }
  }
}
