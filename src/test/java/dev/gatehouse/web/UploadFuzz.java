package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forms with files, as bytes, sent to the whole running server by somebody who may do everything:
 * no form is a failure, nobody is enrolled without a face, and nothing stays in the folder of
 * uploads. The first byte says to which path.
 */
class UploadFuzz {
  private static final String BOUNDARY = "x";
  private static final List<String> PATHS =
      List.of(
          "/api/members",
          "/api/cards",
          "/api/verify/photos",
          "/api/verify/card",
          "/api/verify/members/" + new UUID(7, 7),
          "/api/verify/challenges/" + new UUID(7, 7) + "/frames");

  @TempDir static Path data;
  private static RunningServer server;
  private static Wire wire;
  private static Map<String, String> head = Map.of();
  private static String version = "";

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(data);
    wire = new Wire(server.port());
    Browser browser = server.administrator();
    version = browser.get("/api/notice?purpose=DOOR").json().path("version").asString();
    head = new TreeMap<>(ApiFuzz.cookies(browser));
    head.put("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
  }

  @AfterAll
  static void stop() throws IOException {
    wire.close();
    server.close();
  }

  static Stream<byte[]> forms() {
    String picture = new String(picture(), ISO_8859_1);
    String asked = field("name", "Ada") + field("purpose", "DOOR") + field("places", "front");
    String times = field("from", "2026-01-01T00:00:00Z") + field("until", "2099-01-01T00:00:00Z");
    String agreed = field("noticeVersion", version) + field("consent", "true");
    return Stream.of(
        form(0, asked + agreed + file("photos", "a.png", picture)),
        form(0, asked + agreed + file("photos", "a.mp4", "\0\0\0\20ftypisom")),
        form(1, field("purposes", "DOOR") + times + agreed + file("photos", "../a", picture)),
        form(2, file("first", "a", picture) + file("second", "b", picture) + field("fmr", "1e-3")),
        form(3, file("photo", "a", picture) + file("card", "c", "GHC\1") + field("place", "front")),
        form(4, file("photo", "a", picture) + field("place", "front")),
        form(4, field("challenge", new UUID(7, 7).toString()) + field("place", "front")),
        form(5, file("frames", "a", picture) + file("frames", "b", picture)));
  }

  private static byte[] picture() {
    try (Image image = Image.allocate(8, 8)) {
      image.pixels().fill((byte) 90);
      return ImageCodec.png(image);
    }
  }

  private static String field(String name, String value) {
    return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }

  private static String file(String name, String fileName, String content) {
    return "--x\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"; filename=\""
        + fileName
        + "\"\r\nContent-Type: image/png\r\n\r\n"
        + content
        + "\r\n";
  }

  private static byte[] form(int path, String parts) {
    byte[] all = (" " + parts + "--x--\r\n").getBytes(ISO_8859_1);
    all[0] = (byte) path;
    return all;
  }

  @MethodSource("forms")
  @FuzzTest
  void answer(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    String path = PATHS.get(Byte.toUnsignedInt(input[0]) % PATHS.size());
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    Wire.Answer answer = wire.send("POST", path, head, body);
    assertThat(answer.status())
        .as("%s for %s", answer, new String(body, UTF_8))
        .isNotIn(200, 201, 401, 403);
    for (int i = 0; !isEmpty(data.resolve("uploads")); i++) { // it may answer before it cleans up
      assertThat(i).as("uploads are left").isLessThan(200);
      Thread.sleep(50);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
