package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.Sex;
import dev.gatehouse.kiosk.Audience;
import dev.gatehouse.kiosk.Greeting;
import dev.gatehouse.kiosk.Kiosk;
import dev.gatehouse.kiosk.KioskSettings;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.kiosk.Viewer;
import dev.gatehouse.merchandise.Item;
import dev.gatehouse.merchandise.Merchandise;
import dev.gatehouse.merchandise.Pick;
import dev.gatehouse.merchandise.Shopper;
import dev.gatehouse.merchandise.Slate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Goods on a kiosk's screen. Whom they are for the kiosk itself says, from what it sees: a page
 * that asks says nothing about people.
 */
@RestController
@ConditionalOnWebApplication
class KioskPicksController {
  private final Kiosks kiosks;
  private final Merchandise merchandise;
  private final Clock clock = Clock.systemUTC();

  KioskPicksController(Kiosks kiosks, Merchandise merchandise) {
    this.kiosks = kiosks;
    this.merchandise = merchandise;
  }

  /**
   * @param id of this card, for a touch
   * @param price with the decimals that its currency has
   * @param picture whether there is one, at {@code .../picks/{id}/picture}
   */
  record PickView(
      UUID id, String name, String description, String price, String currency, boolean picture) {}

  /**
   * @param personal whether a member's own history had a say
   */
  record PicksView(List<PickView> picks, boolean personal) {}

  /**
   * What the screen shows now. The same goods come for a while, so that a page can ask every few
   * seconds; what may no longer be shown is gone with the next answer.
   */
  @GetMapping("/api/kiosks/{id}/picks")
  PicksView picks(
      @PathVariable String id,
      @RequestParam(defaultValue = "4") int n,
      @AuthenticationPrincipal Caller caller) {
    if (n < 1 || n > Merchandise.MOST_PICKS) {
      throw new FieldException("n", "'n' is 1 to " + Merchandise.MOST_PICKS);
    }
    Kiosk kiosk = KioskController.require(kiosks, id, caller);
    Slate slate = merchandise.pick(shopper(kiosk.settings(), kiosk.audience(), clock.instant()), n);
    return new PicksView(slate.picks().stream().map(this::view).toList(), slate.personal());
  }

  private PickView view(Pick pick) {
    Item item = pick.item();
    return new PickView(
        pick.id(),
        item.name(),
        item.description(),
        item.price().amount().toPlainString(),
        item.price().currency().getCurrencyCode(),
        merchandise.pictureOf(item.id()).isPresent());
  }

  /**
   * All who stand there as one: the ages of all of them together, a sex where it is the same. One
   * of whom nothing is known may be of any age.
   */
  static Shopper shopper(KioskSettings kiosk, Audience audience, Instant at) {
    List<Viewer> viewers = audience.viewers();
    Optional<AgeRange> ages =
        viewers.stream()
            .map(Viewer::age)
            .reduce(
                (a, b) ->
                    new AgeRange(
                        Math.min(a.youngest(), b.youngest()), Math.max(a.oldest(), b.oldest())));
    Set<Optional<Sex>> sexes = viewers.stream().map(Viewer::sex).collect(Collectors.toSet());
    return new Shopper(
        kiosk.id(),
        kiosk.place(),
        viewers.size(),
        ages,
        sexes.size() == 1 ? sexes.iterator().next() : Optional.empty(),
        audience.greeting().map(Greeting::member),
        at);
  }

  record TouchView(String name, String description, String price, String currency) {}

  @PostMapping("/api/kiosks/{id}/picks/{pick}/touch")
  TouchView touch(
      @PathVariable String id, @PathVariable UUID pick, @AuthenticationPrincipal Caller caller) {
    Kiosk kiosk = KioskController.require(kiosks, id, caller);
    Item item = merchandise.touched(kiosk.settings().id(), pick);
    return new TouchView(
        item.name(),
        item.description(),
        item.price().amount().toPlainString(),
        item.price().currency().getCurrencyCode());
  }

  @GetMapping("/api/kiosks/{id}/picks/{pick}/picture")
  ResponseEntity<byte[]> picture(
      @PathVariable String id, @PathVariable UUID pick, @AuthenticationPrincipal Caller caller) {
    Kiosk kiosk = KioskController.require(kiosks, id, caller);
    return MerchandiseController.jpeg(
        merchandise
            .picture(kiosk.settings().id(), pick)
            .orElseThrow(() -> new NotFoundException("This item has no picture")));
  }
}
