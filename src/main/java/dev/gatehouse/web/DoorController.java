package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.camera.CameraHealth;
import dev.gatehouse.door.DecisionLog;
import dev.gatehouse.door.Door;
import dev.gatehouse.door.DoorPolicy;
import dev.gatehouse.door.DoorSettings;
import dev.gatehouse.door.Doors;
import dev.gatehouse.door.Relay;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The doors and what they decided. */
@RestController
@ConditionalOnWebApplication
class DoorController {
  private final Doors doors;
  private final DecisionLog log;
  private final DecisionViews views;

  DoorController(Doors doors, DecisionLog log, DecisionViews views) {
    this.doors = doors;
    this.log = log;
    this.views = views;
  }

  record CameraView(
      String id,
      String name,
      String state,
      @Nullable String message,
      int width,
      int height,
      double fps,
      long framesDecoded,
      long framesDropped) {

    static CameraView of(CameraHealth h) {
      return new CameraView(
          h.id(),
          h.name(),
          h.state().name(),
          h.message().isEmpty() ? null : h.message(),
          h.width(),
          h.height(),
          h.fps(),
          h.framesDecoded(),
          h.framesDropped());
    }
  }

  record PolicyView(
      float threshold, int framesNeeded, double qualityNeeded, double cooldownSeconds) {}

  record LivenessView(String name, String description) {}

  record DoorView(
      String id,
      String name,
      String place,
      String state,
      @Nullable String alarm,
      CameraView camera,
      PolicyView policy,
      LivenessView liveness,
      List<String> relays) {

    static DoorView of(Door door) {
      DoorPolicy policy = door.settings().policy();
      return new DoorView(
          door.settings().id(),
          door.settings().name(),
          door.settings().place(),
          door.state().name(),
          door.alarm().orElse(null),
          CameraView.of(door.camera()),
          new PolicyView(
              policy.threshold(),
              policy.framesNeeded(),
              policy.qualityNeeded(),
              policy.cooldown().toMillis() / 1000.0),
          new LivenessView(door.liveness().name(), door.liveness().description()),
          door.relays().stream().map(Relay::name).toList());
    }
  }

  @GetMapping("/api/doors")
  List<DoorView> doors(@AuthenticationPrincipal Caller caller) {
    return doors.all().stream()
        .filter(door -> caller.at(door.settings().place()))
        .map(DoorView::of)
        .toList();
  }

  @GetMapping("/api/decisions")
  List<DecisionViews.DecisionView> decisions(
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam Optional<Long> before,
      @AuthenticationPrincipal Caller caller) {
    List<DecisionLog.Entry> latest =
        caller.everywhere()
            ? log.latest(limit, before)
            : log.latest(
                limit,
                before,
                doors.all().stream()
                    .map(Door::settings)
                    .filter(door -> caller.at(door.place()))
                    .map(DoorSettings::id)
                    .toList());
    return latest.stream().map(views::of).toList();
  }
}
