package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.verification.VerificationResult;
import dev.gatehouse.verification.Verifier;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** One-to-one verification for other services: docs/verification.md. */
@RestController
@ConditionalOnWebApplication
class VerificationController {
  private final Verifier verifier;
  private final Auditing auditing;

  VerificationController(Verifier verifier, Auditing auditing) {
    this.verifier = verifier;
    this.auditing = auditing;
  }

  @PostMapping(path = "/api/verify/photos", consumes = "multipart/form-data")
  VerificationResult photos(
      @RequestParam MultipartFile first,
      @RequestParam MultipartFile second,
      @RequestParam Optional<Double> fmr,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    auditing.record(asked(caller).detail("two photos"));
    return verifier.photos(photo("first", first), photo("second", second), fmr);
  }

  @PostMapping(path = "/api/verify/members/{id}", consumes = "multipart/form-data")
  VerificationResult member(
      @PathVariable UUID id,
      @RequestParam MultipartFile photo,
      @RequestParam String place,
      @RequestParam Optional<Double> fmr,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    Places.require(caller, List.of(place));
    auditing.record(asked(caller).place(place).subject(id));
    return verifier.member(photo("photo", photo), id, place, fmr);
  }

  @PostMapping(path = "/api/verify/card", consumes = "multipart/form-data")
  VerificationResult card(
      @RequestParam MultipartFile photo,
      @RequestParam MultipartFile card,
      @RequestParam String place,
      @RequestParam Optional<Double> fmr,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    Places.require(caller, List.of(place));
    auditing.record(asked(caller).place(place).detail("a photo and a card"));
    return verifier.card(photo("photo", photo), photo("card", card), place, fmr);
  }

  private static AuditEvent asked(Caller caller) {
    return Auditing.event(AuditAction.SEARCH, caller).purpose(Purpose.VERIFY.name());
  }

  private static Verifier.Photo photo(String field, MultipartFile upload) throws IOException {
    return new Verifier.Photo(field, upload.getBytes());
  }
}
