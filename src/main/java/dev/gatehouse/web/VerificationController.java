package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.verification.Challenge;
import dev.gatehouse.verification.Challenges;
import dev.gatehouse.verification.Probe;
import dev.gatehouse.verification.Probe.Photo;
import dev.gatehouse.verification.VerificationResult;
import dev.gatehouse.verification.Verifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** One-to-one verification for other services: docs/verification.md. */
@RestController
@ConditionalOnWebApplication
class VerificationController {
  private final Verifier verifier;
  private final Challenges challenges;
  private final Auditing auditing;

  VerificationController(Verifier verifier, Challenges challenges, Auditing auditing) {
    this.verifier = verifier;
    this.challenges = challenges;
    this.auditing = auditing;
  }

  @PostMapping("/api/verify/challenges")
  @ResponseStatus(HttpStatus.CREATED)
  Challenge begin(@AuthenticationPrincipal Caller caller) {
    return challenges.begin(name(caller));
  }

  @PostMapping(path = "/api/verify/challenges/{id}/frames", consumes = "multipart/form-data")
  Challenge see(
      @PathVariable UUID id,
      @RequestParam List<MultipartFile> frames,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    List<Photo> photos = new ArrayList<>();
    for (MultipartFile frame : frames) {
      photos.add(photo("frames", frame));
    }
    return challenges.see(id, name(caller), photos);
  }

  @PostMapping(path = "/api/verify/photos", consumes = "multipart/form-data")
  VerificationResult photos(
      @RequestParam Optional<MultipartFile> first,
      @RequestParam Optional<UUID> challenge,
      @RequestParam MultipartFile second,
      @RequestParam Optional<Double> fmr,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    Probe probe = probe("first", first, challenge, caller);
    auditing.record(asked(caller).detail("two photos"));
    return verifier.photos(probe, photo("second", second), fmr);
  }

  @PostMapping(path = "/api/verify/members/{id}", consumes = "multipart/form-data")
  VerificationResult member(
      @PathVariable UUID id,
      @RequestParam Optional<MultipartFile> photo,
      @RequestParam Optional<UUID> challenge,
      @RequestParam String place,
      @RequestParam Optional<Double> fmr,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    Places.requireId("place", place);
    Places.require(caller, List.of(place));
    Probe probe = probe("photo", photo, challenge, caller);
    auditing.record(asked(caller).place(place).subject(id));
    return verifier.member(probe, id, place, fmr);
  }

  @PostMapping(path = "/api/verify/card", consumes = "multipart/form-data")
  VerificationResult card(
      @RequestParam Optional<MultipartFile> photo,
      @RequestParam Optional<UUID> challenge,
      @RequestParam MultipartFile card,
      @RequestParam String place,
      @RequestParam Optional<Double> fmr,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    Places.requireId("place", place);
    Places.require(caller, List.of(place));
    Probe probe = probe("photo", photo, challenge, caller);
    auditing.record(asked(caller).place(place).detail("a photo and a card"));
    return verifier.card(probe, photo("card", card), place, fmr);
  }

  private static Probe probe(
      String field, Optional<MultipartFile> photo, Optional<UUID> challenge, Caller caller)
      throws IOException {
    if (photo.isPresent() == challenge.isPresent()) {
      throw new FieldException(
          field,
          "Send either '" + field + "', a photo, or 'challenge', the id of one that was passed");
    }
    return challenge.isPresent()
        ? new Probe.Seen(challenge.get(), name(caller))
        : photo(field, photo.get());
  }

  /** A challenge is for whoever began it, and a token is not its account. */
  private static String name(Caller caller) {
    return Auditing.actor(caller).toString();
  }

  private static AuditEvent asked(Caller caller) {
    return Auditing.event(AuditAction.SEARCH, caller).purpose(Purpose.VERIFY.name());
  }

  private static Photo photo(String field, MultipartFile upload) throws IOException {
    return new Photo(field, upload.getBytes());
  }
}
