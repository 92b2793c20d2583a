package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Does over HTTP what the page does: keeps cookies, sends the CSRF token with writes. */
public final class Browser {
  private static final JsonMapper JSON = new JsonMapper();

  private final CookieManager cookies = new CookieManager();
  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String server;
  private boolean csrf = true;
  private Optional<String> token = Optional.empty();

  Browser(int port) {
    this.server = "http://127.0.0.1:" + port;
  }

  /** From now on requests carry an API token, and no cookie counts. */
  public Browser withToken(String token) {
    this.token = Optional.of(token);
    csrf = false;
    return this;
  }

  /** An answer with its body as JSON, where it is any. */
  public record Answer(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public JsonNode json() {
      return JSON.readTree(response.body());
    }

    /** The sentence of the problem details (RFC 9457) that this answer must be. */
    public String error() {
      assertThat(header("Content-Type").orElse("")).startsWith("application/problem+json");
      assertThat(json().path("status").asInt()).isEqualTo(status());
      assertThat(json().path("title").isString()).as(response.body()).isTrue();
      JsonNode detail = json().path("detail");
      assertThat(detail.isString()).as(response.body()).isTrue();
      return detail.asString();
    }

    /** The part of the request that is wrong. */
    public String field() {
      return json().path("field").asString();
    }

    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  /** From now on writes come without the token, as from another page. */
  Browser withoutCsrf() {
    csrf = false;
    return this;
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, Optional.empty(), BodyPublishers.noBody());
  }

  public Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, Optional.empty(), BodyPublishers.noBody());
  }

  public Answer post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, Optional.of("application/json"), BodyPublishers.ofString(json));
  }

  public Answer put(String path, String json) throws IOException, InterruptedException {
    return send("PUT", path, Optional.of("application/json"), BodyPublishers.ofString(json));
  }

  /** Asks for one type of content. */
  public Answer get(String path, String type) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path)).header("Accept", type).build();
    return new Answer(client.send(request, BodyHandlers.ofString()));
  }

  Answer send(String method, String path) throws IOException, InterruptedException {
    return send(method, path, Optional.empty(), BodyPublishers.noBody());
  }

  private Answer send(
      String method, String path, Optional<String> type, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path)).method(method, body);
    type.ifPresent(value -> request.header("Content-Type", value));
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    if (csrf && !method.equals("GET")) {
      if (cookie("XSRF-TOKEN").isEmpty()) {
        get("/api/session");
      }
      request.header("X-XSRF-TOKEN", cookie("XSRF-TOKEN").orElseThrow());
    }
    return new Answer(client.send(request.build(), BodyHandlers.ofString()));
  }

  public Answer logIn(String user, String password) throws IOException, InterruptedException {
    return post(
        "/api/session",
        JSON.writeValueAsString(
            JSON.createObjectNode().put("username", user).put("password", password)));
  }

  Optional<String> cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  void setCookie(String name, String value) {
    var cookie = new HttpCookie(name, value);
    cookie.setPath("/");
    cookie.setDomain("127.0.0.1");
    cookie.setVersion(0);
    cookies.getCookieStore().add(URI.create(server), cookie);
  }

  public Form form() {
    return new Form();
  }

  /** A form with files, as a page sends it. */
  public final class Form {
    private final String boundary = UUID.randomUUID().toString();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    public Form field(String name, String value) {
      part("name=\"" + name + "\"", value.getBytes(UTF_8));
      return this;
    }

    public Form file(String name, Path file) throws IOException {
      return file(name, file.getFileName().toString(), Files.readAllBytes(file));
    }

    public Form file(String name, String fileName, byte[] content) {
      part(
          "name=\""
              + name
              + "\"; filename=\""
              + fileName
              + "\"\r\nContent-Type: application/octet-stream",
          content);
      return this;
    }

    private void part(String header, byte[] content) {
      body.writeBytes(
          ("--" + boundary + "\r\nContent-Disposition: form-data; " + header + "\r\n\r\n")
              .getBytes(UTF_8));
      body.writeBytes(content);
      body.writeBytes("\r\n".getBytes(UTF_8));
    }

    public Answer post(String path) throws IOException, InterruptedException {
      body.writeBytes(("--" + boundary + "--\r\n").getBytes(UTF_8));
      return postCutOff(path);
    }

    /** Without the end. */
    Answer postCutOff(String path) throws IOException, InterruptedException {
      return send(
          "POST",
          path,
          Optional.of("multipart/form-data; boundary=" + boundary),
          BodyPublishers.ofByteArray(body.toByteArray()));
    }
  }
}
