package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.demo.Deployment;
import dev.gatehouse.door.Door;
import dev.gatehouse.door.Doors;
import java.util.List;
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
  private final String version;

  SiteController(Deployment deployment, Doors doors, ObjectProvider<BuildProperties> build) {
    this.deployment = deployment;
    this.doors = doors;
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
        doors.all().stream()
            .map(Door::settings)
            .filter(s -> caller.member().isPresent() || caller.at(s.place()))
            .map(s -> new Place(s.place(), s.name()))
            .distinct()
            .toList());
  }
}
