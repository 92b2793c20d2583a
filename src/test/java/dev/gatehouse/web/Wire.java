package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends HTTP as it is, also what no browser would, over a connection that stays open as long as the
 * server keeps it; and holds what is true of every answer.
 */
final class Wire implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PATIENCE = 50_000; // milliseconds

  private final int port;
  private Socket socket = new Socket();
  private InputStream in = InputStream.nullInputStream();

  Wire(int port) {
    this.port = port;
  }

  /**
   * @param type the content type, "" if there is none
   */
  record Answer(int status, String type, String body) {
    JsonNode json() {
      return JSON.readTree(body);
    }
  }

  /**
   * Sends a request.
   *
   * @param head lines of the head after the first, without line breaks in them
   */
  Answer send(String method, String target, Map<String, String> head, byte[] body)
      throws IOException {
    var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    head.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    text.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    byte[] first = text.toString().getBytes(ISO_8859_1);
    byte[] all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    Answer answer = send(all);
    check(answer, text + new String(body, UTF_8));
    return answer;
  }

  private Answer send(byte[] request) throws IOException {
    boolean reused = socket.isConnected() && !socket.isClosed();
    try {
      return exchange(request);
    } catch (IOException e) {
      close();
      if (!reused) {
        throw e;
      }
      return exchange(request); // the server had closed it meanwhile
    }
  }

  private Answer exchange(byte[] request) throws IOException {
    if (!socket.isConnected() || socket.isClosed()) {
      // Jazzer reports every other connection that the server can be made to open.
      try (var _ = BugDetectors.allowNetworkConnections((_, to) -> to == port)) {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE);
      in = new BufferedInputStream(socket.getInputStream());
    }
    try {
      socket.getOutputStream().write(request);
    } catch (IOException e) {
      // It may have answered and closed without reading all.
    }
    String first = line();
    assertThat(first).startsWith("HTTP/1.1 ");
    Map<String, String> head = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      head.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(first.substring(9, 12));
    byte[] body = body(status, head);
    if ("close".equals(head.get("connection"))) {
      close();
    }
    return new Answer(status, head.getOrDefault("content-type", ""), new String(body, UTF_8));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("The server closed the connection");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private byte[] body(int status, Map<String, String> head) throws IOException {
    if ("chunked".equals(head.get("transfer-encoding"))) {
      var all = new java.io.ByteArrayOutputStream();
      for (int size = chunk(); size > 0; size = chunk()) {
        all.writeBytes(in.readNBytes(size));
        line();
      }
      line();
      return all.toByteArray();
    }
    String length = head.get("content-length");
    if (length != null) {
      return in.readNBytes(Integer.parseInt(length));
    }
    return status == 204 || status == 304 ? new byte[0] : in.readAllBytes();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  /**
   * An answer is never a failure of the server, and tells nothing of how it is made; a refusal is a
   * problem in the form of RFC 9457.
   */
  private static void check(Answer answer, String request) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 499);
    if (answer.status() < 400) {
      return;
    }
    for (String inside :
        new String[] {
          "Exception", "dev.gatehouse", "java.", "jakarta.", "springframework", "SQL"
        }) {
      if (!request.contains(inside)) {
        assertThat(answer.body()).doesNotContain(inside);
      }
    }
    if (answer.type().startsWith("text/html")) {
      assertThat(answer.status()).isEqualTo(400); // Tomcat's own, of what is no HTTP
      return;
    }
    assertThat(answer.type()).as("%s", answer).startsWith("application/problem+json");
    try {
      JsonNode problem = answer.json();
      assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
      assertThat(problem.path("detail").isString()).as(answer.body()).isTrue();
    } catch (JacksonException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
