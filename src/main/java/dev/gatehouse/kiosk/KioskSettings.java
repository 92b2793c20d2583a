package dev.gatehouse.kiosk;

import dev.gatehouse.camera.Source;
import java.util.Optional;

/**
 * How a kiosk is set up.
 *
 * @param id short, for addresses: small letters, digits, hyphens
 * @param name for people
 * @param place where it is: members agree to be greeted at places
 * @param camera a camera of the server; empty where the screen's own browser has the webcam
 * @param mirror whether the screen shows the picture as a mirror would
 */
public record KioskSettings(
    String id, String name, String place, Optional<Source> camera, boolean mirror) {

  public KioskSettings {
    if (!id.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new KioskException(
          "Kiosk id '" + id + "': use up to 63 small letters, digits and hyphens");
    }
    if (name.isBlank() || name.length() > 100) {
      throw new KioskException("Kiosk '" + id + "' needs a name of 1 to 100 characters");
    }
    if (place.isBlank() || place.length() > 100) {
      throw new KioskException("Kiosk '" + id + "' needs a place of 1 to 100 characters");
    }
  }
}
