package dev.gatehouse.street;

import dev.gatehouse.camera.Source;
import dev.gatehouse.scene.ObjectClass;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The part {@code gatehouse.streets} of the configuration file; docs/street.md shows it. */
@ConfigurationProperties("gatehouse")
public record StreetProperties(@DefaultValue List<Entry> streets) {

  /**
   * @param camera a source in its text form
   * @param place defaults to the street's id
   * @param classes by their names; the six of a street by default
   * @param plates hashed by default
   * @param longSide pixels at which the detector looks, 640 by default
   * @param countries whose plates are expected; all by default
   */
  public record Entry(
      String id,
      @Nullable String name,
      @Nullable String place,
      String camera,
      @DefaultValue List<String> classes,
      @DefaultValue("HASHED") PlatePrivacy plates,
      @DefaultValue("640") int longSide,
      @DefaultValue List<String> countries) {

    public StreetSettings settings() {
      Set<ObjectClass> wanted =
          classes.isEmpty()
              ? ObjectClass.STREET
              : classes.stream().map(ObjectClass::new).collect(Collectors.toUnmodifiableSet());
      return new StreetSettings(
          id,
          name == null ? id : name,
          place == null ? id : place,
          Source.parse(camera),
          wanted,
          plates,
          longSide,
          countries);
    }
  }
}
