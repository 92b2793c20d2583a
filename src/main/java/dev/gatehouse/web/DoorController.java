package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditException;
import dev.gatehouse.camera.CameraHealth;
import dev.gatehouse.door.DecisionLog;
import dev.gatehouse.door.Door;
import dev.gatehouse.door.DoorPolicy;
import dev.gatehouse.door.DoorSettings;
import dev.gatehouse.door.Doors;
import dev.gatehouse.door.Relay;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The doors and what they decided. */
@RestController
@ConditionalOnWebApplication
class DoorController {
  private final Doors doors;
  private final DecisionLog log;
  private final DecisionViews views;
  private final Members members;
  private final Auditing auditing;

  DoorController(
      Doors doors, DecisionLog log, DecisionViews views, Members members, Auditing auditing) {
    this.doors = doors;
    this.log = log;
    this.views = views;
    this.members = members;
    this.auditing = auditing;
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
    auditing.looks(caller, "decisions of doors", OptionalLong.empty());
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

  /**
   * A member's day at the doors: whoever looks says why, and the member is told.
   *
   * @param date in the server's time zone
   */
  @GetMapping("/api/members/{id}/decisions")
  List<DecisionViews.DecisionView> day(
      @PathVariable UUID id,
      @RequestParam LocalDate date,
      @RequestParam String reason,
      @AuthenticationPrincipal Caller caller) {
    Member member =
        members
            .find(id)
            .filter(one -> Places.sees(caller, one))
            .orElseThrow(() -> new NotFoundException("There is no member with this id"));
    String why = reason.strip();
    AuditEvent look;
    try {
      look =
          Auditing.event(AuditAction.VIEW, caller)
              .subject(member.id())
              .reason(why)
              .detail("decisions of " + date);
    } catch (AuditException e) {
      throw new FieldException(
          "reason",
          "Say in 1 to "
              + AuditEvent.LONGEST_REASON
              + " characters why you look at this member's day; the member will read it");
    }
    auditing.record(look);
    Instant from = date.atStartOfDay(ZoneId.systemDefault()).toInstant();
    Instant to = date.plusDays(1).atStartOfDay(ZoneId.systemDefault()).toInstant();
    return log.ofMember(member.id(), from, to).stream()
        .filter(
            entry ->
                caller.everywhere()
                    || doors
                        .find(entry.decision().door())
                        .filter(door -> caller.at(door.settings().place()))
                        .isPresent())
        .map(views::of)
        .toList();
  }
}
