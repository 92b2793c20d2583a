package dev.gatehouse.web;

import dev.gatehouse.image.Point;
import dev.gatehouse.street.CountingLine;
import dev.gatehouse.street.GroundPlane;
import dev.gatehouse.street.Layout;
import dev.gatehouse.street.RegisteredVehicle;
import dev.gatehouse.street.StreetCamera;
import dev.gatehouse.street.StreetException;
import dev.gatehouse.street.StreetHealth;
import dev.gatehouse.street.Streets;
import dev.gatehouse.street.Zone;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The street cameras: what is drawn into their pictures, and what they saw. */
@RestController
@ConditionalOnWebApplication
class StreetController {
  private final Streets streets;
  private final ObservationViews views;

  StreetController(Streets streets, ObservationViews views) {
    this.streets = streets;
    this.views = views;
  }

  record ZoneView(String id, String name, List<List<Double>> polygon) {}

  record LineView(
      String id,
      String name,
      List<Double> from,
      List<Double> to,
      String forward,
      String backward) {}

  record GroundView(List<List<Double>> picture, List<List<Double>> metres) {}

  record LayoutView(List<ZoneView> zones, List<LineView> lines, @Nullable GroundView ground) {

    static LayoutView of(Layout layout) {
      return new LayoutView(
          layout.zones().stream()
              .map(z -> new ZoneView(z.id(), z.name(), numbers(z.polygon())))
              .toList(),
          layout.lines().stream()
              .map(
                  l ->
                      new LineView(
                          l.id(),
                          l.name(),
                          List.of(l.from().x(), l.from().y()),
                          List.of(l.to().x(), l.to().y()),
                          l.forward(),
                          l.backward()))
              .toList(),
          layout
              .ground()
              .map(g -> new GroundView(numbers(g.picture()), numbers(g.metres())))
              .orElse(null));
    }

    private static List<List<Double>> numbers(List<Point> points) {
      return points.stream().map(p -> List.of(p.x(), p.y())).toList();
    }

    /** The layout itself refuses what makes no sense, in words. */
    Layout layout() {
      return new Layout(
          zones.stream().map(z -> new Zone(z.id(), z.name(), points(z.polygon()))).toList(),
          lines.stream()
              .map(
                  l ->
                      new CountingLine(
                          l.id(),
                          l.name(),
                          point(l.from()),
                          point(l.to()),
                          l.forward(),
                          l.backward()))
              .toList(),
          Optional.ofNullable(ground)
              .map(g -> new GroundPlane(points(g.picture()), points(g.metres()))));
    }

    private static List<Point> points(List<List<Double>> points) {
      return points.stream().map(LayoutView::point).toList();
    }

    private static Point point(List<Double> xy) {
      if (xy.size() != 2) {
        throw new StreetException("A point has two numbers, x and y");
      }
      return new Point(xy.get(0), xy.get(1));
    }
  }

  record HealthView(
      long analysed,
      long skipped,
      double gateSaving,
      String detector,
      double detectorMs,
      double pipelineMs,
      long failures,
      @Nullable String lastFailure) {

    static HealthView of(StreetHealth h) {
      return new HealthView(
          h.analysed(),
          h.skipped(),
          h.gateSaving(),
          h.detectorForm(),
          h.detectorMillis(),
          h.pipelineMillis(),
          h.failures(),
          h.lastFailure().orElse(null));
    }
  }

  record StreetView(
      String id,
      String name,
      String place,
      String state,
      @Nullable String alarm,
      DoorController.CameraView camera,
      String plates,
      LayoutView layout,
      HealthView health) {

    static StreetView of(StreetCamera street) {
      DoorController.CameraView camera = DoorController.CameraView.of(street.camera());
      return new StreetView(
          street.settings().id(),
          street.settings().name(),
          street.settings().place(),
          camera.state(),
          camera.message(),
          camera,
          street.settings().plates().name(),
          LayoutView.of(street.layout()),
          HealthView.of(street.health()));
    }
  }

  @GetMapping("/api/streets")
  List<StreetView> streets() {
    return streets.all().stream().map(StreetView::of).toList();
  }

  private StreetCamera street(String id) {
    return streets
        .find(id)
        .orElseThrow(() -> new NotFoundException("There is no street camera with this id"));
  }

  @PutMapping("/api/streets/{id}/layout")
  LayoutView layout(@PathVariable String id, @RequestBody LayoutView drawn) {
    street(id);
    Layout layout;
    try {
      layout = drawn.layout();
    } catch (NullPointerException e) { // what JSON leaves out or has as null
      throw new StreetException("Something is missing in the layout; reload the page", e);
    }
    streets.layout(id, layout);
    return LayoutView.of(layout);
  }

  @GetMapping("/api/streets/{id}/observations")
  List<Map<String, Object>> observations(
      @PathVariable String id,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam Optional<Long> before) {
    Layout layout = street(id).layout();
    return streets.store().latest(id, limit, before).stream()
        .map(o -> views.of(o, layout))
        .toList();
  }

  @GetMapping("/api/streets/{id}/observations/{observation}/thumbnail")
  ResponseEntity<byte[]> thumbnail(@PathVariable String id, @PathVariable long observation) {
    byte[] jpeg =
        streets
            .store()
            .thumbnail(id, observation)
            .orElseThrow(() -> new NotFoundException("There is no picture of this observation"));
    return ResponseEntity.ok()
        .contentType(MediaType.IMAGE_JPEG)
        .cacheControl(CacheControl.noStore())
        .body(jpeg);
  }

  record VehicleView(
      UUID id, String plate, String owner, List<String> streets, @Nullable Instant validTo) {

    static VehicleView of(RegisteredVehicle v) {
      return new VehicleView(v.id(), v.plate(), v.owner(), v.streets(), v.validTo().orElse(null));
    }
  }

  record NewVehicle(
      @Nullable String plate,
      @Nullable String owner,
      boolean agreed,
      @Nullable List<@Nullable String> streets,
      @Nullable Instant validTo) {}

  @GetMapping("/api/vehicles")
  List<VehicleView> vehicles() {
    return streets.store().vehicles().stream().map(VehicleView::of).toList();
  }

  @PostMapping("/api/vehicles")
  @ResponseStatus(HttpStatus.CREATED)
  VehicleView register(@RequestBody NewVehicle vehicle, Principal user) {
    if (!vehicle.agreed()) {
      throw new StreetException(
          "A plate is kept as text only if the vehicle's owner has agreed to it");
    }
    if (vehicle.plate() == null || vehicle.owner() == null || vehicle.streets() == null) {
      throw new StreetException("Say the plate, its owner and the cameras the owner agreed to");
    }
    List<String> ids = new ArrayList<>();
    for (String id : vehicle.streets()) {
      if (id == null) {
        throw new StreetException("One of the cameras has no id");
      }
      ids.add(street(id).settings().id());
    }
    String plate = vehicle.plate().replaceAll("[\\s\\-·.]", "").toUpperCase(Locale.ROOT);
    return VehicleView.of(
        streets
            .store()
            .register(
                new RegisteredVehicle(
                    UUID.randomUUID(),
                    plate,
                    vehicle.owner().strip(),
                    ids,
                    Optional.ofNullable(vehicle.validTo())),
                user.getName()));
  }

  @DeleteMapping("/api/vehicles/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unregister(@PathVariable UUID id) {
    if (!streets.store().unregister(id)) {
      throw new NotFoundException("There is no registered vehicle with this id");
    }
  }
}
