package dev.gatehouse.camera;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * A network camera on loopback: RTSP (RFC 2326) with H.264 in RTP (RFC 6184), interleaved on the
 * same TCP connection. It plays an MP4 file over and over at 25 frames a second, and misbehaves as
 * a test asks it to.
 */
final class RtspServer implements AutoCloseable {
  final AtomicInteger plays = new AtomicInteger();

  /** After this many frames of a connection, half a frame is sent and then nothing more. */
  volatile int stallAfter = Integer.MAX_VALUE;

  /** Accepts connections and never answers. */
  volatile boolean silent;

  /** What the client must give as user:password, in Basic authentication; empty for all. */
  volatile String password = "";

  private final ServerSocket server;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final List<byte[]> frames = new ArrayList<>(); // each: NAL units with a 4-byte length
  private final byte[] sps;
  private final byte[] pps;

  RtspServer(Path h264) throws IOException {
    this(h264, 0);
  }

  RtspServer(Path h264, int port) throws IOException {
    AVFormatContext context = new AVFormatContext(null);
    if (avformat_open_input(context, h264.toString(), (AVInputFormat) null, (AVDictionary) null)
        < 0) {
      throw new IOException("Cannot open " + h264);
    }
    byte[] avcc = new byte[context.streams(0).codecpar().extradata_size()];
    context.streams(0).codecpar().extradata().get(avcc);
    int spsLength = ByteBuffer.wrap(avcc).getShort(6);
    sps = Arrays.copyOfRange(avcc, 8, 8 + spsLength);
    pps = Arrays.copyOfRange(avcc, 11 + spsLength, avcc.length);
    AVPacket packet = av_packet_alloc();
    while (av_read_frame(context, packet) >= 0) {
      byte[] data = new byte[packet.size()];
      packet.data().get(data);
      frames.add(data);
      av_packet_unref(packet);
    }
    av_packet_free(packet);
    avformat_close_input(context);
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  String url() {
    return "rtsp://127.0.0.1:" + port() + "/stream";
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = client.getOutputStream();
      String line;
      while ((line = in.readLine()) != null) {
        String method = line.split(" ", 2)[0];
        String sequence = "1";
        String authorization = "";
        while ((line = in.readLine()) != null && !line.isEmpty()) {
          String[] header = line.split(": *", 2);
          switch (header[0].toLowerCase(Locale.ROOT)) {
            case "cseq" -> sequence = header[1];
            case "authorization" -> authorization = header[1];
            default -> {}
          }
        }
        if (silent) {
          continue;
        }
        String wanted =
            "Basic "
                + Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        if (!password.isEmpty() && !authorization.equals(wanted)) {
          reply(out, "401 Unauthorized", sequence, "WWW-Authenticate: Basic realm=\"x\"\r\n", "");
          continue;
        }
        switch (method) {
          case "OPTIONS" ->
              reply(out, "200 OK", sequence, "Public: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n", "");
          case "DESCRIBE" ->
              reply(out, "200 OK", sequence, "Content-Type: application/sdp\r\n", description());
          case "SETUP" ->
              reply(
                  out,
                  "200 OK",
                  sequence,
                  "Session: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n",
                  "");
          case "PLAY" -> {
            reply(out, "200 OK", sequence, "Session: 1\r\n", "");
            plays.incrementAndGet();
            Thread.ofVirtual().start(() -> play(client, out));
          }
          case "TEARDOWN" -> {
            return;
          }
          default -> reply(out, "200 OK", sequence, "Session: 1\r\n", "");
        }
      }
    } catch (IOException e) {
      // The client went away.
    } finally {
      clients.remove(client);
    }
  }

  private String description() {
    Base64.Encoder base64 = Base64.getEncoder();
    return """
    v=0
    o=- 1 1 IN IP4 127.0.0.1
    s=test
    t=0 0
    m=video 0 RTP/AVP 96
    a=rtpmap:96 H264/90000
    a=fmtp:96 packetization-mode=1;sprop-parameter-sets=%s,%s
    a=control:track1
    """
        .formatted(base64.encodeToString(sps), base64.encodeToString(pps))
        .replace("\n", "\r\n");
  }

  private static void reply(
      OutputStream out, String status, String sequence, String headers, String body)
      throws IOException {
    String text =
        "RTSP/1.0 "
            + status
            + "\r\nCSeq: "
            + sequence
            + "\r\n"
            + headers
            + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
            + "\r\n"
            + body;
    synchronized (out) {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
  }

  private void play(Socket client, OutputStream out) {
    try {
      int sequence = 0;
      for (int i = 0; !client.isClosed(); i++) {
        ByteBuffer frame = ByteBuffer.wrap(frames.get(i % frames.size()));
        while (frame.remaining() > 4) {
          byte[] nal = new byte[frame.getInt()];
          frame.get(nal);
          byte[] packet = new byte[16 + nal.length];
          ByteBuffer.wrap(packet)
              .put((byte) '$')
              .put((byte) 0)
              .putShort((short) (12 + nal.length))
              .put((byte) 0x80)
              .put((byte) (frame.remaining() > 4 ? 96 : 0x80 | 96)) // marker: end of the frame
              .putShort((short) sequence++)
              .putInt(i * 3600)
              .putInt(0x47415445)
              .put(nal);
          synchronized (out) {
            if (i >= stallAfter) {
              out.write(packet, 0, packet.length / 2);
              out.flush();
              return;
            }
            out.write(packet);
            out.flush();
          }
        }
        Thread.sleep(40);
      }
    } catch (IOException | InterruptedException e) {
      // The client went away.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
