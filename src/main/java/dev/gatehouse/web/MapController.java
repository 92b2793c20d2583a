package dev.gatehouse.web;

import dev.gatehouse.site.MapProperties;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The map below outdoor areas, where the configuration names one. */
@RestController
@ConditionalOnWebApplication
class MapController {
  private final MapProperties properties;

  MapController(MapProperties properties) {
    this.properties = properties;
  }

  /**
   * @param kind "none", "pmtiles", "raster" or "vector"
   * @param url of the file, or of tiles
   */
  record MapView(String kind, @Nullable String url, @Nullable String attribution) {}

  @GetMapping("/api/map")
  MapView map() {
    String attribution = properties.attribution().isBlank() ? null : properties.attribution();
    return switch (properties.base().orElse(null)) {
      case MapProperties.TileFile _ ->
          new MapView("pmtiles", "/api/map/tiles.pmtiles", attribution);
      case MapProperties.TileServer server ->
          new MapView(server.vector() ? "vector" : "raster", server.template(), attribution);
      case null -> new MapView("none", null, null);
    };
  }

  /** The file; Spring answers requests for parts of it. */
  @GetMapping("/api/map/tiles.pmtiles")
  ResponseEntity<Resource> tiles() {
    if (!(properties.base().orElse(null) instanceof MapProperties.TileFile tiles)) {
      throw new NotFoundException("No PMTiles file is configured; see gatehouse.map.pmtiles");
    }
    Resource file = new FileSystemResource(tiles.file());
    if (!file.exists()) {
      throw new NotFoundException("The PMTiles file of the configuration is gone");
    }
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePrivate())
        .body(file);
  }
}
