package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with the certificate that the server makes for itself. */
class TlsTest {
  @TempDir Path data;

  @Test
  void a_certificate_is_made_once_and_works_for_localhost() throws Exception {
    String fingerprint;
    try (RunningServer server = RunningServer.start(data, "--gatehouse.tls.self-signed=true")) {
      var made = certificate();
      fingerprint = made.fingerprint();
      try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(made)).build()) {
        var answer =
            client.send(
                HttpRequest.newBuilder(
                        URI.create("https://localhost:" + server.port() + "/api/session"))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Strict-Transport-Security").orElseThrow())
            .startsWith("max-age=31536000");
        assertThat(answer.headers().allValues("Set-Cookie"))
            .isNotEmpty()
            .allSatisfy(cookie -> assertThat(cookie).contains("Secure"));
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      }
    }
    RunningServer.start(data, "--gatehouse.tls.self-signed=true").close();
    assertThat(certificate().fingerprint()).isEqualTo(fingerprint);
  }

  private SelfSignedCertificate certificate() {
    Path keys = data.resolve("keys");
    return new SelfSignedCertificate(keys.resolve("tls.crt"), keys.resolve("tls.key"));
  }

  private static SSLContext trusting(SelfSignedCertificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("gatehouse", certificate.read());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void it_is_renewed_before_it_ends_and_when_the_address_changes() throws Exception {
    Instant now = Instant.now();
    var first = in(Set.of("gate.example"), now);
    String fingerprint = first.fingerprint();
    assertThat(first.read().getSubjectAlternativeNames().toString())
        .contains("gate.example", "localhost", "127.0.0.1");
    assertThat(in(Set.of("gate.example"), now.plus(Duration.ofDays(300))).fingerprint())
        .isEqualTo(fingerprint);
    assertThat(in(Set.of("other.example"), now).fingerprint()).isNotEqualTo(fingerprint);
    fingerprint = first.fingerprint();
    assertThat(in(Set.of("other.example"), now.plus(Duration.ofDays(370))).fingerprint())
        .isNotEqualTo(fingerprint);
  }

  private SelfSignedCertificate in(Set<String> names, Instant now) {
    return SelfSignedCertificate.in(
        data.resolve("made"),
        names,
        SelfSignedCertificate.namesOfThisMachine(),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void nobody_else_on_the_machine_can_read_the_key() throws Exception {
    assumeTrue(data.getFileSystem().supportedFileAttributeViews().contains("posix"));
    var made = in(Set.of("localhost"), Instant.now());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.key())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("made"))))
        .isEqualTo("rwx------");
  }
}
