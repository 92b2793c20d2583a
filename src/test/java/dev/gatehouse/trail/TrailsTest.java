package dev.gatehouse.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.camera.Source;
import dev.gatehouse.door.DemoMember;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Point;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.member.DatabaseKind;
import dev.gatehouse.member.EnrolmentSecrets;
import dev.gatehouse.member.TestDatabase;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.StreetFrame;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.TrackView;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's films as those of a street camera, through faces, search and votes to visits. */
@SuppressWarnings("NullAway.Init") // set up before each test
class TrailsTest {
  private static final StreetSettings CAMERA =
      StreetSettings.of("hall", "Hall", "hall", new Source.Files(Path.of("none.mp4")));

  private static FaceModels models;
  private static List<Embedding> enrolled;

  @TempDir Path folder;
  private final UUID member = UUID.randomUUID();
  private final Gallery gallery = new Gallery();
  private VisitStore store;
  private Trails trails;

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 2);
    enrolled = DemoMember.embeddings(models);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @BeforeEach
  void start() {
    TestDatabase database = DatabaseKind.H2.open(folder);
    var sites = new Sites(database.client(), database.transaction(), Clock.systemUTC());
    sites.put(new Site("campus", "Campus"));
    sites.put(
        new Area(
            "floor",
            "campus",
            Optional.empty(),
            "Floor",
            0,
            50,
            10,
            Optional.empty(),
            List.of(),
            List.of()));
    sites.put(
        new Placement(
            "hall",
            new Position("floor", new Point(7, 3)),
            0,
            90,
            10,
            Optional.empty(),
            Duration.ZERO));
    store =
        new VisitStore(database.client(), EnrolmentSecrets.seal(folder.resolve("keys"), member));
    gallery.add(Template.enrol(grant(Purpose.DOOR, Set.of()), enrolled));
    trails =
        new Trails(
            Set.of("hall"),
            TrailPolicy.defaults(),
            gallery,
            models,
            sites,
            store,
            Clock.systemUTC());
    trails.start();
  }

  @AfterEach
  void stop() {
    trails.close();
    gallery.close();
  }

  private Grant grant(Purpose purpose, Set<String> places) {
    return new Grant(
        UUID.randomUUID(),
        member,
        purpose,
        places,
        Instant.now().minusSeconds(3600),
        Optional.empty());
  }

  /** Some seconds of a film, as fast as the faces are looked at; the visits that came of it. */
  private List<Visit> play(Path film, long track) {
    DemoMember.play(
        film,
        0,
        8,
        5,
        (frame, _) -> {
          var whole = new Box(0, 0, frame.image().width(), frame.image().height());
          trails.follow(
              new StreetFrame(
                  CAMERA,
                  frame.image(),
                  Instant.now(),
                  List.of(
                      new TrackView(
                          track,
                          whole,
                          ObjectClass.PERSON,
                          0.9,
                          true,
                          List.of(),
                          OptionalDouble.empty(),
                          new Description.Other()))));
          pause();
          return true;
        });
    trails.flush();
    return store.between(member, Instant.now().minusSeconds(600), Instant.now().plusSeconds(1));
  }

  private static void pause() {
    try {
      Thread.sleep(120);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_member_who_agreed_is_seen_and_nobody_else() {
    gallery.putGrants(member, List.of(grant(Purpose.TRAIL, Set.of("hall"))));
    assertThat(play(DemoMember.STRANGER, 1)).isEmpty();
    assertThat(trails.health().looked()).isPositive();
    List<Visit> visits = play(DemoMember.FILM, 2);
    assertThat(visits)
        .singleElement()
        .satisfies(
            visit -> {
              assertThat(visit.camera()).isEqualTo("hall");
              assertThat(visit.score()).isGreaterThan(0.49f);
              assertThat(visit.position().orElseThrow().metres()).isEqualTo(new Point(7, 3));
              assertThat(visit.length()).isPositive(); // followed after it was recognised
            });
    assertThat(trails.forget(member)).isEqualTo(1);
  }

  @Test
  void without_a_grant_for_that_purpose_and_place_nothing_is_written() {
    gallery.putGrants(
        member, List.of(grant(Purpose.DOOR, Set.of()), grant(Purpose.TRAIL, Set.of("yard"))));
    assertThat(play(DemoMember.FILM, 1)).isEmpty();
    assertThat(store.count(member)).isZero();
  }
}
