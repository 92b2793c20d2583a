package dev.gatehouse.door;

import dev.gatehouse.camera.Source;

/**
 * How a door is set up.
 *
 * @param id short, for addresses: small letters, digits, hyphens
 * @param name for people
 * @param place where it is: the consent of members is for places
 * @param camera that looks at who comes
 * @param policy what it asks before it opens
 */
public record DoorSettings(String id, String name, String place, Source camera, DoorPolicy policy) {

  public DoorSettings {
    if (!id.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new DoorException(
          "Door id '" + id + "': use up to 63 small letters, digits and hyphens");
    }
  }
}
