package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.demo.Deployment;
import dev.gatehouse.door.Door;
import dev.gatehouse.door.Doors;
import dev.gatehouse.kiosk.Kiosk;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.street.StreetCamera;
import dev.gatehouse.street.Streets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.info.BuildProperties;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this installation is. */
@RestController
@ConditionalOnWebApplication
class SiteController {
  private final Deployment deployment;
  private final Doors doors;
  private final Streets streets;
  private final Kiosks kiosks;
  private final String version;

  SiteController(
      Deployment deployment,
      Doors doors,
      Streets streets,
      Kiosks kiosks,
      ObjectProvider<BuildProperties> build) {
    this.deployment = deployment;
    this.doors = doors;
    this.streets = streets;
    this.kiosks = kiosks;
    BuildProperties properties = build.getIfAvailable();
    String known = properties == null ? null : properties.getVersion();
    this.version = known == null ? "development" : known;
  }

  record Place(String id, String name) {}

  record SiteView(String name, boolean demo, String version, List<Place> places) {}

  @GetMapping("/api/site")
  SiteView site(@AuthenticationPrincipal Caller caller) {
    return new SiteView(
        deployment.name(),
        deployment.demo(),
        version,
        places()
            .filter(place -> caller.member().isPresent() || caller.at(place.id()))
            .collect(
                Collectors.toMap(
                    Place::id, Function.identity(), (first, _) -> first, LinkedHashMap::new))
            .values()
            .stream()
            .toList());
  }

  /** Places for which a member can agree to something; several cameras may have one. */
  private Stream<Place> places() {
    return Stream.of(
            doors.all().stream().map(Door::settings).map(s -> new Place(s.place(), s.name())),
            streets.all().stream()
                .map(StreetCamera::settings)
                .map(s -> new Place(s.place(), s.name())),
            kiosks.all().stream().map(Kiosk::settings).map(s -> new Place(s.place(), s.name())))
        .flatMap(Function.identity());
  }
}
