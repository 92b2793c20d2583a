package dev.gatehouse.door;

import static dev.gatehouse.door.DemoMember.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.face.Embedding;
import dev.gatehouse.face.Face;
import dev.gatehouse.face.FaceAnalyzer;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.face.Photos;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Frame;
import dev.gatehouse.image.FramePool;
import dev.gatehouse.image.Image;
import dev.gatehouse.inference.ModelManifest;
import dev.gatehouse.liveness.LivenessCheck;
import dev.gatehouse.liveness.LivenessMode;
import dev.gatehouse.liveness.PresentationAttackModels;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo's films through the door's analysis, by the films' own clocks. */
@SuppressWarnings("NullAway.Init") // set up before each test
class DoorAnalysisTest {
  private static final String PLACE = "entrance";
  private static final DoorPolicy POLICY = DoorPolicy.defaults();

  private static FaceModels models;
  private static PresentationAttackModels attackModels;
  private static List<Embedding> enrolled;

  private final FramePool pool = new FramePool(2);
  private final List<Decision> decisions = new ArrayList<>();
  private final List<FaceView> views = new ArrayList<>();
  private Gallery gallery;
  private DoorAnalysis analysis;
  private double now = 500;

  @BeforeAll
  static void load() {
    models = FaceModels.load(ModelManifest.bundled(), 2);
    attackModels = PresentationAttackModels.load(ModelManifest.bundled(), 1);
    enrolled = DemoMember.embeddings(models);
    assertThat(enrolled).hasSizeGreaterThan(4);
  }

  @AfterAll
  static void close() {
    models.close();
    attackModels.close();
  }

  private void door(Grant grant) {
    door(grant, POLICY);
  }

  private void door(Grant grant, DoorPolicy policy) {
    gallery = DemoMember.gallery(enrolled, grant);
    analysis =
        new DoorAnalysis(
            "front",
            PLACE,
            policy,
            LivenessCheck.of(policy.liveness(), attackModels),
            gallery,
            models,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Optional.empty());
  }

  @AfterEach
  void closeDoor() {
    if (analysis != null) {
      analysis.close();
      gallery.close();
    }
    pool.close();
  }

  private DoorAnalysis.Result process(Frame frame, double seconds) {
    var result = analysis.process(frame, seconds);
    decisions.addAll(result.decisions());
    views.addAll(result.faces());
    return result;
  }

  /** So many seconds of a film, as they follow on what was shown before. */
  private void play(Path film, double from, double to, int step) {
    double start = now;
    DemoMember.play(
        film,
        from,
        to,
        step,
        (frame, second) -> {
          now = start + second - from;
          process(frame, now);
          return true;
        });
    now += 0.08;
  }

  private DoorAnalysis.Result show(Image image) {
    now += 0.08;
    try (Frame frame = pool.frame(image, "front", 0, NOW)) {
      return process(frame, now);
    }
  }

  private void nobody(double seconds) {
    for (double end = now + seconds; now < end; ) {
      show(Photos.plain(400, 300, 90));
    }
  }

  private static Image still(Path film, double second) {
    List<Image> images = new ArrayList<>();
    DemoMember.play(
        film,
        second,
        second + 1,
        1,
        (frame, at) -> {
          images.add(frame.image().copy());
          return false;
        });
    return images.getFirst();
  }

  private static Grant covering() {
    return DemoMember.grant(PLACE);
  }

  @Test
  void the_door_opens_for_the_member_once_with_its_evidence() {
    door(covering());
    play(DemoMember.FILM, 0, 15, 2);

    assertThat(decisions).hasSize(1);
    Decision opened = decisions.getFirst();
    assertThat(opened.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(opened.member()).contains(DemoMember.ID);
    assertThat(opened.door()).isEqualTo("front");
    assertThat(opened.at()).isEqualTo(NOW);
    assertThat(opened.score().orElseThrow()).isBetween(0.42, 1.0);
    assertThat(opened.framesAgreeing()).isBetween(POLICY.framesNeeded(), POLICY.window());
    assertThat(opened.framesSeen()).isGreaterThanOrEqualTo(5);
    assertThat(opened.quality()).isBetween(POLICY.qualityNeeded(), 1.0);
    assertThat(opened.liveness().orElseThrow()).isBetween(0.5, 1.0);
    assertThat(opened.latencyMillis()).isPositive();
    assertThat(views.getLast().status()).isEqualTo(FaceView.Status.OPEN);
    assertThat(views.getLast().member()).contains(DemoMember.ID);
  }

  @Test
  void it_never_opens_for_the_stranger_and_names_nobody() {
    door(covering());
    play(DemoMember.STRANGER, 0, 60, 4);

    assertThat(decisions).isNotEmpty();
    assertThat(decisions).noneMatch(d -> d.outcome() == Outcome.OPEN);
    assertThat(decisions).anyMatch(d -> d.outcome() == Outcome.REFUSED);
    assertThat(decisions).allMatch(d -> d.member().isEmpty());
    assertThat(decisions)
        .filteredOn(d -> d.outcome() == Outcome.REFUSED)
        .extracting(Decision::reason)
        .containsOnly("not recognised; another way in is needed");
    assertThat(views).isNotEmpty();
    assertThat(views).allMatch(v -> v.member().isEmpty() && v.score().isEmpty());
  }

  /** Told of one purpose. */
  private static final class Follower implements DoorFollower {
    private final List<SearchResult> found = new ArrayList<>();
    private long ended;

    @Override
    public Purpose purpose() {
      return Purpose.TRAIL;
    }

    @Override
    public boolean follows(String door) {
      return door.equals("front");
    }

    @Override
    public float threshold() {
      return 0.49f;
    }

    @Override
    public void looked(String door, String place, long track, SearchResult result, Instant at) {
      assertThat(place).isEqualTo(PLACE);
      found.add(result);
    }

    @Override
    public void ended(String door, long track) {
      ended++;
    }
  }

  @Test
  void another_purpose_has_a_search_of_its_own() {
    door(covering());
    var follower = new Follower();
    analysis.follow(List.of(follower));
    play(DemoMember.FILM, 0, 6, 4);
    assertThat(decisions).extracting(Decision::outcome).contains(Outcome.OPEN);
    assertThat(follower.found).isNotEmpty();
    assertThat(follower.found).allMatch(SearchResult.NoMatch.class::isInstance);

    Grant trail = DemoMember.grant(Purpose.TRAIL, Set.of(PLACE), NOW, Optional.empty());
    gallery.putGrants(DemoMember.ID, List.of(trail));
    follower.found.clear();
    nobody(3);
    assertThat(follower.ended).isPositive();
    play(DemoMember.FILM, 6, 12, 4);
    assertThat(follower.found)
        .anyMatch(
            result ->
                result instanceof SearchResult.Match match && match.member().equals(DemoMember.ID));
    assertThat(decisions).filteredOn(d -> d.outcome() == Outcome.OPEN).hasSize(1);
  }

  static Stream<Grant> grantsThatDoNotCover() {
    Instant from = NOW.minusSeconds(3600);
    return Stream.of(
        DemoMember.grant("another-place"),
        DemoMember.grant(Purpose.KIOSK, Set.of(PLACE), from, Optional.empty()),
        DemoMember.grant(Purpose.DOOR, Set.of(PLACE), from, Optional.of(NOW)),
        DemoMember.grant(Purpose.DOOR, Set.of(PLACE), NOW.plusSeconds(1), Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("grantsThatDoNotCover")
  void without_a_grant_that_covers_it_a_member_is_a_stranger(Grant grant) {
    door(grant);
    play(DemoMember.FILM, 0, 5, 2);

    assertThat(decisions).hasSize(1);
    assertThat(decisions.getFirst().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(decisions.getFirst().reason()).startsWith("not recognised");
    assertThat(decisions.getFirst().score()).as("nobody was compared").isEmpty();
    assertThat(views).allMatch(v -> v.member().isEmpty());
  }

  @Test
  void a_grant_that_is_withdrawn_counts_from_the_next_frame() {
    door(covering());
    play(DemoMember.FILM, 0, 0.2, 2);
    assertThat(decisions).isEmpty();
    gallery.putGrants(DemoMember.ID, List.of());
    play(DemoMember.FILM, 0.2, 5, 2);
    assertThat(decisions).noneMatch(d -> d.outcome() == Outcome.OPEN);
  }

  @Test
  void a_still_picture_of_the_member_is_recognised_and_does_not_open() {
    door(covering());
    try (Image picture = still(DemoMember.FILM, 3)) {
      for (int i = 0; i < 130; i++) {
        show(picture.copy());
      }
    }
    refusedAsNotLive();
  }

  @Test
  void a_picture_of_the_member_that_is_moved_about_does_not_open_either() {
    door(covering());
    try (Image picture = still(DemoMember.FILM, 3)) {
      for (int i = 0; i < 130; i++) {
        int x = 100 + (int) Math.round(60 * Math.sin(i * 0.15));
        int y = 80 + (int) Math.round(40 * Math.cos(i * 0.11));
        show(Photos.onCanvas(picture, 640, 480, x, y, 1));
      }
    }
    refusedAsNotLive();
  }

  @Test
  void a_picture_of_the_member_that_is_brought_nearer_does_not_open_either() {
    door(covering());
    try (Image picture = still(DemoMember.FILM, 3)) {
      for (int i = 0; i < 130; i++) {
        double scale = 1.1 + 0.25 * Math.sin(i * 0.1);
        show(Photos.onCanvas(picture, 640, 480, 40, 30, scale));
      }
    }
    refusedAsNotLive();
  }

  @Test
  void with_the_check_off_a_still_picture_opens_and_no_liveness_is_claimed() {
    door(covering(), POLICY.with(LivenessMode.OFF));
    try (Image picture = still(DemoMember.FILM, 3)) {
      for (int i = 0; i < 20; i++) {
        show(picture.copy());
      }
    }
    assertThat(decisions).extracting(Decision::outcome).containsExactly(Outcome.OPEN);
    assertThat(decisions.getFirst().liveness()).isEmpty();
  }

  @Test
  void who_is_asked_and_does_nothing_is_refused_and_not_named() {
    door(covering(), POLICY.with(LivenessMode.ACTIVE));
    play(DemoMember.FILM, 0, 2, 2);
    assertThat(decisions).as("recognised, but the challenge is open").isEmpty();
    assertThat(views).anyMatch(v -> v.prompt().isPresent());
    try (Image picture = still(DemoMember.FILM, 3)) {
      for (int i = 0; i < 250 && decisions.isEmpty(); i++) {
        show(picture.copy());
      }
    }
    assertThat(decisions).extracting(Decision::outcome).containsExactly(Outcome.REFUSED);
    assertThat(decisions.getFirst().reason()).startsWith("presentation attack suspected");
    assertThat(decisions.getFirst().member()).isEmpty();
    assertThat(views).allMatch(v -> v.member().isEmpty());
  }

  /** Up to 25 degrees from side to side and 15 up and down, as a hand tilts a print. */
  @Test
  void a_picture_of_the_member_that_is_tilted_does_not_open_either() {
    door(covering());
    try (Image picture = still(DemoMember.FILM, 3)) {
      for (int i = 0; i < 130; i++) {
        double pan = 25 * Math.sin(i * 0.2);
        double tilt = 15 * Math.cos(i * 0.15);
        show(Photos.tilted(picture, 640, 480, pan, tilt, 3));
      }
    }
    refusedAsNotLive();
  }

  private void refusedAsNotLive() {
    assertThat(decisions).hasSize(1);
    Decision refused = decisions.getFirst();
    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.reason()).startsWith("presentation attack suspected");
    assertThat(refused.framesAgreeing()).isGreaterThanOrEqualTo(POLICY.framesNeeded());
    assertThat(refused.score().orElseThrow()).isGreaterThan(0.42);
    assertThat(refused.liveness().orElseThrow()).isLessThan(0.5);
    assertThat(refused.member()).isEmpty();
    assertThat(views).allMatch(v -> v.member().isEmpty());
  }

  @Test
  void somebody_else_who_steps_into_the_track_does_not_get_the_name() {
    door(covering());
    Box place = new Box(350, 250, 470, 370);
    onPlace(DemoMember.FILM, 0, 6, place);
    assertThat(decisions).extracting(Decision::outcome).containsExactly(Outcome.OPEN);
    long track = views.getLast().track();
    views.clear();
    decisions.clear();

    // For half a second after a decision nobody looks who stands there.
    double cut = now;
    onPlace(DemoMember.STRANGER, 1, 2, place);
    assertThat(views.getFirst().track()).as("one track, not two").isEqualTo(track);
    views.clear();
    onPlace(DemoMember.STRANGER, 2, 5, place);
    assertThat(now - cut).isGreaterThan(2);
    assertThat(views).isNotEmpty().allMatch(v -> v.member().isEmpty());
    assertThat(decisions).noneMatch(d -> d.outcome() == Outcome.OPEN);
    assertThat(decisions).anyMatch(d -> d.outcome() == Outcome.REFUSED);
  }

  @Test
  void the_evidence_of_a_member_does_not_help_who_takes_the_place() {
    door(covering());
    Box place = new Box(350, 250, 470, 370);
    // Recognised, but too short to be found live.
    onPlace(DemoMember.FILM, 0, 0.3, place);
    assertThat(decisions).isEmpty();
    onPlace(DemoMember.STRANGER, 1, 6, place);
    assertThat(decisions).isNotEmpty().noneMatch(d -> d.outcome() == Outcome.OPEN);
    assertThat(views).allMatch(v -> v.member().isEmpty());
  }

  /** A film, moved and scaled so that the face of its first frame is at the place. */
  private void onPlace(Path film, double from, double to, Box place) {
    double start = now;
    Box[] first = new Box[1];
    try (var analyzer = new FaceAnalyzer(models)) {
      DemoMember.play(
          film,
          from,
          to,
          2,
          (frame, second) -> {
            if (first[0] == null) {
              first[0] =
                  analyzer.detect(frame.image(), 60).stream()
                      .findFirst()
                      .map(Face::box)
                      .orElseThrow();
            }
            double scale = place.height() / first[0].height();
            int x = (int) Math.round(place.centre().x() - first[0].centre().x() * scale);
            int y = (int) Math.round(place.centre().y() - first[0].centre().y() * scale);
            now = start + second - from;
            try (Frame placed =
                pool.frame(
                    Photos.onCanvas(frame.image(), 900, 700, x, y, scale), "front", 0, NOW)) {
              process(placed, now);
            }
            return true;
          });
    }
    now += 0.08;
  }

  @Test
  void a_member_who_comes_back_within_the_cool_down_gets_no_second_decision() {
    door(covering());
    play(DemoMember.FILM, 0, 3, 2);
    assertThat(decisions).hasSize(1);
    double opened = now;
    nobody(1);
    views.clear();
    play(DemoMember.FILM, 0, 1.5, 2);
    assertThat(now - opened).isLessThan(6);
    assertThat(decisions).hasSize(1);
    assertThat(views).anyMatch(v -> v.status() == FaceView.Status.COOLDOWN);
    assertThat(views).allMatch(v -> v.member().isEmpty());

    nobody(1);
    assertThat(decisions).as("leaving in the cool-down is no approach that failed").hasSize(1);
    nobody(5);
    play(DemoMember.FILM, 0, 3, 2);
    assertThat(decisions).extracting(Decision::outcome).containsExactly(Outcome.OPEN, Outcome.OPEN);
  }

  @Test
  void a_stranger_who_stays_is_refused_once_in_each_cool_down() {
    door(DemoMember.grant("another-place"));
    play(DemoMember.FILM, 0, 4, 2);
    assertThat(decisions).hasSize(1);
    play(DemoMember.FILM, 4, 11, 2);
    assertThat(decisions).hasSize(2).allMatch(d -> d.outcome() == Outcome.REFUSED);
  }

  @Test
  void who_leaves_early_gets_no_decision() {
    door(DemoMember.grant("another-place"));
    play(DemoMember.FILM, 0, 0.4, 2);
    assertThat(decisions).isEmpty();
    nobody(1);
    assertThat(decisions).hasSize(1);
    Decision none = decisions.getFirst();
    assertThat(none.outcome()).isEqualTo(Outcome.NO_DECISION);
    assertThat(none.member()).isEmpty();
    assertThat(none.reason()).contains("left before");
  }

  @Test
  void a_member_s_picture_that_is_taken_away_early_is_noted_too() {
    door(covering());
    try (Image picture = still(DemoMember.FILM, 3)) {
      for (int i = 0; i < 12; i++) {
        show(picture.copy());
      }
    }
    nobody(1);
    assertThat(decisions).extracting(Decision::outcome).containsExactly(Outcome.NO_DECISION);
  }

  @Test
  void a_face_too_far_away_is_not_looked_at() {
    door(covering());
    try (Image picture = still(DemoMember.FILM, 3)) {
      for (int i = 0; i < 10; i++) {
        var result = show(Photos.onCanvas(picture, 640, 480, 200, 150, 0.3));
        assertThat(result.faces()).isEmpty();
      }
    }
    nobody(1);
    assertThat(decisions).isEmpty();
  }

  @Test
  void after_a_reset_the_evidence_is_gathered_anew() {
    door(covering());
    play(DemoMember.FILM, 0, 0.3, 2);
    long before = views.getLast().track();
    analysis.reset();
    views.clear();
    play(DemoMember.FILM, 0, 0.1, 2);
    assertThat(views.getFirst().track()).isGreaterThan(before);
    assertThat(views.getFirst().evidence()).isIn("0 of 3", "1 of 3");
  }

  @Test
  void a_decision_names_a_member_if_and_only_if_the_door_opens() {
    for (Outcome outcome : Outcome.values()) {
      for (Optional<UUID> member : List.of(Optional.<UUID>empty(), Optional.of(DemoMember.ID))) {
        boolean allowed = member.isPresent() == (outcome == Outcome.OPEN);
        assertThat(makes(outcome, member)).as("%s %s", outcome, member).isEqualTo(allowed);
      }
    }
  }

  private static boolean makes(Outcome outcome, Optional<UUID> member) {
    var none = java.util.OptionalDouble.empty();
    try {
      return new Decision("d", NOW, outcome, member, "", none, 0.4f, 1, 1, 1, none, 1)
          .member()
          .equals(member);
    } catch (DoorException e) {
      return false;
    }
  }

  @Test
  void a_challenge_is_waited_for_longer() {
    assertThat(DoorPolicy.defaults().with(LivenessMode.ACTIVE).waitForLife())
        .isGreaterThan(DoorPolicy.defaults().waitForLife().plusSeconds(15));
  }
}
