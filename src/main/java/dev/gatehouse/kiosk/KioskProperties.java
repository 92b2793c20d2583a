package dev.gatehouse.kiosk;

import dev.gatehouse.camera.Source;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The part {@code gatehouse.kiosks} of the configuration file; docs/kiosk.md shows it. */
@ConfigurationProperties("gatehouse")
public record KioskProperties(@DefaultValue List<Entry> kiosks) {
  /** In place of a camera: the webcam of the browser that shows the page. */
  private static final String BROWSER = "browser";

  /**
   * @param camera a source in its text form, or "browser"
   * @param place defaults to the kiosk's id
   */
  public record Entry(
      String id,
      @Nullable String name,
      @Nullable String place,
      @DefaultValue(BROWSER) String camera,
      @DefaultValue("true") boolean mirror) {

    public KioskSettings settings() {
      return new KioskSettings(
          id,
          name == null ? id : name,
          place == null ? id : place,
          camera.strip().equals(BROWSER) ? Optional.empty() : Optional.of(Source.parse(camera)),
          mirror);
    }
  }
}
