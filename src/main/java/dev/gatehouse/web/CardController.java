package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.card.CardConsent;
import dev.gatehouse.card.CardIssue;
import dev.gatehouse.card.CardNotice;
import dev.gatehouse.card.CardTerms;
import dev.gatehouse.card.Cards;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.PhotoVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Cards that holders carry: docs/card.md. */
@RestController
@ConditionalOnWebApplication
class CardController {
  private final Cards cards;
  private final Auditing auditing;

  CardController(Cards cards, Auditing auditing) {
    this.cards = cards;
    this.auditing = auditing;
  }

  /**
   * @param png the QR code, as base64 in JSON
   * @param file the card itself, as base64 in JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // on its way out, never compared
  record IssuedAnswer(
      CardTerms card, byte[] png, byte[] file, int qrVersion, List<PhotoVerdict> photos) {}

  @GetMapping("/api/cards/notice")
  CardNotice notice(@RequestParam(defaultValue = "en") String language) {
    return CardNotice.in(language)
        .orElseThrow(
            () -> new NotFoundException("The notice was not written in '" + language + "'"));
  }

  @PostMapping(path = "/api/cards", consumes = "multipart/form-data")
  ResponseEntity<?> issue(
      @RequestParam List<Purpose> purposes,
      @RequestParam Optional<List<String>> places,
      @RequestParam Optional<Instant> from,
      @RequestParam Instant until,
      @RequestParam String noticeVersion,
      @RequestParam boolean consent,
      @RequestParam List<MultipartFile> photos,
      @AuthenticationPrincipal Caller caller) {
    Places.require(caller, places.orElse(List.of()));
    var given =
        new CardConsent(
            consent,
            Set.copyOf(purposes),
            Set.copyOf(places.orElse(List.of())),
            from,
            until,
            noticeVersion);
    List<Material> material =
        photos.stream()
            .<Material>map(photo -> new Material.Photo(Uploads.fileName(photo), photo::getBytes))
            .toList();
    return switch (cards.issue(given, material)) {
      case CardIssue.Issued issued -> {
        auditing.record(
            Auditing.event(AuditAction.CARD, caller).detail("made card " + issued.terms().id()));
        yield ResponseEntity.status(HttpStatus.CREATED)
            .cacheControl(CacheControl.noStore())
            .body(
                new IssuedAnswer(
                    issued.terms(),
                    issued.png(),
                    issued.file(),
                    issued.qrVersion(),
                    issued.photos()));
      }
      case CardIssue.Refused refused -> Problem.refused(refused.reason(), refused.photos());
    };
  }

  @PostMapping("/api/cards/{id}/revoke")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    cards.revoke(id);
    auditing.record(Auditing.event(AuditAction.CARD, caller).detail("revoked card " + id));
  }
}
