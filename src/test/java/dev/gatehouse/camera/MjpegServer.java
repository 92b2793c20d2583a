package dev.gatehouse.camera;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A network camera on loopback that sends MJPEG, and misbehaves as a test asks it to. */
final class MjpegServer implements AutoCloseable {
  final AtomicInteger requests = new AtomicInteger();
  volatile int millisBetweenFrames = 20;

  /** After this many frames of a connection, half a frame is sent and then nothing more. */
  volatile int stallAfter = Integer.MAX_VALUE;

  /** After this many frames of a connection, it is closed. */
  volatile int endAfter = Integer.MAX_VALUE;

  /** From this frame on, frames have twice the size. */
  volatile int growAfter = Integer.MAX_VALUE;

  /** Each frame with a number of which this is a divisor is damaged. */
  volatile int damageEvery = Integer.MAX_VALUE;

  volatile String password = "";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean closed;

  MjpegServer() throws IOException {
    this(0);
  }

  MjpegServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/video", this::stream);
    server.createContext("/nothing", MjpegServer::stall);
    server.createContext("/drip", this::drip);
    server.createContext(
        "/text",
        e -> answer(e, "text/html", "<html>Log in</html>".getBytes(StandardCharsets.UTF_8)));
    server.createContext(
        "/playlist.m3u8",
        e ->
            answer(
                e,
                "application/vnd.apple.mpegurl",
                "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/hostname\n"
                    .getBytes(StandardCharsets.UTF_8)));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  private void stream(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String wanted =
        "Basic " + Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
    if (!password.isEmpty()
        && !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"camera\"");
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
      return;
    }
    exchange
        .getResponseHeaders()
        .add("Content-Type", "multipart/x-mixed-replace; boundary=gatehouse");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; !closed && i < endAfter; i++) {
        byte[] jpeg = jpeg(i);
        if (i % damageEvery == damageEvery - 1) {
          java.util.Arrays.fill(jpeg, 2, jpeg.length, (byte) 7);
        }
        out.write(
            ("--gatehouse\r\nContent-Type: image/jpeg\r\nContent-Length: "
                    + jpeg.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        if (i >= stallAfter) {
          out.write(jpeg, 0, jpeg.length / 2);
          out.flush();
          stall(exchange);
          return;
        }
        out.write(jpeg);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        sleep(millisBetweenFrames);
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private byte[] jpeg(int i) {
    int scale = i >= growAfter ? 2 : 1;
    try (Image image = Footage.picture(160 * scale, 120 * scale, i)) {
      return ImageCodec.jpeg(image, 90);
    }
  }

  private static void stall(HttpExchange exchange) {
    sleep(60_000);
    exchange.close();
  }

  /** Begins like a camera, then sends a byte each 100 ms for ever. */
  private void drip(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace; boundary=a");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write("--a\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      while (!closed) {
        out.write(7);
        out.flush();
        sleep(100);
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    server.stop(0);
    threads.shutdownNow();
  }
}
