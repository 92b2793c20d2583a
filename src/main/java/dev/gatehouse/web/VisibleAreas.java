package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.Sites;
import java.util.Collection;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * Whose people on a plan an account may see: an area shows what all its cameras see together, so
 * that an account that is restricted to places must have the places of all of them.
 */
@Component
@ConditionalOnWebApplication
class VisibleAreas {
  private final Sites sites;
  private final CameraPlaces cameras;

  VisibleAreas(Sites sites, CameraPlaces cameras) {
    this.sites = sites;
    this.cameras = cameras;
  }

  Collection<Area> all(Caller caller) {
    return sites.areas().stream().filter(area -> sees(caller, area.id())).toList();
  }

  Optional<Area> find(Caller caller, String area) {
    return sites.area(area).filter(known -> sees(caller, known.id()));
  }

  boolean sees(Caller caller, String area) {
    if (caller.everywhere()) {
      return true;
    }
    var placed = sites.placements().stream().filter(p -> p.position().area().equals(area)).toList();
    return !placed.isEmpty() && placed.stream().allMatch(p -> camera(caller, p.camera()));
  }

  boolean camera(Caller caller, String camera) {
    return cameras.sees(caller, camera);
  }
}
