package dev.gatehouse.demo;

import dev.gatehouse.camera.Source;
import dev.gatehouse.door.DoorPolicy;
import dev.gatehouse.door.DoorSettings;
import dev.gatehouse.door.Doors;
import dev.gatehouse.door.SimulatedDoor;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.kiosk.KioskSettings;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Members;
import dev.gatehouse.merchandise.Merchandise;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.Streets;
import dev.gatehouse.trail.Trails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * What a new installation shows before it has a camera: a door at which recorded footage plays, a
 * man who enrolled from another film, and a man who did not; and a street camera.
 *
 * <p>The films are unpacked into a temporary folder, never into the data folder, which holds
 * nothing of people who did not enrol; the folder is deleted when the program stops.
 */
final class DemoSite implements AutoCloseable {
  static final String MEMBER = "Demo Member";
  static final String DOOR = "demo-door";
  static final String STREET = "demo-street";
  static final String KIOSK = "demo-kiosk";
  private static final String SHOWROOM = "showroom";

  private static final Logger log = LoggerFactory.getLogger(DemoSite.class);

  private final Deployment deployment;
  private final Members members;
  private final Doors doors;
  private final Streets streets;
  private final Kiosks kiosks;
  private final Merchandise merchandise;
  private final Sites sites;
  private final Trails trails;
  private Optional<Path> films = Optional.empty();

  DemoSite(
      Deployment deployment,
      Members members,
      Doors doors,
      Streets streets,
      Kiosks kiosks,
      Merchandise merchandise,
      Sites sites,
      Trails trails) {
    this.deployment = deployment;
    this.members = members;
    this.doors = doors;
    this.streets = streets;
    this.kiosks = kiosks;
    this.merchandise = merchandise;
    this.sites = sites;
    this.trails = trails;
  }

  @EventListener(ApplicationReadyEvent.class)
  void start() throws IOException {
    if (!deployment.demo()) {
      return;
    }
    Path folder = Files.createTempDirectory("gatehouse-demo");
    films = Optional.of(folder);
    ModelManifest manifest = ModelManifest.bundled();
    if (members.list().stream().noneMatch(m -> m.name().equals(MEMBER))) {
      enrol(unpack(manifest, folder, "demo-enrolment"));
    }
    Path member = unpack(manifest, folder, "demo-member");
    Path stranger = unpack(manifest, folder, "demo-stranger");
    trails.recogniseAt(DOOR);
    doors.add(
        new DoorSettings(
            DOOR,
            "Demo door",
            "entrance",
            new Source.Files(List.of(member, stranger), true, true),
            DoorPolicy.defaults()),
        List.of(new SimulatedDoor()));
    DemoGoods.load(merchandise);
    kiosks.add(
        new KioskSettings(
            KIOSK,
            "Demo showroom",
            SHOWROOM,
            Optional.of(new Source.Files(List.of(member, stranger), true, true)),
            true));
    // The door comes first: loading the street's networks takes a second or two.
    DemoStreet.Film street = DemoStreet.film(manifest, folder);
    DemoPlan.draw(sites, street.square());
    street(street);
    log.info("The demo site runs: open the page and log in to watch its door");
  }

  private void street(DemoStreet.Film film) {
    streets.add(
        StreetSettings.of(
            STREET, "Demo street", "street", new Source.Files(List.of(film.file()), true, true)),
        film.layout());
  }

  private void enrol(Path film) {
    Consent consent = consent(Purpose.DOOR, "entrance");
    switch (members.enrol(MEMBER, consent, List.of(Material.of(film)))) {
      case Enrolment.Enrolled enrolled -> {
        members.agree(enrolled.member().id(), consent(Purpose.KIOSK, SHOWROOM));
        members.agree(enrolled.member().id(), consent(Purpose.TRAIL, "entrance"));
        log.info("The demo enrolled {}", MEMBER);
      }
      case Enrolment.Refused refused ->
          log.error("The demo could not enrol its member: {}", refused.reason());
    }
  }

  private Consent consent(Purpose purpose, String place) {
    return new Consent(
        true,
        purpose,
        Set.of(place),
        Optional.empty(),
        Optional.empty(),
        members.notices().current(purpose).getFirst().version(),
        "demo",
        "demo");
  }

  private static Path unpack(ModelManifest manifest, Path folder, String id) throws IOException {
    return Files.write(folder.resolve(id + ".mp4"), manifest.load(id));
  }

  @Override
  public void close() throws IOException {
    doors.close();
    kiosks.close();
    streets.close();
    if (films.isPresent()) {
      try (var files = Files.list(films.get())) {
        for (Path film : files.toList()) {
          Files.deleteIfExists(film);
        }
      }
      Files.deleteIfExists(films.get());
    }
  }
}
