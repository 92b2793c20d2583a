package dev.gatehouse.door;

import dev.gatehouse.camera.Source;
import dev.gatehouse.liveness.LivenessMode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The part {@code gatehouse.doors} of the configuration file; docs/doors.md shows it.
 *
 * @param doors none means the demo site
 */
@ConfigurationProperties("gatehouse")
public record DoorProperties(@DefaultValue List<Entry> doors) {

  /**
   * @param camera a source in its text form
   * @param place defaults to the door's id
   * @param threshold and the rest: see {@link DoorPolicy}
   */
  public record Entry(
      String id,
      @Nullable String name,
      @Nullable String place,
      String camera,
      @Nullable Float threshold,
      @Nullable Integer framesNeeded,
      @Nullable Integer window,
      @Nullable Integer framesToRefuse,
      @Nullable Double qualityNeeded,
      @Nullable Integer smallestFace,
      @Nullable Duration cooldown,
      @Nullable Duration openFor,
      @Nullable LivenessMode liveness,
      @Nullable Boolean cards,
      @DefaultValue List<Hook> webhooks) {

    DoorSettings settings() {
      DoorPolicy standard = DoorPolicy.defaults();
      return new DoorSettings(
          id,
          name == null ? id : name,
          place == null ? id : place,
          Source.parse(camera),
          new DoorPolicy(
              threshold == null ? standard.threshold() : threshold,
              framesNeeded == null ? standard.framesNeeded() : framesNeeded,
              window == null ? standard.window() : window,
              framesToRefuse == null ? standard.framesToRefuse() : framesToRefuse,
              qualityNeeded == null ? standard.qualityNeeded() : qualityNeeded,
              smallestFace == null ? standard.smallestFace() : smallestFace,
              cooldown == null ? standard.cooldown() : cooldown,
              openFor == null ? standard.openFor() : openFor,
              liveness == null ? standard.liveness() : liveness,
              standard.livenessPatience(),
              standard.patience(),
              cards == null ? standard.cards() : cards));
    }

    List<Relay> relays() {
      List<Relay> relays = new ArrayList<>();
      webhooks.forEach(h -> relays.add(new WebhookRelay(h.url(), h.secret())));
      return relays.isEmpty() ? List.of(new SimulatedDoor()) : relays;
    }
  }

  /**
   * @param url http or https
   * @param secret shared with the receiver, 16 characters or more
   */
  public record Hook(URI url, String secret) {
    @Override
    public String toString() {
      return "Hook[" + url.getHost() + "]";
    }
  }
}
