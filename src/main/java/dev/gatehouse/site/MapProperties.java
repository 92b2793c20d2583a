package dev.gatehouse.site;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The part {@code gatehouse.map} of the configuration file: what lies below outdoor areas. Nothing
 * by default, and then nothing is fetched from anywhere.
 *
 * @param pmtiles a file in the form PMTiles, version 3, with vector or raster tiles; it is served
 *     by this server
 * @param tiles an address with {z}, {x} and {y}, from which browsers fetch tiles themselves
 * @param attribution whom the map's data is by, in words; shown on it
 */
@ConfigurationProperties("gatehouse.map")
public record MapProperties(
    @DefaultValue("") String pmtiles,
    @DefaultValue("") String tiles,
    @DefaultValue("") String attribution) {

  /** Which of the two ways, or none. */
  public sealed interface Base {}

  /** A file on this machine. */
  public record TileFile(Path file) implements Base {}

  /**
   * A tile server.
   *
   * @param template with {z}, {x} and {y}
   * @param vector whether its tiles are vectors, by what it is called
   */
  public record TileServer(String template, boolean vector) implements Base {
    /** Scheme, host and port, as a content policy names them. */
    public String origin() {
      URI address = URI.create(plain(template));
      return address.getScheme() + "://" + address.getAuthority();
    }
  }

  public MapProperties {
    if (!pmtiles.isBlank() && !tiles.isBlank()) {
      throw new SiteException("gatehouse.map has pmtiles and tiles; one of the two is the map");
    }
    if (!tiles.isBlank()) {
      requireTemplate(tiles);
    }
    if (!pmtiles.isBlank() && !Files.isReadable(Path.of(pmtiles))) {
      throw new SiteException(
          "gatehouse.map.pmtiles: %s cannot be read".formatted(Path.of(pmtiles).toAbsolutePath()));
    }
  }

  private static String plain(String template) {
    return template.replaceAll("\\{[a-z]+}", "0");
  }

  private static void requireTemplate(String tiles) {
    String problem =
        "gatehouse.map.tiles: '%s' is no address such as https://tiles.example/{z}/{x}/{y}.png"
            .formatted(tiles);
    if (!tiles.contains("{z}") || !tiles.contains("{x}") || !tiles.contains("{y}")) {
      throw new SiteException(problem);
    }
    try {
      URI address = URI.create(plain(tiles));
      String host = address.getHost();
      // What follows goes into a header.
      if (host == null
          || !host.matches("[A-Za-z0-9.:\\[\\]-]+")
          || address.getUserInfo() != null
          || !("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
        throw new SiteException(problem);
      }
    } catch (IllegalArgumentException e) {
      throw new SiteException(problem, e);
    }
  }

  public Optional<Base> base() {
    if (!pmtiles.isBlank()) {
      return Optional.of(new TileFile(Path.of(pmtiles)));
    }
    if (tiles.isBlank()) {
      return Optional.empty();
    }
    String path = URI.create(plain(tiles)).getPath().toLowerCase(Locale.ROOT);
    return Optional.of(
        new TileServer(
            tiles, path.endsWith(".mvt") || path.endsWith(".pbf") || path.endsWith(".mlt")));
  }
}
