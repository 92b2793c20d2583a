package dev.gatehouse.web;

import dev.gatehouse.door.Decision;
import dev.gatehouse.door.DecisionLog;
import dev.gatehouse.door.Doors;
import dev.gatehouse.member.Members;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** Decisions as the page shows them: with names, which live apart from the decisions. */
@Component
@ConditionalOnWebApplication
class DecisionViews {
  private final Doors doors;
  private final Members members;

  DecisionViews(Doors doors, Members members) {
    this.doors = doors;
    this.members = members;
  }

  record MemberName(UUID id, String name) {}

  record DecisionView(
      long id,
      Instant time,
      String door,
      String doorName,
      String outcome,
      @Nullable MemberName member,
      @Nullable UUID card,
      String reason,
      @Nullable Double score,
      float threshold,
      int framesSeen,
      int framesAgreeing,
      double quality,
      @Nullable Double liveness,
      double latencyMs) {}

  DecisionView of(DecisionLog.Entry entry) {
    Decision d = entry.decision();
    return new DecisionView(
        entry.id(),
        d.at(),
        d.door(),
        doors.find(d.door()).map(door -> door.settings().name()).orElse(d.door()),
        d.outcome().name(),
        d.member()
            .flatMap(id -> members.name(id).map(name -> new MemberName(id, name)))
            .orElse(null),
        d.card().orElse(null),
        d.reason(),
        number(d.score()),
        d.threshold(),
        d.framesSeen(),
        d.framesAgreeing(),
        d.quality(),
        number(d.liveness()),
        d.latencyMillis());
  }

  static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
