package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.face.Sex;
import dev.gatehouse.kiosk.Kiosk;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.merchandise.AgeBand;
import dev.gatehouse.merchandise.ImportResult;
import dev.gatehouse.merchandise.Item;
import dev.gatehouse.merchandise.Lift;
import dev.gatehouse.merchandise.Merchandise;
import dev.gatehouse.merchandise.MerchandiseException;
import dev.gatehouse.merchandise.MerchandiseReport;
import dev.gatehouse.merchandise.Rate;
import dev.gatehouse.merchandise.Target;
import java.io.IOException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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

/** The catalogue of goods, for whoever runs it, and the report of what was learned. */
@RestController
@ConditionalOnWebApplication
class MerchandiseController {
  private static final Duration MONTH = Duration.ofDays(30);

  private final Merchandise merchandise;
  private final Kiosks kiosks;
  private final Auditing auditing;
  private final Clock clock = Clock.systemUTC();

  MerchandiseController(Merchandise merchandise, Kiosks kiosks, Auditing auditing) {
    this.merchandise = merchandise;
    this.kiosks = kiosks;
    this.auditing = auditing;
  }

  record RateView(long of, long hits, double value, double low, double high) {
    static RateView of(Rate rate) {
      return new RateView(rate.of(), rate.hits(), rate.value(), rate.low(), rate.high());
    }
  }

  /**
   * @param price with the decimals that its currency has
   * @param ages labels such as "18-29"
   * @param hours such as "22:30-06:00"; null for the whole day
   * @param stock null where it is not counted
   * @param picture changes when the picture does; null where there is none
   */
  record ItemView(
      UUID id,
      String sku,
      String name,
      String description,
      String price,
      String currency,
      int minimumAge,
      List<String> ages,
      List<Sex> sexes,
      List<DayOfWeek> days,
      @Nullable String hours,
      @Nullable Integer stock,
      double weight,
      @Nullable Instant picture,
      RateView rate) {}

  private ItemView view(Item item) {
    Target target = item.target();
    return new ItemView(
        item.id(),
        item.sku(),
        item.name(),
        item.description(),
        item.price().amount().toPlainString(),
        item.price().currency().getCurrencyCode(),
        item.minimumAge(),
        target.ages().stream().sorted().map(AgeBand::label).toList(),
        target.sexes().stream().sorted().toList(),
        target.days().stream().sorted().toList(),
        target.hours().map(hours -> hours.from() + "-" + hours.to()).orElse(null),
        item.stock().isPresent() ? item.stock().getAsInt() : null,
        item.weight(),
        merchandise.pictureOf(item.id()).orElse(null),
        RateView.of(merchandise.rate(item.id())));
  }

  @GetMapping("/api/merchandise/items")
  List<ItemView> items() {
    return merchandise.items().stream().map(this::view).toList();
  }

  /** As the columns of a catalogue file. What is missing is empty. */
  record NewItem(
      @Nullable String sku,
      @Nullable String name,
      @Nullable String description,
      @Nullable String price,
      @Nullable String currency,
      @Nullable Integer minimumAge,
      @Nullable List<@Nullable String> ages,
      @Nullable List<@Nullable String> sexes,
      @Nullable List<@Nullable String> days,
      @Nullable String hours,
      @Nullable Integer stock,
      @Nullable Double weight) {

    Map<String, String> texts() {
      Map<String, String> texts = new HashMap<>();
      put(texts, "sku", sku);
      put(texts, "name", name);
      put(texts, "description", description);
      put(texts, "price", price);
      put(texts, "currency", currency);
      put(texts, "minimum age", minimumAge);
      put(texts, "ages", joined(ages));
      put(texts, "sexes", joined(sexes));
      put(texts, "days", joined(days));
      put(texts, "hours", hours);
      put(texts, "stock", stock);
      put(texts, "weight", weight);
      return texts;
    }

    private static void put(Map<String, String> texts, String name, @Nullable Object value) {
      if (value != null) {
        texts.put(name, value.toString());
      }
    }

    private static @Nullable String joined(@Nullable List<@Nullable String> values) {
      return values == null
          ? null
          : values.stream().map(String::valueOf).collect(Collectors.joining("|"));
    }
  }

  @PostMapping("/api/merchandise/items")
  @ResponseStatus(HttpStatus.CREATED)
  ItemView add(@RequestBody NewItem item, @AuthenticationPrincipal Caller caller) {
    Item read = merchandise.read(UUID.randomUUID(), item.texts());
    change(caller, "item " + read.sku() + " added");
    return view(merchandise.put(read));
  }

  @PutMapping("/api/merchandise/items/{id}")
  ItemView put(
      @PathVariable UUID id, @RequestBody NewItem item, @AuthenticationPrincipal Caller caller) {
    merchandise.item(id);
    Item read = merchandise.read(id, item.texts());
    change(caller, "item " + read.sku() + " changed");
    return view(merchandise.put(read));
  }

  @DeleteMapping("/api/merchandise/items/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    change(caller, "item " + merchandise.item(id).sku() + " deleted");
    merchandise.delete(id);
  }

  /** The catalogue is one for all places: who may change it must not be restricted to some. */
  private void change(Caller caller, String what) {
    Places.require(caller, Set.of());
    auditing.record(Auditing.event(AuditAction.SETTINGS, caller).detail("merchandise: " + what));
  }

  // ---- files

  @PostMapping(path = "/api/merchandise/catalogue", consumes = "multipart/form-data")
  ImportResult load(@RequestParam MultipartFile file, @AuthenticationPrincipal Caller caller)
      throws IOException {
    byte[] catalogue = bytes("file", file);
    change(caller, "a catalogue of " + catalogue.length + " bytes");
    return merchandise.load(catalogue);
  }

  /** Without reading what is too large anyway. */
  private static byte[] bytes(String field, MultipartFile file) throws IOException {
    if (file.getSize() > Merchandise.MOST_FILE) {
      throw new FieldException(
          field,
          "The file has %,d MB; %d fit"
              .formatted(file.getSize() / 1_000_000, Merchandise.MOST_FILE / 1_000_000));
    }
    return file.getBytes();
  }

  /** What {@link #load} reads again: for a spreadsheet, and as an example of its columns. */
  @GetMapping("/api/merchandise/catalogue.csv")
  ResponseEntity<byte[]> catalogue() {
    var csv =
        new StringBuilder(
            "\uFEFFsku;name;description;price;currency;minimum_age;ages;sexes;days;hours;stock;weight\r\n");
    for (Item item : merchandise.items()) {
      ItemView view = view(item);
      List<String> fields =
          List.of(
              view.sku(),
              view.name(),
              view.description(),
              view.price(),
              view.currency(),
              view.minimumAge() == 0 ? "" : Integer.toString(view.minimumAge()),
              String.join(" ", view.ages()),
              words(view.sexes()),
              words(view.days().stream().map(day -> shortened(day)).toList()),
              view.hours() == null ? "" : view.hours(),
              view.stock() == null ? "" : view.stock().toString(),
              Double.toString(view.weight()));
      csv.append(fields.stream().map(MerchandiseController::field).collect(Collectors.joining(";")))
          .append("\r\n");
    }
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", UTF_8))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("catalogue.csv").build().toString())
        .body(csv.toString().getBytes(UTF_8));
  }

  private static String shortened(DayOfWeek day) {
    return day.name().substring(0, 3);
  }

  private static String words(List<?> values) {
    return values.stream()
        .map(value -> value.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  /** Quoted where it must be, and marked where a spreadsheet would take it for a formula. */
  private static String field(String value) {
    String safe = value.matches("[=+\\-@].*") ? "'" + value : value;
    return safe.matches("(?s).*[;\"\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  /**
   * @param file as it was named
   * @param sku of the item that it shows now; null where none was found or it is refused
   * @param reason why it was refused; null where it was taken
   */
  record PictureResult(String file, @Nullable String sku, @Nullable String reason) {}

  /** Many pictures at once, each named by the sku of its item: {@code A-17.jpg}. */
  @PostMapping(path = "/api/merchandise/pictures", consumes = "multipart/form-data")
  List<PictureResult> pictures(
      @RequestParam List<MultipartFile> pictures, @AuthenticationPrincipal Caller caller)
      throws IOException {
    change(caller, pictures.size() + " pictures");
    Map<String, Item> items =
        merchandise.items().stream()
            .collect(
                Collectors.toMap(
                    item -> name(item.sku()), Function.identity(), (first, _) -> first));
    List<PictureResult> results = new ArrayList<>();
    for (MultipartFile file : pictures) {
      String fileName = Uploads.fileName(file);
      Item item = items.get(name(fileName.replaceFirst("\\.[A-Za-z]{3,4}$", "")));
      if (item == null) {
        results.add(new PictureResult(fileName, null, "No item has this name as its sku"));
        continue;
      }
      try {
        merchandise.putPicture(item.id(), bytes("pictures", file));
        results.add(new PictureResult(fileName, item.sku(), null));
      } catch (MerchandiseException | FieldException e) {
        results.add(new PictureResult(fileName, null, String.valueOf(e.getMessage())));
      }
    }
    return results;
  }

  /** What a file system does not keep of a sku does not matter. */
  private static String name(String sku) {
    return sku.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
  }

  @PostMapping(path = "/api/merchandise/items/{id}/picture", consumes = "multipart/form-data")
  ItemView picture(
      @PathVariable UUID id,
      @RequestParam MultipartFile picture,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    change(caller, "picture of item " + merchandise.item(id).sku());
    merchandise.putPicture(id, bytes("picture", picture));
    return view(merchandise.item(id));
  }

  @DeleteMapping("/api/merchandise/items/{id}/picture")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deletePicture(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    change(caller, "picture of item " + merchandise.item(id).sku() + " deleted");
    merchandise.deletePicture(id);
  }

  @GetMapping("/api/merchandise/items/{id}/picture")
  ResponseEntity<byte[]> picture(@PathVariable UUID id) {
    return jpeg(
        merchandise
            .picture(id)
            .orElseThrow(() -> new NotFoundException("This item has no picture")));
  }

  static ResponseEntity<byte[]> jpeg(byte[] jpeg) {
    return ResponseEntity.ok()
        .contentType(MediaType.IMAGE_JPEG)
        .cacheControl(CacheControl.maxAge(Duration.ofMinutes(10)).cachePrivate())
        .body(jpeg);
  }

  // ---- the report

  record IntervalView(double value, double low, double high) {}

  record LiftView(RateView picked, RateView random, @Nullable IntervalView lift) {
    static LiftView of(Lift lift) {
      return new LiftView(
          RateView.of(lift.picked()),
          RateView.of(lift.random()),
          lift.ratio()
              .map(one -> new IntervalView(one.value(), one.low(), one.high()))
              .orElse(null));
    }
  }

  /**
   * @param name null where the item was deleted
   */
  record ItemRateView(UUID item, @Nullable String sku, @Nullable String name, RateView rate) {}

  record ContextRateView(UUID item, String dimension, String value, RateView rate) {}

  record ContextLiftView(String dimension, String value, LiftView lift) {}

  record StepView(Instant from, RateView picked, RateView random) {}

  record ReportView(
      Instant from,
      Instant to,
      @Nullable String kiosk,
      List<KioskName> kiosks,
      LiftView lift,
      RateView shows,
      List<ItemRateView> items,
      List<ContextRateView> contexts,
      List<ContextLiftView> lifts,
      List<StepView> curve) {}

  record KioskName(String id, String name) {}

  /**
   * @param from 30 days before {@code to} by default
   * @param to now by default
   * @param kiosk all kiosks by default
   */
  @GetMapping("/api/merchandise/report")
  ReportView report(
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @RequestParam Optional<String> kiosk,
      @AuthenticationPrincipal Caller caller) {
    Instant end = to.orElseGet(clock::instant);
    Instant begin = from.orElseGet(() -> end.minus(MONTH));
    if (!begin.isBefore(end)) {
      throw new FieldException("from", "'from' must be before 'to'");
    }
    if (kiosk.isPresent()) {
      KioskController.require(kiosks, kiosk.get(), caller);
    } else {
      Places.require(caller, Set.of());
    }
    MerchandiseReport report = merchandise.report(begin, end, kiosk);
    Map<UUID, Item> items =
        merchandise.items().stream().collect(Collectors.toMap(Item::id, Function.identity()));
    return new ReportView(
        begin,
        end,
        kiosk.orElse(null),
        names(caller),
        LiftView.of(report.lift()),
        RateView.of(report.shows()),
        report.items().stream()
            .map(
                one -> {
                  Item item = items.get(one.item());
                  return new ItemRateView(
                      one.item(),
                      item == null ? null : item.sku(),
                      item == null ? null : item.name(),
                      RateView.of(one.rate()));
                })
            .toList(),
        report.contexts().stream()
            .map(
                one ->
                    new ContextRateView(
                        one.item(), one.dimension(), one.value(), RateView.of(one.rate())))
            .toList(),
        report.lifts().stream()
            .map(one -> new ContextLiftView(one.dimension(), one.value(), LiftView.of(one.lift())))
            .toList(),
        report.curve().stream()
            .map(
                step ->
                    new StepView(
                        step.from(), RateView.of(step.picked()), RateView.of(step.random())))
            .toList());
  }

  private List<KioskName> names(Caller caller) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Kiosk kiosk : kiosks.all()) {
      if (caller.at(kiosk.settings().place())) {
        names.put(kiosk.settings().id(), kiosk.settings().name());
      }
    }
    return names.entrySet().stream()
        .map(entry -> new KioskName(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(KioskName::name))
        .toList();
  }
}
