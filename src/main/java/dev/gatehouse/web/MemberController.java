package dev.gatehouse.web;

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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
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

  MemberController(Members members, Uploads uploads) {
    this.members = members;
    this.uploads = uploads;
  }

  record EnrolledAnswer(Member member, List<PhotoVerdict> photos) {}

  record RefusedAnswer(String error, List<PhotoVerdict> photos) {}

  @GetMapping("/api/members")
  List<Member> list() {
    return members.list();
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
      Authentication who)
      throws IOException {
    var given =
        new Consent(
            consent,
            purpose,
            Set.copyOf(places.orElse(List.of())),
            from,
            to,
            noticeVersion,
            "page",
            who.getName());
    List<Path> videos = new ArrayList<>();
    try {
      List<Material> material = new ArrayList<>();
      for (MultipartFile photo : photos) {
        material.add(material(photo, videos));
      }
      return switch (members.enrol(name, given, material)) {
        case Enrolment.Enrolled enrolled ->
            ResponseEntity.status(HttpStatus.CREATED)
                .body(new EnrolledAnswer(enrolled.member(), enrolled.photos()));
        case Enrolment.Refused refused ->
            ResponseEntity.unprocessableContent()
                .body(new RefusedAnswer(refused.reason(), refused.photos()));
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
  Member withdraw(@PathVariable UUID id, @PathVariable UUID grant, Authentication who) {
    return members.withdraw(id, grant, who.getName());
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
      @PathVariable UUID id, @RequestBody AgreementRequest given, Authentication who) {
    if (given.purpose() == null || given.noticeVersion() == null) {
      throw new MemberException("'purpose' and 'noticeVersion' are needed, and 'agreed': true");
    }
    var consent =
        new Consent(
            given.agreed(),
            given.purpose(),
            given.places() == null ? Set.of() : Set.copyOf(given.places()),
            Optional.ofNullable(given.from()),
            Optional.ofNullable(given.to()),
            given.noticeVersion(),
            "page",
            who.getName());
    return ResponseEntity.status(HttpStatus.CREATED).body(members.agree(id, consent));
  }

  @GetMapping("/api/members/{id}/ledger")
  List<LedgerView> ledger(@PathVariable UUID id) {
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
  ErasureReceipt erase(@PathVariable UUID id) {
    return members.erase(id);
  }
}
