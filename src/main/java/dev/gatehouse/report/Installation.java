package dev.gatehouse.report;

import dev.gatehouse.demo.Deployment;
import dev.gatehouse.door.DoorProperties;
import dev.gatehouse.kiosk.KioskProperties;
import dev.gatehouse.street.StreetProperties;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.core.env.Environment;

/**
 * What the configuration says of this installation.
 *
 * @param database for people
 * @param address that the server listens on
 * @param local whether only this machine reaches it
 * @param tls whether connections to it are encrypted by itself
 * @param keysMirrored whether the members' keys are kept on a second disk too
 * @param signOn host of the OIDC server where staff log in
 */
record Installation(
    Deployment deployment,
    List<DoorProperties.Entry> doors,
    List<StreetProperties.Entry> streets,
    List<KioskProperties.Entry> kiosks,
    String database,
    String address,
    boolean local,
    boolean tls,
    boolean keysMirrored,
    Optional<String> signOn) {

  static Installation of(
      Deployment deployment,
      DoorProperties doors,
      StreetProperties streets,
      KioskProperties kiosks,
      Environment environment) {
    String url = environment.getProperty("spring.datasource.url", "");
    String address = environment.getProperty("server.address", "");
    return new Installation(
        deployment,
        List.copyOf(doors.doors()),
        List.copyOf(streets.streets()),
        List.copyOf(kiosks.kiosks()),
        url.startsWith("jdbc:postgresql:") ? "PostgreSQL" : "H2, in a file of the data folder",
        address.isEmpty() ? "all of this machine's addresses" : address,
        List.of("127.0.0.1", "localhost", "::1").contains(address),
        environment.containsProperty("server.ssl.certificate")
            || environment.containsProperty("server.ssl.key-store")
            || environment.containsProperty("server.ssl.bundle")
            || environment.getProperty("gatehouse.tls.self-signed", Boolean.class, false),
        !environment.getProperty("gatehouse.keys-mirror", "").isBlank(),
        Optional.ofNullable(environment.getProperty("gatehouse.oidc.issuer"))
            .map(issuer -> URI.create(issuer).getHost()));
  }
}
