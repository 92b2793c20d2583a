package dev.gatehouse.street;

import dev.gatehouse.camera.Source;
import dev.gatehouse.scene.DetectorOptions;
import dev.gatehouse.scene.ObjectClass;
import java.util.List;
import java.util.Set;

/**
 * A street camera as it is configured.
 *
 * @param id small letters, digits and hyphens
 * @param name for people
 * @param place where it is
 * @param camera where its pictures come from
 * @param classes of objects that are followed
 * @param plates what is done with licence plates
 * @param longSide longer side of the detector's input in pixels, see {@link DetectorOptions}
 * @param countries whose formats of plates are expected, as in plate-formats.yaml; empty for all
 */
public record StreetSettings(
    String id,
    String name,
    String place,
    Source camera,
    Set<ObjectClass> classes,
    PlatePrivacy plates,
    int longSide,
    List<String> countries) {

  public StreetSettings {
    if (!id.matches("[a-z0-9][a-z0-9-]{0,99}")) {
      throw new StreetException(
          "Street id '" + id + "': use small letters, digits and hyphens, 100 at most");
    }
    classes = Set.copyOf(classes);
    countries = List.copyOf(countries);
    if (classes.isEmpty()) {
      throw new StreetException("Street '" + id + "' follows no class of objects");
    }
  }

  /** With everything usual: classes of a street, plates hashed, 640 pixels, all countries. */
  public static StreetSettings of(String id, String name, String place, Source camera) {
    return new StreetSettings(
        id, name, place, camera, ObjectClass.STREET, PlatePrivacy.HASHED, 640, List.of());
  }
}
