package dev.gatehouse.camera;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where frames come from. Its {@code toString} suits a log or a screen: it leaves out the user, the
 * password and the query of an address.
 *
 * {@snippet :
 * Source.parse("rtsp://user:secret@10.0.0.7/stream1").toString(); // rtsp://10.0.0.7/stream1
 * }
 */
public sealed interface Source {

  /** Whether it shows what happens now, so that it has no end and is reconnected when it ends. */
  boolean live();

  /**
   * Reads the text form.
   *
   * <pre>
   * rtsp://user:password@host/path     a network camera, also rtsps://
   * http://host/path                   MJPEG and whatever else arrives by HTTP, also https://
   * webcam:0   /dev/video0             a camera of this machine
   * video.mp4  file:video.mp4          a file, played once
   * loop:a.mp4|b.mp4                   files, one after another, over and over
   * </pre>
   *
   * @throws CameraException if it is none of these
   */
  static Source parse(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw new CameraException(
          "The address of the camera is empty; give a file, rtsp://..., http://... or webcam:0");
    }
    String lower = trimmed.toLowerCase(Locale.ROOT);
    if (lower.startsWith("rtsp://") || lower.startsWith("rtsps://")) {
      return new Rtsp(trimmed);
    }
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      return new Http(trimmed);
    }
    if (lower.startsWith("webcam:")) {
      return new Webcam(trimmed.substring("webcam:".length()));
    }
    if (lower.startsWith("/dev/video")) {
      return new Webcam(trimmed);
    }
    if (lower.startsWith("loop:")) {
      return new Files(paths(trimmed.substring("loop:".length())), true, true);
    }
    if (lower.startsWith("file:")) {
      return new Files(paths(trimmed.substring("file:".length())), false, true);
    }
    int scheme = trimmed.indexOf("://");
    if (scheme >= 0) {
      String name = trimmed.substring(0, scheme);
      // Anything else may have a password in it.
      String shown = name.matches("[A-Za-z][A-Za-z0-9+.-]*") ? '"' + name + '"' : "such addresses";
      throw new CameraException(
          "Cameras are not read by " + shown + "; use rtsp, rtsps, http or https");
    }
    return new Files(paths(trimmed), false, true);
  }

  private static List<Path> paths(String text) {
    try {
      return Arrays.stream(text.split("\\|")).map(String::strip).map(Path::of).toList();
    } catch (InvalidPathException e) {
      // Before an @ there may be a password.
      String shown = text.contains("@") ? "This" : '"' + Addresses.clean(text) + '"';
      throw new CameraException(shown + " is neither an address nor the name of a file", e);
    }
  }

  /**
   * Video files: MP4, MOV, Matroska, WebM, AVI, MPEG, FLV, ASF and Ogg.
   *
   * @param files at least one, played in this order
   * @param loop begin again after the last
   * @param realTime a {@link Camera} plays them at their own speed, else as fast as it decodes
   */
  record Files(List<Path> files, boolean loop, boolean realTime) implements Source {
    public Files {
      files = List.copyOf(files);
      if (files.isEmpty() || files.stream().anyMatch(file -> file.toString().isEmpty())) {
        throw new CameraException("The name of a video file is empty");
      }
    }

    /** One file, played once. */
    public Files(Path file) {
      this(List.of(file), false, true);
    }

    @Override
    public boolean live() {
      return false;
    }

    @Override
    public String toString() {
      return files.stream()
          .map(Path::toString)
          .map(Addresses::clean)
          .collect(Collectors.joining("|", loop ? "loop:" : "", ""));
    }
  }

  /**
   * A network camera, read over TCP.
   *
   * @param url rtsp://[user:password@]host[:port]/path, or rtsps; odd characters percent-encoded
   */
  record Rtsp(String url) implements Source {
    public Rtsp {
      Addresses.require(url, "rtsp");
    }

    @Override
    public boolean live() {
      return true;
    }

    @Override
    public String toString() {
      return Addresses.shown(url);
    }
  }

  /**
   * A camera that sends MJPEG (multipart/x-mixed-replace), or a video or HLS stream on a web
   * server.
   *
   * @param url http://[user:password@]host[:port]/path, or https
   */
  record Http(String url) implements Source {
    public Http {
      Addresses.require(url, "http");
    }

    @Override
    public boolean live() {
      return true;
    }

    @Override
    public String toString() {
      return Addresses.shown(url);
    }
  }

  /**
   * A camera of this machine: by Video4Linux, AVFoundation or DirectShow.
   *
   * @param device a number, {@code /dev/video0}, or the name that the system gives it
   */
  record Webcam(String device) implements Source {
    public Webcam {
      if (device.isBlank() || !Addresses.clean(device).equals(device)) {
        throw new CameraException(
            "\"" + Addresses.clean(device) + "\" is no webcam; use webcam:0 or /dev/video0");
      }
    }

    @Override
    public boolean live() {
      return true;
    }

    @Override
    public String toString() {
      return device.startsWith("/dev/") ? device : "webcam:" + device;
    }
  }
}
