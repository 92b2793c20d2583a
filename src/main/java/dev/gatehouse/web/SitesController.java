package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Right;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.image.Point;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.Building;
import dev.gatehouse.site.Contents;
import dev.gatehouse.site.GeoPoint;
import dev.gatehouse.site.Placement;
import dev.gatehouse.site.PlanPicture;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Site;
import dev.gatehouse.site.SiteException;
import dev.gatehouse.site.Sites;
import dev.gatehouse.site.StaleException;
import dev.gatehouse.web.SiteViews.AreaChange;
import dev.gatehouse.web.SiteViews.AreaView;
import dev.gatehouse.web.SiteViews.BuildingView;
import dev.gatehouse.web.SiteViews.PlacementChange;
import dev.gatehouse.web.SiteViews.PlacementView;
import dev.gatehouse.web.SiteViews.SiteView;
import dev.gatehouse.web.SiteViews.WalkwayView;
import java.io.IOException;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/**
 * Sites, plans, and where cameras stand on them. An account that is restricted to places sees the
 * areas on which cameras of its places stand, and those cameras; a member sees plans without
 * cameras.
 */
@RestController
@ConditionalOnWebApplication
class SitesController {
  private static final int MOST = 1000; // of sites, buildings and areas each

  private final Sites sites;
  private final CameraPlaces cameras;
  private final Auditing auditing;

  SitesController(Sites sites, CameraPlaces cameras, Auditing auditing) {
    this.sites = sites;
    this.cameras = cameras;
    this.auditing = auditing;
  }

  // ---- what there is

  @GetMapping("/api/sites")
  List<SiteView> sites(@AuthenticationPrincipal Caller caller) {
    return sites.sites().stream()
        .map(site -> view(site, caller))
        .filter(view -> caller.everywhere() || !view.areas().isEmpty())
        .toList();
  }

  private SiteView view(Site site, Caller caller) {
    List<Area> areas =
        sites.areas().stream()
            .filter(area -> area.site().equals(site.id()) && sees(caller, area))
            .toList();
    return new SiteView(
        site.id(),
        site.name(),
        sites.buildings().stream()
            .filter(building -> building.site().equals(site.id()))
            .filter(
                building ->
                    caller.everywhere()
                        || areas.stream()
                            .anyMatch(area -> area.building().equals(Optional.of(building.id()))))
            .map(building -> new BuildingView(building.id(), building.name()))
            .toList(),
        areas.stream().map(area -> AreaView.of(area, sites)).toList());
  }

  private boolean sees(Caller caller, Area area) {
    return caller.everywhere()
        || sites.placements().stream()
            .anyMatch(
                placement ->
                    placement.position().area().equals(area.id())
                        && cameras.sees(caller, placement.camera()));
  }

  /** Where cameras stand is for those who may watch them. */
  private boolean sees(Caller caller, String camera) {
    return (caller.may(Right.EDIT_SITES)
            || caller.may(Right.VIEW_LIVE)
            || caller.may(Right.VIEW_STREET))
        && cameras.sees(caller, camera);
  }

  private Area visible(String id, Caller caller) {
    return sites
        .area(id)
        .filter(area -> sees(caller, area))
        .orElseThrow(() -> new NotFoundException("There is no area with this id"));
  }

  @GetMapping("/api/areas/{id}")
  AreaView area(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    return AreaView.of(visible(id, caller), sites);
  }

  @GetMapping("/api/areas/{id}/plan")
  ResponseEntity<byte[]> plan(
      @PathVariable String id,
      @RequestParam Optional<String> v,
      @AuthenticationPrincipal Caller caller) {
    PlanPicture plan =
        sites
            .plan(visible(id, caller).id())
            .orElseThrow(() -> new NotFoundException("This area has no plan yet"));
    boolean named = v.equals(Optional.of(plan.version()));
    return ResponseEntity.ok()
        .contentType(MediaType.IMAGE_PNG)
        .cacheControl(
            named
                ? CacheControl.maxAge(Duration.ofDays(30)).cachePrivate().immutable()
                : CacheControl.noStore())
        .body(plan.png());
  }

  /** All that is drawn on an area, on the globe (RFC 7946). */
  @GetMapping(path = "/api/areas/{id}/geojson", produces = "application/geo+json")
  Map<String, Object> geoJson(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    Area area = visible(id, caller);
    return AreaGeoJson.of(
        area,
        sites.placements().stream()
            .filter(placement -> placement.position().area().equals(id))
            .filter(placement -> sees(caller, placement.camera()))
            .toList(),
        sites.walkway(area.site()));
  }

  /**
   * A camera of the program.
   *
   * @param kind null: the program does not know it (any more)
   * @param placement null: it stands nowhere yet
   */
  record CameraView(
      String id,
      String name,
      CameraPlaces.@Nullable Kind kind,
      @Nullable String place,
      @Nullable PlacementView placement) {}

  @GetMapping("/api/placements")
  List<CameraView> placements(@AuthenticationPrincipal Caller caller) {
    Map<String, CameraView> views = new LinkedHashMap<>();
    for (CameraPlaces.Placeable camera : cameras.all()) {
      if (sees(caller, camera.id())) {
        views.put(
            camera.id(),
            new CameraView(
                camera.id(),
                camera.name(),
                camera.kind(),
                camera.place(),
                sites.placement(camera.id()).map(PlacementView::of).orElse(null)));
      }
    }
    for (Placement placement : sites.placements()) {
      if (!views.containsKey(placement.camera()) && sees(caller, placement.camera())) {
        views.put(
            placement.camera(),
            new CameraView(
                placement.camera(), placement.camera(), null, null, PlacementView.of(placement)));
      }
    }
    return List.copyOf(views.values());
  }

  // ---- sites and buildings

  record Named(String name) {}

  @PostMapping("/api/sites")
  ResponseEntity<SiteView> add(@RequestBody Named wanted, @AuthenticationPrincipal Caller caller) {
    requireRoom(sites.sites().size());
    Site site =
        given(
            () ->
                new Site(
                    free(wanted.name(), "site", id -> sites.site(id).isPresent()),
                    wanted.name().strip()));
    record(caller, "site " + site.id() + " added");
    sites.put(site);
    return ResponseEntity.status(HttpStatus.CREATED).body(view(site, caller));
  }

  @PutMapping("/api/sites/{id}")
  SiteView rename(
      @PathVariable String id, @RequestBody Named wanted, @AuthenticationPrincipal Caller caller) {
    Site site = given(() -> new Site(site(id).id(), wanted.name().strip()));
    record(caller, "site " + id);
    sites.put(site);
    return view(site, caller);
  }

  private Site site(String id) {
    return sites.site(id).orElseThrow(() -> new NotFoundException("There is no site with this id"));
  }

  @DeleteMapping("/api/sites/{id}")
  ResponseEntity<Object> remove(
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean confirm,
      @AuthenticationPrincipal Caller caller) {
    Site site = site(id);
    return remove(
        site.name(),
        "site " + id,
        sites.contents(site),
        confirm,
        caller,
        () -> sites.removeSite(id));
  }

  @PostMapping("/api/sites/{id}/buildings")
  ResponseEntity<BuildingView> addBuilding(
      @PathVariable String id, @RequestBody Named wanted, @AuthenticationPrincipal Caller caller) {
    requireRoom(sites.buildings().size());
    Building building =
        given(
            () ->
                new Building(
                    free(wanted.name(), "building", one -> building(one).isPresent()),
                    site(id).id(),
                    wanted.name().strip()));
    record(caller, "building " + building.id() + " added");
    sites.put(building);
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(new BuildingView(building.id(), building.name()));
  }

  private Optional<Building> building(String id) {
    return sites.buildings().stream().filter(building -> building.id().equals(id)).findFirst();
  }

  private Building knownBuilding(String id) {
    return building(id)
        .orElseThrow(() -> new NotFoundException("There is no building with this id"));
  }

  @PutMapping("/api/buildings/{id}")
  BuildingView renameBuilding(
      @PathVariable String id, @RequestBody Named wanted, @AuthenticationPrincipal Caller caller) {
    Building building =
        given(() -> new Building(id, knownBuilding(id).site(), wanted.name().strip()));
    record(caller, "building " + id);
    sites.put(building);
    return new BuildingView(id, building.name());
  }

  @DeleteMapping("/api/buildings/{id}")
  ResponseEntity<Object> removeBuilding(
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean confirm,
      @AuthenticationPrincipal Caller caller) {
    Building building = knownBuilding(id);
    return remove(
        building.name(),
        "building " + id,
        sites.contents(building),
        confirm,
        caller,
        () -> sites.removeBuilding(id));
  }

  // ---- areas

  record NewArea(String name, @Nullable String building, int level, double width, double height) {}

  @PostMapping("/api/sites/{id}/areas")
  ResponseEntity<AreaView> addArea(
      @PathVariable String id,
      @RequestBody NewArea wanted,
      @AuthenticationPrincipal Caller caller) {
    requireRoom(sites.areas().size());
    Area area =
        given(
            () ->
                new Area(
                    free(wanted.name(), "area", one -> sites.area(one).isPresent()),
                    site(id).id(),
                    Optional.ofNullable(wanted.building()),
                    wanted.name().strip(),
                    wanted.level(),
                    wanted.width(),
                    wanted.height(),
                    Optional.empty(),
                    List.of(),
                    List.of()));
    record(caller, "area " + area.id() + " added");
    sites.put(area);
    return ResponseEntity.status(HttpStatus.CREATED).body(AreaView.of(area, sites));
  }

  @PutMapping("/api/areas/{id}")
  AreaView change(
      @PathVariable String id,
      @RequestBody AreaChange drawn,
      @AuthenticationPrincipal Caller caller) {
    return given(
        () -> {
          Area before = known(id);
          Area area = drawn.area(before);
          requireVersion(drawn.version(), sites.version(before).orElse(""), before.name());
          record(caller, "area " + id);
          sites.put(area, drawn.version());
          return AreaView.of(known(id), sites);
        });
  }

  private Area known(String id) {
    return sites.area(id).orElseThrow(() -> new NotFoundException("There is no area with this id"));
  }

  @DeleteMapping("/api/areas/{id}")
  ResponseEntity<Object> removeArea(
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean confirm,
      @AuthenticationPrincipal Caller caller) {
    Area area = known(id);
    return remove(
        area.name(),
        "area " + id,
        sites.contents(area),
        confirm,
        caller,
        () -> sites.removeArea(id));
  }

  @PostMapping(path = "/api/areas/{id}/plan", consumes = "multipart/form-data")
  AreaView upload(
      @PathVariable String id,
      @RequestParam MultipartFile plan,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    known(id);
    if (plan.getSize() > PlanPicture.LARGEST_FILE) {
      throw new FieldException(
          "plan",
          "The plan has %d MB; %d are the most. Save it smaller, or as JPEG"
              .formatted(plan.getSize() / 1_000_000, PlanPicture.LARGEST_FILE / 1_000_000));
    }
    record(caller, "plan of area " + id);
    sites.plan(id, plan.getBytes());
    return AreaView.of(known(id), sites);
  }

  @DeleteMapping("/api/areas/{id}/plan")
  AreaView removePlan(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    known(id);
    record(caller, "plan of area " + id + " taken away");
    sites.removePlan(id);
    return AreaView.of(known(id), sites);
  }

  record Measured(String version, List<Double> from, List<Double> to, double metres) {}

  /** How large an area is, by a distance on it that is known. */
  @PostMapping("/api/areas/{id}/measure")
  AreaView measure(
      @PathVariable String id,
      @RequestBody Measured measured,
      @AuthenticationPrincipal Caller caller) {
    Area area = known(id);
    return given(
        () -> {
          requireVersion(measured.version(), sites.version(area).orElse(""), area.name());
          record(caller, "size of area " + id);
          sites.measure(
              id,
              SiteViews.point("from", measured.from()),
              SiteViews.point("to", measured.to()),
              measured.metres());
          return AreaView.of(known(id), sites);
        });
  }

  record Tie(List<Double> point, double latitude, double longitude) {
    GeoPoint globe() {
      return new GeoPoint(latitude, longitude);
    }
  }

  record Located(String version, List<Tie> ties) {}

  /** Where on the globe an area is, by two of its points. */
  @PostMapping("/api/areas/{id}/locate")
  AreaView locate(
      @PathVariable String id,
      @RequestBody Located located,
      @AuthenticationPrincipal Caller caller) {
    Area area = known(id);
    return given(
        () -> {
          requireVersion(located.version(), sites.version(area).orElse(""), area.name());
          if (located.ties().size() != 2) {
            throw new FieldException("ties", "Two points tie a plan to the map");
          }
          record(caller, "place of area " + id + " on the map");
          Tie from = located.ties().get(0);
          Tie to = located.ties().get(1);
          sites.locate(
              id,
              SiteViews.point("ties", from.point()),
              from.globe(),
              SiteViews.point("ties", to.point()),
              to.globe());
          return AreaView.of(known(id), sites);
        });
  }

  // ---- cameras

  record Placed(PlacementView placement, List<String> warnings) {}

  @PutMapping("/api/placements/{camera}")
  Placed place(
      @PathVariable String camera,
      @RequestBody PlacementChange wanted,
      @AuthenticationPrincipal Caller caller) {
    if (cameras.place(camera).isEmpty() && sites.placement(camera).isEmpty()) {
      throw new NotFoundException("There is no camera with this id");
    }
    Placement placement = given(() -> wanted.placement(camera));
    Optional<String> version = Optional.ofNullable(wanted.version());
    requireVersion(
        version.orElse(""),
        sites.placement(camera).map(Sites::version).orElse(""),
        "the place of camera '" + camera + "'");
    record(caller, "place of camera " + camera);
    sites.put(placement, version);
    return new Placed(PlacementView.of(placement), warnings(placement));
  }

  /** What is allowed and likely a mistake. */
  private List<String> warnings(Placement placement) {
    List<String> warnings = new ArrayList<>();
    Position here = placement.position();
    for (Placement other : sites.placements()) {
      if (!other.camera().equals(placement.camera())
          && other.position().area().equals(here.area())
          && other.position().metres().distance(here.metres()) < 0.1) {
        warnings.add(
            "Camera '%s' stands on the same spot; that is right for two on one pole"
                .formatted(other.camera()));
      }
    }
    sites
        .area(here.area())
        .filter(
            area ->
                here.metres().x() < 0
                    || here.metres().y() < 0
                    || here.metres().x() > area.width()
                    || here.metres().y() > area.height())
        .ifPresent(area -> warnings.add("The camera stands outside of '" + area.name() + "'"));
    return warnings;
  }

  @DeleteMapping("/api/placements/{camera}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unplace(@PathVariable String camera, @AuthenticationPrincipal Caller caller) {
    if (sites.placement(camera).isEmpty()) {
      throw new NotFoundException("This camera stands nowhere");
    }
    record(caller, "camera " + camera + " taken off its area");
    sites.removePlacement(camera);
  }

  // ---- ways

  @GetMapping("/api/sites/{id}/walkway")
  WalkwayView walkway(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    requireVisible(id, caller);
    return WalkwayView.of(sites.walkway(id));
  }

  private void requireVisible(String id, Caller caller) {
    Site site = site(id);
    if (!caller.everywhere()
        && sites.areas().stream()
            .noneMatch(area -> area.site().equals(site.id()) && sees(caller, area))) {
      throw new NotFoundException("There is no site with this id");
    }
  }

  @PutMapping("/api/sites/{id}/walkway")
  WalkwayView walkway(
      @PathVariable String id,
      @RequestBody WalkwayView drawn,
      @AuthenticationPrincipal Caller caller) {
    Site site = site(id);
    return given(
        () -> {
          requireVersion(
              drawn.version(), Sites.version(sites.walkway(id)), "the ways of " + site.name());
          record(caller, "ways of site " + id);
          sites.put(id, drawn.walkway(), drawn.version());
          return WalkwayView.of(sites.walkway(id));
        });
  }

  record PathPoint(String area, List<Double> position, double metres) {}

  record PathView(double metres, List<PathPoint> points) {}

  /** The way that somebody would take; its points are metres from the start. */
  @GetMapping("/api/sites/{id}/path")
  PathView path(
      @PathVariable String id,
      @RequestParam String fromArea,
      @RequestParam double fromX,
      @RequestParam double fromY,
      @RequestParam String toArea,
      @RequestParam double toX,
      @RequestParam double toY,
      @AuthenticationPrincipal Caller caller) {
    requireVisible(id, caller);
    var way =
        sites
            .path(
                new Position(visible(fromArea, caller).id(), new Point(fromX, fromY)),
                new Position(visible(toArea, caller).id(), new Point(toX, toY)))
            .orElseThrow(() -> new NotFoundException("No way is drawn between these two areas"));
    List<PathPoint> points = new ArrayList<>();
    for (int i = 0; i < way.points().size(); i++) {
      Position at = way.points().get(i);
      points.add(new PathPoint(at.area(), SiteViews.numbers(at.metres()), way.metres().get(i)));
    }
    return new PathView(way.length(), points);
  }

  // ---- what they share

  private void record(Caller caller, String what) {
    auditing.record(Auditing.event(AuditAction.SETTINGS, caller).detail(what));
  }

  /** Deletes; without {@code confirm} only what has nothing on it, and else says what would go. */
  private ResponseEntity<Object> remove(
      String name,
      String what,
      Contents contents,
      boolean confirm,
      Caller caller,
      Runnable removal) {
    if (!confirm && !contents.empty()) {
      ProblemDetail problem =
          Problem.of(
              HttpStatus.CONFLICT,
              "With '%s' go %s. Ask again with confirm=true to delete it all"
                  .formatted(name, contents.inWords()));
      problem.setProperty("lost", contents);
      problem.setProperty("words", contents.inWords());
      return Problem.answer(problem);
    }
    record(caller, what + " deleted, with " + contents.inWords());
    removal.run();
    return ResponseEntity.noContent().build();
  }

  /** An early look, so that the audit log has no change that was refused. */
  private static void requireVersion(String read, String is, String what) {
    if (!read.equals(is)) {
      throw new StaleException(what);
    }
  }

  /** Reads a body in which JSON may have left something out. */
  private static <T> T given(Supplier<T> read) {
    try {
      return read.get();
    } catch (NullPointerException e) {
      throw new SiteException(
          "Something is missing in the request; docs/api.md shows all of it", e);
    }
  }

  private static void requireRoom(int count) {
    if (count >= MOST) {
      throw new SiteException("There are %d already, which is the most".formatted(count));
    }
  }

  /** An id from a name that nothing has yet, such as "ground-floor-2". */
  private static String free(String name, String otherwise, Predicate<String> taken) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String base = plain.isEmpty() ? otherwise : plain.substring(0, Math.min(plain.length(), 80));
    String id = base;
    for (int i = 2; taken.test(id); i++) {
      id = base + "-" + i;
    }
    return id;
  }
}
