package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.ErasureReceipt;
import dev.gatehouse.member.LedgerEntry;
import dev.gatehouse.member.Material;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.MemberException;
import dev.gatehouse.member.Members;
import dev.gatehouse.member.PhotoVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Members: enrolling, withdrawing, erasing. */
@RestController
@ConditionalOnWebApplication
class MemberController {
  private final Members members;
  private final Uploads uploads;
  private final Auditing auditing;
  private final MemoryCleaning cleaning;

  MemberController(Members members, Uploads uploads, Auditing auditing, MemoryCleaning cleaning) {
    this.members = members;
    this.uploads = uploads;
    this.auditing = auditing;
    this.cleaning = cleaning;
  }

  record EnrolledAnswer(Member member, List<PhotoVerdict> photos) {}

  @GetMapping("/api/members")
  List<Member> list(@AuthenticationPrincipal Caller caller) {
    List<Member> seen =
        members.list().stream().filter(member -> Places.sees(caller, member)).toList();
    auditing.looks(caller, "list of members", OptionalLong.of(seen.size()));
    return seen;
  }

  @PostMapping(path = "/api/members", consumes = "multipart/form-data")
  ResponseEntity<?> enrol(
      @RequestParam String name,
      @RequestParam Purpose purpose,
      @RequestParam Optional<List<String>> places,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @RequestParam String noticeVersion,
      @RequestParam boolean consent,
      @RequestParam List<MultipartFile> photos,
      @AuthenticationPrincipal Caller caller)
      throws IOException {
    Places.require(caller, places.orElse(List.of()));
    var given =
        new Consent(
            consent,
            purpose,
            Set.copyOf(places.orElse(List.of())),
            from,
            to,
            noticeVersion,
            "page",
            caller.username());
    List<Path> videos = new ArrayList<>();
    try {
      List<Material> material = new ArrayList<>();
      for (MultipartFile photo : photos) {
        material.add(material(photo, videos));
      }
      return switch (members.enrol(name, given, material)) {
        case Enrolment.Enrolled enrolled -> {
          auditing.recordEnrolment(enrolled.member(), caller);
          yield ResponseEntity.status(HttpStatus.CREATED)
              .body(new EnrolledAnswer(enrolled.member(), enrolled.photos()));
        }
        case Enrolment.Refused refused -> Problem.refused(refused.reason(), refused.photos());
      };
    } finally {
      for (Path video : videos) {
        Files.deleteIfExists(video);
      }
    }
  }

  /** Videos go through a file, which FFmpeg needs; {@code files} is told of it before it exists. */
  private Material material(MultipartFile upload, List<Path> files) throws IOException {
    String name = Uploads.fileName(upload);
    try (InputStream in = upload.getInputStream()) {
      if (!Material.looksLikeVideo(in.readNBytes(Material.HEAD))) {
        return new Material.Photo(name, upload::getBytes);
      }
    }
    if (!files.isEmpty()) {
      throw new MemberException("Two videos were given; one is enough, or use photos");
    }
    Path file = uploads.newFile();
    files.add(file);
    upload.transferTo(file);
    return new Material.Video(name, file);
  }

  @PostMapping("/api/members/{id}/grants/{grant}/withdraw")
  Member withdraw(
      @PathVariable UUID id, @PathVariable UUID grant, @AuthenticationPrincipal Caller caller) {
    visible(id, caller).grants().stream()
        .filter(one -> one.id().equals(grant))
        .forEach(
            one -> {
              Places.require(caller, one.places());
              auditing.recordWithdrawal(id, one, caller);
            });
    return members.withdraw(id, grant, caller.username());
  }

  /** To whom a member is not shown, they do not exist. */
  private Member visible(UUID id, Caller caller) {
    return members
        .find(id)
        .filter(member -> Places.sees(caller, member))
        .orElseThrow(() -> new NotFoundException("There is no member with this id"));
  }

  record AgreementRequest(
      @Nullable Purpose purpose,
      @Nullable List<String> places,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String noticeVersion,
      boolean agreed) {}

  @PostMapping("/api/members/{id}/grants")
  ResponseEntity<Member> agree(
      @PathVariable UUID id,
      @RequestBody AgreementRequest given,
      @AuthenticationPrincipal Caller caller) {
    visible(id, caller);
    if (given.purpose() == null || given.noticeVersion() == null) {
      throw new MemberException("'purpose' and 'noticeVersion' are needed, and 'agreed': true");
    }
    Places.require(caller, given.places() == null ? List.of() : given.places());
    var consent =
        new Consent(
            given.agreed(),
            given.purpose(),
            given.places() == null ? Set.of() : Set.copyOf(given.places()),
            Optional.ofNullable(given.from()),
            Optional.ofNullable(given.to()),
            given.noticeVersion(),
            "page",
            caller.username());
    auditing.record(
        Auditing.event(AuditAction.GRANT, caller).purpose(given.purpose().name()).subject(id));
    return ResponseEntity.status(HttpStatus.CREATED).body(members.agree(id, consent));
  }

  @GetMapping("/api/members/{id}/ledger")
  List<LedgerView> ledger(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    visible(id, caller);
    auditing.record(Auditing.event(AuditAction.VIEW, caller).subject(id).detail("consent ledger"));
    return members.ledger(id).stream().map(LedgerView::of).toList();
  }

  /** A line of the ledger, told apart by {@code what}. */
  record LedgerView(String what, LedgerEntry entry) {
    static LedgerView of(LedgerEntry entry) {
      return switch (entry) {
        case LedgerEntry.Granted granted -> new LedgerView("GRANTED", granted);
        case LedgerEntry.Withdrawn withdrawn -> new LedgerView("WITHDRAWN", withdrawn);
      };
    }
  }

  @GetMapping("/api/erasures/{id}")
  ErasureReceipt receipt(@PathVariable UUID id) {
    return members
        .receipt(id)
        .orElseThrow(() -> new NotFoundException("Nobody with the id " + id + " was erased"));
  }

  /** What the signatures of receipts are checked with, for anybody. */
  @GetMapping(path = "/api/erasures/public-key", produces = "application/x-pem-file")
  String receiptKey() {
    return members.receiptKey();
  }

  @DeleteMapping("/api/members/{id}")
  ErasureReceipt erase(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
    if (!Places.owns(caller, visible(id, caller))) {
      throw new AccessDeniedException(
          "This member also agreed for places that are not your account's; somebody who is"
              + " responsible for all of them can erase them");
    }
    auditing.recordErasure(id, caller);
    ErasureReceipt receipt = members.erase(id);
    cleaning.soon();
    return receipt;
  }
}
