package dev.gatehouse.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.Photos;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.liveness.LivenessChallenge.Prompt;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The three modes, before heads whose points are made; films are in DoorAnalysisTest. */
class LivenessCheckTest {
  private static final Box FACE = new Box(200, 120, 440, 360);
  private static final double FRAME = 0.08; // seconds

  private static PresentationAttackModels models;

  private final Random random = new Random(9);
  private double now = 50;

  @BeforeAll
  static void load() {
    models = PresentationAttackModels.load(ModelManifest.bundled(), 1);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  private void show(LivenessCheck.Session session, Image image, SyntheticHead head) {
    now += FRAME;
    session.see(image, FACE, SyntheticHead.noisy(head.seen(), 0.15, random), now);
  }

  @Test
  void off_takes_everything_for_live_and_says_so() {
    try (var check = LivenessCheck.of(LivenessMode.OFF, models);
        var session = check.begin()) {
      assertThat(check.name()).isEqualTo("off");
      assertThat(check.description()).contains("a photo of a member opens this door");
      assertThat(session.live()).isTrue();
      assertThat(session.score()).isEmpty();
    }
  }

  @Test
  void passive_says_what_it_cannot_tell_and_asks_nothing() {
    try (var check = LivenessCheck.of(LivenessMode.PASSIVE, models);
        var session = check.begin()) {
      assertThat(check.description()).contains("does not stop every film on a screen, nor a mask");
      assertThat(session.prompt()).isEmpty();
      assertThat(session.live()).isFalse();
      assertThat(session.failure()).isEmpty();
    }
  }

  /** Does what is asked until nothing more is. */
  private void obey(LivenessCheck.Session session, Image image) {
    for (int i = 0; i < 10 && session.prompt().isPresent(); i++) {
      Prompt prompt = session.prompt().orElseThrow();
      for (int k = 0; k < 8; k++) {
        show(session, image, SyntheticHead.STRAIGHT.turned(3 * Math.sin(now)));
      }
      for (int n = 0; n < prompt.times(); n++) {
        for (int k = 1; k <= 15; k++) {
          double part = Math.sin(Math.PI * k / 16);
          SyntheticHead head = SyntheticHead.STRAIGHT;
          show(
              session,
              image,
              switch (prompt.action()) {
                case TURN_LEFT -> head.turned(35 * part);
                case TURN_RIGHT -> head.turned(-35 * part);
                case BLINK -> head.withLids(k >= 3 && k <= 5 ? 0.45 : 1);
                case COME_CLOSER -> head.at(12 - 4 * part);
              });
        }
      }
    }
  }

  @Test
  void active_needs_the_actions_and_what_the_passive_check_needs() {
    try (var check = LivenessCheck.of(LivenessMode.ACTIVE, models);
        Image image = Photos.scaled(Photos.read("emily-1"), 0.5);
        var session = check.begin()) {
      show(session, image, SyntheticHead.STRAIGHT);
      assertThat(session.prompt()).isPresent();
      obey(session, image);
      assertThat(session.prompt()).isEmpty();
      assertThat(session.failure()).isEmpty();
      assertThat(session.live()).as("the networks have seen nothing yet").isFalse();
    }
  }

  @Test
  void active_fails_for_who_does_nothing() {
    try (var check = LivenessCheck.of(LivenessMode.ACTIVE, models);
        Image image = Photos.plain(640, 480, 100);
        var session = check.begin()) {
      for (double end = now + LivenessChallenge.SECONDS_EACH + 1; now < end; ) {
        show(session, image, SyntheticHead.STRAIGHT);
      }
      assertThat(session.failure()).hasValue("it took longer than 8 seconds");
      assertThat(session.live()).isFalse();
      assertThat(session.score()).hasValue(0);
      assertThat(session.prompt()).isEmpty();
    }
  }
}
