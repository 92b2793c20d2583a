package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.camera.CameraHealth;
import dev.gatehouse.door.Doors;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.street.Streets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** All cameras of the program, of whatever kind, with the places that they belong to. */
@Component
@ConditionalOnWebApplication
class CameraPlaces {
  private final Doors doors;
  private final Streets streets;
  private final Kiosks kiosks;

  CameraPlaces(Doors doors, Streets streets, Kiosks kiosks) {
    this.doors = doors;
    this.streets = streets;
    this.kiosks = kiosks;
  }

  /** What looks through a camera. */
  enum Kind {
    DOOR,
    STREET,
    KIOSK
  }

  /**
   * A camera that can be placed.
   *
   * @param id the door's, street camera's or kiosk's
   * @param place its id
   * @param width of its picture in pixels, 0 while that is not known
   * @param height likewise
   */
  record Placeable(String id, String name, Kind kind, String place, int width, int height) {
    static Placeable of(String id, String name, Kind kind, String place, CameraHealth camera) {
      return new Placeable(id, name, kind, place, camera.width(), camera.height());
    }
  }

  /** By kind and id. */
  List<Placeable> all() {
    return Stream.of(
            doors.all().stream()
                .map(
                    door ->
                        Placeable.of(
                            door.settings().id(),
                            door.settings().name(),
                            Kind.DOOR,
                            door.settings().place(),
                            door.camera())),
            streets.all().stream()
                .map(
                    street ->
                        Placeable.of(
                            street.settings().id(),
                            street.settings().name(),
                            Kind.STREET,
                            street.settings().place(),
                            street.camera())),
            kiosks.all().stream()
                .map(
                    kiosk ->
                        new Placeable(
                            kiosk.settings().id(),
                            kiosk.settings().name(),
                            Kind.KIOSK,
                            kiosk.settings().place(),
                            kiosk.camera().map(CameraHealth::width).orElse(0),
                            kiosk.camera().map(CameraHealth::height).orElse(0))))
        .flatMap(Function.identity())
        .toList();
  }

  Optional<Placeable> find(String camera) {
    return all().stream().filter(one -> one.id().equals(camera)).findFirst();
  }

  /**
   * Whether an account may see where that camera stands; of one that is gone, who may go anywhere.
   */
  boolean sees(Caller caller, String camera) {
    return place(camera).map(caller::at).orElse(caller.everywhere());
  }

  /** For people; the id of a camera that is gone. */
  String name(String camera) {
    return all().stream()
        .filter(one -> one.id().equals(camera))
        .map(Placeable::name)
        .findFirst()
        .orElse(camera);
  }

  /** The place of a camera; empty where there is no such camera (any more). */
  Optional<String> place(String camera) {
    return find(camera).map(Placeable::place);
  }
}
