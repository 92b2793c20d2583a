package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.kiosk.AgeBand;
import dev.gatehouse.kiosk.Kiosk;
import dev.gatehouse.kiosk.KioskCounts;
import dev.gatehouse.kiosk.KioskHealth;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.kiosk.OptOutMark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The kiosks, how they are doing, and how many people stood before them. */
@RestController
@ConditionalOnWebApplication
class KioskController {
  private static final Duration WEEK = Duration.ofDays(7);

  private final Kiosks kiosks;
  private final Clock clock = Clock.systemUTC();

  KioskController(Kiosks kiosks) {
    this.kiosks = kiosks;
  }

  record HealthView(
      int screens,
      long pictures,
      long analysed,
      long dropped,
      double analysisMs,
      long failures,
      @Nullable String problem) {

    static HealthView of(KioskHealth h) {
      return new HealthView(
          h.screens(),
          h.pictures(),
          h.analysed(),
          h.dropped(),
          h.analysisMillis(),
          h.failures(),
          h.problem().orElse(null));
    }
  }

  /**
   * @param camera null where the browser that shows the kiosk has it
   */
  record KioskView(
      String id,
      String name,
      String place,
      boolean mirror,
      DoorController.@Nullable CameraView camera,
      HealthView health) {

    static KioskView of(Kiosk kiosk) {
      return new KioskView(
          kiosk.settings().id(),
          kiosk.settings().name(),
          kiosk.settings().place(),
          kiosk.settings().mirror(),
          kiosk.camera().map(DoorController.CameraView::of).orElse(null),
          HealthView.of(kiosk.health()));
    }
  }

  @GetMapping("/api/kiosks")
  List<KioskView> kiosks(@AuthenticationPrincipal Caller caller) {
    return kiosks.all().stream()
        .filter(kiosk -> caller.at(kiosk.settings().place()))
        .map(KioskView::of)
        .toList();
  }

  /**
   * @param from its first age, in years
   */
  record BandView(String id, int from) {}

  /**
   * @param counts by the id of a band; null where there were some, but fewer than {@code fewest}
   */
  record HourView(Instant from, Map<String, @Nullable Long> counts) {}

  record CountsView(
      Instant from, Instant to, int fewest, List<BandView> bands, List<HourView> hours) {}

  /**
   * @param from a week before {@code to} by default
   * @param to now by default; the hour that runs is not told
   */
  @GetMapping("/api/kiosks/{id}/counts")
  CountsView counts(
      @PathVariable String id,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @AuthenticationPrincipal Caller caller) {
    Kiosk kiosk = require(kiosks, id, caller);
    Instant end = to.orElseGet(clock::instant);
    Instant begin = from.orElseGet(() -> end.minus(WEEK));
    return new CountsView(
        begin,
        end,
        KioskCounts.FEWEST,
        Arrays.stream(AgeBand.values())
            .map(band -> new BandView(band.name(), band.from()))
            .toList(),
        kiosks.counts().hours(kiosk.settings().id(), begin, end).stream()
            .map(KioskController::hour)
            .toList());
  }

  private static HourView hour(KioskCounts.Hour hour) {
    Map<String, @Nullable Long> counts = new LinkedHashMap<>();
    hour.bands().forEach((band, amount) -> counts.put(band.name(), number(amount)));
    return new HourView(hour.from(), counts);
  }

  private static @Nullable Long number(OptionalLong amount) {
    return amount.isPresent() ? amount.getAsLong() : null;
  }

  /** Where the kiosk is not the caller's to see, the answer is that of one that is not there. */
  static Kiosk require(Kiosks kiosks, String id, Caller caller) {
    return kiosks
        .find(id)
        .filter(kiosk -> caller.at(kiosk.settings().place()))
        .orElseThrow(() -> new NotFoundException("There is no kiosk with this id"));
  }

  /** For printing and handing out: whoever holds it before a kiosk's camera is not analysed. */
  @GetMapping("/api/opt-out-mark")
  ResponseEntity<byte[]> optOutMark() {
    return ResponseEntity.ok()
        .contentType(MediaType.IMAGE_PNG)
        .cacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePublic())
        .body(OptOutMark.png());
  }
}
