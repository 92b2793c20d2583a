package dev.gatehouse.camera;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A source as FFmpeg takes it, with what FFmpeg may do for it. A video can be a playlist that names
 * other files and hosts, in any of several forms; the two lists are what keeps it from that.
 *
 * @param url with user and password: never shown
 * @param shown what messages call it
 * @param demuxer forced, or empty to find out by content
 * @param demuxers that may be used, separated by commas
 * @param protocols that may be used, directly or by anything that the video names
 * @param options of demuxer and protocol
 * @param decoders that may be used
 * @param live see {@link Source#live()}
 */
record Address(
    String url,
    String shown,
    String demuxer,
    String demuxers,
    String protocols,
    Map<String, String> options,
    String decoders,
    boolean live) {

  private static final String CONTAINERS = "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg";
  private static final String DECODERS =
      "h264,hevc,vp8,vp9,av1,libdav1d,libaom-av1,mjpeg,mpeg4,msmpeg4,mpeg2video,mpeg1video,h263,"
          + "theora";

  /** One file: it alone is read, whatever it says. */
  static Address of(Path file) {
    String shown = Addresses.clean(file.toString());
    if (!Files.exists(file)) {
      throw new CameraException(shown + ": there is no such file");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new CameraException(shown + ": is not a file that can be read");
    }
    return new Address(
        "file:" + file.toAbsolutePath(), shown, "", CONTAINERS, "file", Map.of(), DECODERS, false);
  }

  static Address of(Source.Rtsp source, VideoOptions options) {
    return new Address(
        source.url(),
        source.toString(),
        "rtsp",
        "rtsp",
        "tcp,tls",
        Map.of(
            "rtsp_transport", "tcp",
            "allowed_media_types", "video",
            "analyzeduration", "1000000",
            "timeout", micros(options)),
        DECODERS,
        true);
  }

  static Address of(Source.Http source, VideoOptions options) {
    return new Address(
        source.url(),
        source.toString(),
        "",
        CONTAINERS + ",mpjpeg,mjpeg,hls",
        "http,https,tcp,tls",
        Map.of(
            "rw_timeout",
            micros(options),
            "user_agent",
            "Gatehouse",
            "max_redirects",
            "3",
            "analyzeduration",
            "2000000"),
        DECODERS,
        true);
  }

  static Address of(Source.Webcam source) {
    String os = System.getProperty("os.name", "");
    String device = source.device();
    boolean number = device.chars().allMatch(Character::isDigit);
    String demuxer;
    String url;
    if (os.startsWith("Windows")) {
      demuxer = "dshow";
      if (number) {
        throw new CameraException(
            source
                + ": on Windows a webcam has a name; use webcam:NAME, as the device manager has"
                + " it");
      }
      url = "video=" + device;
    } else if (os.startsWith("Mac")) {
      demuxer = "avfoundation";
      url = device + ":none";
    } else {
      demuxer = "video4linux2";
      url = number ? "/dev/video" + device : device;
      if (!Files.exists(Path.of(url))) {
        throw new CameraException(
            source + ": there is no " + url + "; is it plugged in, and may this user read it?");
      }
    }
    return new Address(
        url,
        source.toString(),
        demuxer,
        "video4linux2,v4l2,avfoundation,dshow",
        "file",
        demuxer.equals("avfoundation") ? Map.of("framerate", "30") : Map.of(),
        DECODERS + ",rawvideo",
        true);
  }

  /** The protocol's own limit only backs up {@link Deadline}, which has the better message. */
  private static String micros(VideoOptions options) {
    return Long.toString(options.readTimeout().plusSeconds(1).toNanos() / 1000);
  }
}
