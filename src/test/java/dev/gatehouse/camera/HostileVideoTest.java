package dev.gatehouse.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Videos that strangers could send: each is refused with a clear message, or read in part. */
@Timeout(120)
class HostileVideoTest {
  private static final VideoOptions OPTIONS =
      VideoOptions.defaults().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));

  @TempDir Path folder;
  private byte[] good;

  @BeforeEach
  void makeVideo() throws IOException {
    good = Files.readAllBytes(Footage.video(folder.resolve("good.mp4"), 160, 120, 30, 25));
  }

  /** How many frames it has, or -1 if it is refused. Anything but a CameraException fails. */
  private int frames(Path file) {
    try (VideoReader video = VideoReader.open(new Source.Files(file), OPTIONS)) {
      int frames = 0;
      for (; frames < 100 && video.next(); frames++) {
        video.frame().close();
      }
      return frames;
    } catch (CameraException e) {
      assertThat(e.getMessage())
          .startsWith(file.toString())
          .hasSizeBetween(file.toString().length() + 15, file.toString().length() + 300);
      return -1;
    }
  }

  private int frames(byte[] file) throws IOException {
    return frames(Files.write(folder.resolve("bad.mp4"), file));
  }

  @Test
  void aCutOffVideoIsRefusedOrReadUpToTheCut() throws IOException {
    assertThat(frames(good)).isEqualTo(30);
    int refused = 0;
    int partly = 0;
    for (int length = 0; length < good.length; length += length < 64 ? 1 : good.length / 150) {
      int frames = frames(java.util.Arrays.copyOf(good, length));
      assertThat(frames).isLessThanOrEqualTo(30);
      refused += frames < 0 ? 1 : 0;
      partly += frames > 0 ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(70);
    assertThat(partly).isGreaterThan(20);
  }

  @Test
  void whatIsNoVideoIsRefused() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("empty", new byte[0]);
    files.put("text", "This is not a video.\n".repeat(100).getBytes(StandardCharsets.UTF_8));
    files.put("html", "<html><body>404</body></html>".getBytes(StandardCharsets.UTF_8));
    files.put("zeros", new byte[100_000]);
    Random random = new Random(1);
    byte[] noise = new byte[100_000];
    random.nextBytes(noise);
    files.put("noise", noise);
    byte[] headed = noise.clone();
    System.arraycopy(good, 0, headed, 0, 32);
    files.put("noise behind the header of an MP4", headed);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertThat(frames(file.getValue())).as(file.getKey()).isEqualTo(-1);
    }
    assertThat(frames(folder)).isEqualTo(-1);
    assertThat(frames(folder.resolve("missing.mp4"))).isEqualTo(-1);
    if (Files.exists(Path.of("/dev/zero"))) {
      assertThat(frames(Path.of("/dev/zero"))).isEqualTo(-1);
    }
  }

  @Test
  void flippedBitsNeverCrash() throws IOException {
    Random random = new Random(42);
    int refused = 0;
    int read = 0;
    for (int round = 0; round < 400; round++) {
      byte[] bad = good.clone();
      int flips = 1 + random.nextInt(round % 2 == 0 ? 3 : 200);
      // Every fourth is damaged in its index alone, where sizes and offsets are.
      int limit = round % 4 == 0 ? Math.min(good.length, 1500) : good.length;
      for (int i = 0; i < flips; i++) {
        bad[random.nextInt(limit)] ^= (byte) (1 << random.nextInt(8));
      }
      if (frames(bad) < 0) {
        refused++;
      } else {
        read++;
      }
    }
    assertThat(refused).isGreaterThan(10);
    assertThat(read).isGreaterThan(10);
  }

  @Test
  void hugeDimensionsAreRefusedByTheirHeader() throws IOException {
    for (int[] size : new int[][] {{20_000, 20_000}, {65_535, 65_535}, {1, 65_535}}) {
      // MJPEG, so that the size comes from the container until the first frame is decoded.
      byte[] avi = avi(size[0], size[1]);
      Path file = Files.write(folder.resolve("huge.avi"), avi);
      assertThatThrownBy(() -> VideoReader.open(new Source.Files(file), OPTIONS).close())
          .isInstanceOf(CameraException.class)
          .hasMessageContaining("huge.avi")
          .hasMessageContaining(size[0] + "x" + size[1]);
    }
  }

  @Test
  void framesThatAreLargerThanTheirContainerSaysAreRefused() throws IOException {
    byte[] mp4 = good.clone();
    int avcc = Footage.find(mp4, "avcC"); // holds the parameter set with the size of the picture
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] bad = mp4.clone();
      for (int j = 0; j < 4; j++) {
        bad[avcc + 13 + random.nextInt(12)] = (byte) random.nextInt();
      }
      assertThat(frames(bad)).isLessThanOrEqualTo(30);
    }
  }

  /** A video may not make us read other files or reach other hosts. */
  @Test
  void playlistsAndReferencesAreNotFollowed() throws Exception {
    Path secret = folder.resolve("good.mp4");
    AtomicInteger visitors = new AtomicInteger();
    try (ServerSocket trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!trap.isClosed()) {
                  try {
                    trap.accept().close();
                    visitors.incrementAndGet();
                  } catch (IOException e) {
                    return;
                  }
                }
              });
      String url = "http://127.0.0.1:" + trap.getLocalPort() + "/x.ts";
      Map<String, String> attacks = new LinkedHashMap<>();
      attacks.put("hls to a file", hls("file://" + secret));
      attacks.put("hls to a neighbour", hls("good.mp4"));
      attacks.put("hls to a host", hls(url));
      attacks.put("hls by concat", hls("concat:" + url + "|file:" + secret));
      attacks.put("concat script", "ffconcat version 1.0\nfile good.mp4\n");
      attacks.put("concat of a host", "ffconcat version 1.0\nfile '" + url + "'\n");
      attacks.put(
          "sdp",
          "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
              + "m=video "
              + trap.getLocalPort()
              + " RTP/AVP 96\na=rtpmap:96 H264/90000\n");
      attacks.put("asx", "<asx version=\"3.0\"><entry><ref href=\"" + url + "\"/></entry></asx>");
      attacks.put(
          "dash",
          "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">"
              + "<Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\"><BaseURL>"
              + url
              + "</BaseURL></Representation></AdaptationSet></Period></MPD>");
      attacks.put("real time text", "rtsptext\n" + url);
      for (Map.Entry<String, String> attack : attacks.entrySet()) {
        for (String name : new String[] {"a.mp4", "a.m3u8", "a.txt", "a.sdp", "a.mpd", "a.ts"}) {
          Path file = Files.writeString(folder.resolve(name), attack.getValue());
          assertThat(frames(file)).as(attack.getKey()).isEqualTo(-1);
        }
      }
      // A MOV may name another file as the place of its data ("dref").
      byte[] mov = good.clone();
      int at = Footage.find(mov, "url ");
      assertThat(at).isPositive();
      ByteBuffer.wrap(mov).put(at, "alis".getBytes(StandardCharsets.US_ASCII)).putInt(at + 4, 0);
      frames(mov);
      assertThat(visitors).hasValue(0);
    }
  }

  @Test
  void aPlaylistFromAWebServerCannotNameFilesOfOurs() throws Exception {
    try (MjpegServer server = new MjpegServer()) {
      for (String path : new String[] {"/playlist.m3u8", "/text"}) {
        assertThatThrownBy(() -> VideoReader.open(Source.parse(server.url(path)), OPTIONS).close())
            .isInstanceOf(CameraException.class)
            .hasMessageContaining("127.0.0.1");
      }
    }
  }

  private static String hls(String segment) {
    return "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n" + segment + "\n#EXT-X-ENDLIST\n";
  }

  /** An AVI whose headers claim a size, with one frame that is no JPEG. */
  private static byte[] avi(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(2000).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    text(file, "RIFF").putInt(1900);
    text(file, "AVI LIST").putInt(4 + 64 + 12 + 64 + 48);
    text(file, "hdrlavih").putInt(56).putInt(40_000).putInt(0).putInt(0).putInt(0x10);
    file.putInt(1).putInt(0).putInt(1).putInt(0).putInt(width).putInt(height);
    file.putInt(0).putInt(0).putInt(0).putInt(0);
    text(file, "LIST").putInt(4 + 64 + 48);
    text(file, "strlstrh").putInt(56);
    text(file, "vidsMJPG").putInt(0).putInt(0).putInt(0).putInt(1).putInt(25).putInt(0).putInt(1);
    file.putInt(0).putInt(-1).putInt(0).putLong(0);
    text(file, "strf").putInt(40).putInt(40).putInt(width).putInt(height);
    file.putShort((short) 1).putShort((short) 24);
    text(file, "MJPG").putInt(0).putInt(0).putInt(0).putInt(0).putInt(0);
    text(file, "LIST").putInt(4 + 8 + 200);
    text(file, "movi00dc").putInt(200).put(new byte[200]);
    return java.util.Arrays.copyOf(file.array(), file.position());
  }

  private static ByteBuffer text(ByteBuffer to, String text) {
    return to.put(text.getBytes(StandardCharsets.US_ASCII));
  }
}
