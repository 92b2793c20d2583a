package dev.gatehouse.door;

import static dev.gatehouse.door.DemoMember.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.card.TestCards;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.FramePool;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.liveness.PresentationAttackModels;
import dev.gatehouse.member.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A holder shows a card and then a face to the door's camera. Nobody is enrolled. */
@SuppressWarnings("NullAway.Init") // set up before each test
class CardAtDoorTest {
  private static final String PLACE = "entrance";

  private static FaceModels models;
  private static PresentationAttackModels attackModels;
  private static List<Embedding> holder;

  @TempDir Path data;
  private final FramePool pool = new FramePool(2);
  private final Gallery gallery = new Gallery();
  private final List<Decision> decisions = new ArrayList<>();
  private JdbcClient database;
  private TestCards.Site site;
  private DoorAnalysis analysis;
  private double now = 500;

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 2);
    attackModels = PresentationAttackModels.load(ModelManifest.bundled(), 1);
    holder = DemoMember.embeddings(models);
  }

  @AfterAll
  static void close() {
    models.close();
    attackModels.close();
  }

  @BeforeEach
  void site() {
    database = TestDatabase.h2(data).client();
    site(PLACE);
    door(DoorPolicy.defaults());
  }

  private void site(String place) {
    site = TestCards.site(data, database, models.embedder().fingerprint(), holder, place, NOW);
  }

  private void door(DoorPolicy policy) {
    analysis =
        new DoorAnalysis(
            "front",
            PLACE,
            policy,
            LivenessCheck.of(policy.liveness(), attackModels),
            gallery,
            models,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Optional.of(site.cards()));
  }

  @AfterEach
  void stop() {
    analysis.close();
    site.cards().close();
    gallery.close();
    pool.close();
  }

  private void process(Frame frame) {
    decisions.addAll(analysis.process(frame, now).decisions());
  }

  private void play(Path film, double to) {
    double start = now;
    DemoMember.play(
        film,
        0,
        to,
        2,
        (frame, second) -> {
          now = start + second;
          process(frame);
          return true;
        });
    now += 0.08;
  }

  private void showCard() {
    try (Image code = ImageCodec.decode(site.png())) {
      for (int i = 0; i < 5; i++) {
        now += 0.1;
        try (Frame frame = pool.frame(code.copy(), "front", i, NOW)) {
          process(frame);
        }
      }
    }
  }

  private List<Decision> openings() {
    return decisions.stream().filter(d -> d.outcome() == Outcome.OPEN).toList();
  }

  @Test
  void the_door_opens_for_the_holder_of_a_card_who_is_not_enrolled() {
    showCard();
    play(DemoMember.FILM, 5);
    assertThat(openings()).hasSize(1);
    Decision opening = openings().getFirst();
    assertThat(opening.card()).contains(site.id());
    assertThat(opening.member()).isEmpty();
    assertThat(opening.reason()).isEqualTo("holder of the card and live");
    assertThat(opening.score().orElseThrow()).isGreaterThan(0.42);

    var log = new DecisionLog(database);
    var written = log.write(opening);
    assertThat(log.latest(1, Optional.empty()))
        .extracting(e -> e.decision().card())
        .containsExactly(Optional.of(site.id()));
    assertThat(written.decision().member()).isEmpty();
  }

  @Test
  void without_the_card_the_same_face_is_refused() {
    play(DemoMember.FILM, 5);
    assertThat(openings()).isEmpty();
    assertThat(decisions)
        .extracting(Decision::reason)
        .contains("not recognised; another way in is needed");
  }

  @Test
  void somebody_else_with_the_card_is_refused() {
    showCard();
    play(DemoMember.STRANGER, 5);
    assertThat(openings()).isEmpty();
    assertThat(decisions)
        .extracting(Decision::reason)
        .contains("the face is not that of the card's holder; another way in is needed");
    assertThat(decisions).allMatch(d -> d.card().isEmpty());
  }

  @Test
  void whoever_was_refused_may_try_again_with_the_card() {
    play(DemoMember.FILM, 3);
    assertThat(decisions).extracting(Decision::outcome).contains(Outcome.REFUSED);
    showCard();
    play(DemoMember.FILM, 5);
    assertThat(openings()).hasSize(1);
  }

  @Test
  void a_revoked_card_opens_nothing() {
    site.cards().revoke(site.id());
    showCard();
    play(DemoMember.FILM, 5);
    assertThat(openings()).isEmpty();
    assertThat(decisions)
        .extracting(Decision::reason)
        .contains("the card was revoked; another way in is needed");
  }

  @Test
  void a_card_that_is_revoked_after_it_was_shown_opens_nothing() {
    showCard();
    site.cards().revoke(site.id());
    play(DemoMember.FILM, 5);
    assertThat(openings()).isEmpty();
  }

  @Test
  void a_card_is_forgotten_some_seconds_after_it_was_shown() {
    showCard();
    now += 7;
    play(DemoMember.FILM, 5);
    assertThat(openings()).isEmpty();
  }

  @Test
  void a_door_without_cards_looks_for_none() {
    analysis.close();
    DoorPolicy p = DoorPolicy.defaults();
    door(
        new DoorPolicy(
            p.threshold(),
            p.framesNeeded(),
            p.window(),
            p.framesToRefuse(),
            p.qualityNeeded(),
            p.smallestFace(),
            p.cooldown(),
            p.openFor(),
            p.liveness(),
            p.livenessPatience(),
            p.patience(),
            false));
    showCard();
    play(DemoMember.FILM, 5);
    assertThat(openings()).isEmpty();
  }
}
