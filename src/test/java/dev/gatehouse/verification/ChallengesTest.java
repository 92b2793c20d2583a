package dev.gatehouse.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.door.DemoMember;
import dev.gatehouse.face.AnalyzedFace;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.face.Photos;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.ImageCodec;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.liveness.LivenessChallenge.Action;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.liveness.PresentationAttackModels;
import dev.gatehouse.member.FaceReader;
import dev.gatehouse.verification.Challenge.State;
import dev.gatehouse.verification.Probe.Photo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Challenges before the camera of a real film, in which a man looks ahead and turns. He turns the
 * other way in its mirror image and comes closer as it grows; a blink he cannot be made to do, so
 * challenges that ask for one are left and another begun.
 */
@SuppressWarnings("NullAway.Init") // set up before each test
class ChallengesTest {
  private static final double FRAME = 0.08; // seconds
  private static final int BATCH = 8;

  private static FaceModels models;
  private static PresentationAttackModels attackModels;
  private static FaceAnalyzer analyzer;
  private static List<byte[]> straight;
  private static final Map<Action, List<byte[]>> ACTIONS = new EnumMap<>(Action.class);
  private static List<Embedding> man;

  private long nanos = 1_000_000_000L;
  private Challenges challenges;

  private static final FaceReader FACES =
      new FaceReader() {
        @Override
        public String model() {
          return models.embedder().fingerprint();
        }

        @Override
        public List<AnalyzedFace> faces(Image image) {
          return analyzer.analyze(image);
        }
      };

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 2);
    attackModels = PresentationAttackModels.load(ModelManifest.bundled(), 1);
    analyzer = new FaceAnalyzer(models);
    man = DemoMember.embeddings(models);
    straight = frames(DemoMember.FILM, 17, 18.3, false, 1);
    ACTIONS.put(Action.TURN_LEFT, frames(DemoMember.FILM, 19.6, 21.3, false, 1));
    ACTIONS.put(Action.TURN_RIGHT, frames(DemoMember.FILM, 19.6, 21.3, true, 1));
    ACTIONS.put(Action.COME_CLOSER, frames(DemoMember.FILM, 17, 18.3, false, 1.5));
  }

  @AfterAll
  static void close() {
    analyzer.close();
    attackModels.close();
    models.close();
  }

  /**
   * Two of three frames of a film, as a camera would send them.
   *
   * @param growth of the last frame against the first
   */
  private static List<byte[]> frames(
      Path film, double from, double to, boolean mirrored, double growth) {
    List<byte[]> frames = new ArrayList<>();
    DemoMember.play(
        film,
        from,
        to,
        2,
        (frame, second) -> {
          double scale = 1 + (growth - 1) * (second - from) / (to - from);
          try (Image seen =
                  mirrored ? Photos.mirrored(frame.image()) : Photos.scaled(frame.image(), 1);
              Image placed = centred(seen, scale)) {
            frames.add(ImageCodec.jpeg(placed, 90));
          }
          return true;
        });
    return frames;
  }

  /** The face in the middle of a picture, wherever it is in the film. */
  private static Image centred(Image image, double scale) {
    var face = analyzer.detect(image, 40).getFirst().box().centre();
    return Photos.onCanvas(
        image,
        (int) (image.width() * 2.6),
        (int) (image.height() * 2.6),
        (int) Math.round(1.3 * image.width() - scale * face.x()),
        (int) Math.round(1.3 * image.height() - scale * face.y()),
        scale);
  }

  @BeforeEach
  void begin() {
    challenges =
        new Challenges(
            new PhotoReader(FACES),
            LivenessCheck.active(attackModels, new Random(4)),
            Clock.systemUTC(),
            () -> nanos);
  }

  @AfterEach
  void stop() {
    challenges.close();
  }

  /** Sends frames as they come, some at a time, while the challenge goes on and asks the same. */
  private Challenge send(Challenge challenge, List<byte[]> frames) {
    Challenge now = challenge;
    for (int i = 0; i < frames.size() && now.state() == State.RUNNING; i += BATCH) {
      List<byte[]> batch = frames.subList(i, Math.min(frames.size(), i + BATCH));
      nanos += Math.round(1e9 * FRAME * batch.size());
      now =
          challenges.see(
              challenge.id(),
              "bank",
              batch.stream().map(bytes -> new Photo("frames", bytes.clone())).toList());
      if (!now.prompt().equals(challenge.prompt())) {
        break;
      }
    }
    return now;
  }

  /** Does what is asked; goes to another challenge where a blink is. */
  private Challenge passed() {
    for (int attempt = 0; attempt < 20; attempt++) {
      Challenge now = challenges.begin("bank");
      assertThat(now.state()).isEqualTo(State.RUNNING);
      assertThat(now.words()).isEqualTo("look into the camera");
      for (int turn = 0; turn < 12 && now.state() == State.RUNNING; turn++) {
        now = send(now, straight);
        if (now.prompt().isPresent()) {
          List<byte[]> asked = ACTIONS.get(now.prompt().get().action());
          if (asked == null) {
            break; // a blink
          }
          now = send(now, asked);
        }
      }
      if (now.state() != State.RUNNING) {
        return now;
      }
    }
    throw new AssertionError("every challenge asked for a blink");
  }

  @Test
  void who_does_what_is_asked_is_verified_once() {
    Challenge passed = passed();
    assertThat(passed.state()).as(passed.words()).isEqualTo(State.PASSED);
    assertThat(passed.prompt()).isEmpty();
    assertThat(passed.liveness().orElseThrow()).isBetween(0.5, 1.0);
    try (Look look = challenges.take(passed.id(), "bank")) {
      assertThat(man).anyMatch(template -> template.similarity(look.embedding()) > 0.5);
      assertThat(look.liveness()).isEqualTo(passed.liveness());
      assertThat(look.quality().field()).isEqualTo("challenge");
    }
    assertThatThrownBy(() -> challenges.take(passed.id(), "bank"))
        .hasMessage("There is no challenge with this id, or it is over");
  }

  @Test
  void a_photo_does_not_pass() {
    Challenge now = challenges.begin("bank");
    List<byte[]> still = Collections.nCopies(BATCH, straight.getFirst());
    for (int i = 0; i < 20 && now.state() == State.RUNNING; i++) {
      now = send(now, still);
    }
    assertThat(now.state()).isEqualTo(State.FAILED);
    assertThat(now.words()).isEqualTo("it took longer than 8 seconds");
    assertThat(now.liveness()).hasValue(0);
    UUID id = now.id();
    assertThatThrownBy(() -> challenges.take(id, "bank"))
        .isInstanceOf(VerificationException.class)
        .hasMessageStartingWith("The challenge was not passed");
  }

  @Test
  void somebody_else_may_not_go_on_with_it() {
    Challenge begun = send(challenges.begin("bank"), straight);
    assertThat(begun.prompt()).isPresent();
    byte[] other;
    try (Image photo = Photos.read("emily-1");
        Image small = Photos.scaled(photo, 0.5);
        Image placed = centred(small, 1)) {
      other = ImageCodec.jpeg(placed, 90);
    }
    Challenge after = send(begun, Collections.nCopies(BATCH, other));
    assertThat(after.state()).isEqualTo(State.FAILED);
    assertThat(after.words()).isIn("somebody else came before the camera", "the face changed");
  }

  @Test
  void it_is_its_callers_alone_and_forgotten_when_its_time_is_over() {
    Challenge begun = send(challenges.begin("bank"), straight.subList(0, 4));
    assertThatThrownBy(
            () ->
                challenges.see(
                    begun.id(), "shop", List.of(new Photo("frames", straight.getFirst().clone()))))
        .hasMessage("There is no challenge with this id, or it is over");
    assertThatThrownBy(() -> challenges.take(begun.id(), "bank"))
        .hasMessage("The challenge is not over; send more frames");
    nanos += Challenges.LIFETIME.plus(Duration.ofSeconds(1)).toNanos();
    assertThatThrownBy(() -> challenges.take(begun.id(), "bank"))
        .hasMessage("There is no challenge with this id, or it is over");
  }

  @Test
  void frames_are_overwritten_and_what_is_none_is_refused() {
    Challenge begun = challenges.begin("bank");
    byte[] frame = straight.getFirst().clone();
    nanos += 100_000_000;
    challenges.see(begun.id(), "bank", List.of(new Photo("frames", frame)));
    assertThat(frame).containsOnly(0);
    byte[] text = "no picture".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> challenges.see(begun.id(), "bank", List.of(new Photo("frames", text))))
        .isInstanceOf(VerificationException.class);
    assertThat(text).containsOnly(0);
    List<Photo> many =
        Collections.nCopies(Challenges.FRAMES + 1, new Photo("frames", frame.clone()));
    assertThatThrownBy(() -> challenges.see(begun.id(), "bank", many))
        .hasMessage("1 to 16 frames are taken at once");
    assertThatThrownBy(() -> challenges.see(begun.id(), "bank", List.of()))
        .hasMessage("1 to 16 frames are taken at once");
  }

  @Test
  void an_empty_street_says_what_is_missing() {
    Challenge begun = challenges.begin("bank");
    try (Image plain = Photos.plain(320, 240, 90)) {
      Challenge now = send(begun, List.of(ImageCodec.jpeg(plain, 90)));
      assertThat(now.state()).isEqualTo(State.RUNNING);
      assertThat(now.words()).isEqualTo("no face is seen");
    }
  }
}
