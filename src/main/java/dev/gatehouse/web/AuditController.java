package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Right;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEntry;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.audit.AuditQuery;
import dev.gatehouse.audit.ConsistencyProof;
import dev.gatehouse.audit.Hash;
import dev.gatehouse.audit.InclusionProof;
import dev.gatehouse.audit.TreeHead;
import dev.gatehouse.member.Members;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** The audit log, its proofs, and for members the part that is about them. */
@RestController
@ConditionalOnWebApplication
class AuditController {
  private final AuditLog audit;
  private final Auditing auditing;
  private final Members members;

  AuditController(AuditLog audit, Auditing auditing, Members members) {
    this.audit = audit;
    this.auditing = auditing;
    this.members = members;
  }

  record SubjectView(UUID id, @Nullable String name) {}

  /**
   * An entry.
   *
   * @param forgotten whether subject, reason and detail were deleted with an erased member
   */
  record EntryView(
      long index,
      Instant time,
      AuditAction action,
      String actor,
      @Nullable String purpose,
      @Nullable String place,
      @Nullable Long count,
      @Nullable SubjectView subject,
      @Nullable String reason,
      @Nullable String detail,
      boolean forgotten) {}

  /** The names of members are for those alone who may see members. */
  private EntryView view(AuditEntry entry, Caller caller) {
    return new EntryView(
        entry.index(),
        entry.time(),
        entry.event().action(),
        entry.event().actor().toString(),
        entry.event().purpose().orElse(null),
        entry.event().place().orElse(null),
        entry.event().count().isPresent() ? entry.event().count().getAsLong() : null,
        entry
            .event()
            .subject()
            .map(
                id ->
                    new SubjectView(
                        id,
                        caller.may(Right.VIEW_MEMBERS) || caller.member().equals(Optional.of(id))
                            ? members.name(id).orElse(null)
                            : null))
            .orElse(null),
        entry.event().reason().orElse(null),
        entry.event().detail().orElse(null),
        entry.forgotten());
  }

  @GetMapping("/api/audit")
  List<EntryView> entries(
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam Optional<Long> before,
      @RequestParam Optional<UUID> subject,
      @RequestParam Optional<AuditAction> action,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> to,
      @AuthenticationPrincipal Caller caller) {
    auditing.looks(caller, "audit log", OptionalLong.empty());
    var query = new AuditQuery(subject, action, from, to, before, limit(limit));
    return audit.find(query).stream().map(entry -> view(entry, caller)).toList();
  }

  private static int limit(int limit) {
    return Math.clamp(limit, 1, AuditQuery.MOST);
  }

  /**
   * The newest head.
   *
   * @param note the signed text
   * @param key that checks its signature
   * @param problem what did not fit when the server started
   */
  record HeadView(
      long size, Instant time, String root, String note, String key, @Nullable String problem) {}

  @GetMapping("/api/audit/tree-head")
  HeadView head() {
    TreeHead head = audit.treeHead();
    return new HeadView(
        head.size(),
        head.time(),
        head.root().toString(),
        head.note(),
        audit.verifierKey().toString(),
        audit.problem().orElse(null));
  }

  /**
   * Shows that an entry is in the log.
   *
   * @param leaf what is hashed of the entry, in base64
   */
  record InclusionView(long index, long size, String leaf, List<String> path) {}

  @GetMapping("/api/audit/proof")
  InclusionView proof(@RequestParam long index, @RequestParam Optional<Long> size) {
    InclusionProof proof = audit.inclusion(index, size.orElseGet(() -> audit.treeHead().size()));
    return new InclusionView(
        index,
        proof.size(),
        Base64.getEncoder().encodeToString(audit.entry(index).leaf()),
        proof.path().stream().map(Hash::toString).toList());
  }

  /** Shows that the log of the second size continues that of the first. */
  record ConsistencyView(long first, long second, List<String> path) {}

  @GetMapping("/api/audit/consistency")
  ConsistencyView consistency(@RequestParam long first, @RequestParam long second) {
    ConsistencyProof proof = audit.consistency(first, second);
    return new ConsistencyView(first, second, proof.path().stream().map(Hash::toString).toList());
  }

  @GetMapping("/api/audit/export")
  ResponseEntity<StreamingResponseBody> export(@AuthenticationPrincipal Caller caller) {
    auditing.record(Auditing.event(AuditAction.EXPORT, caller).detail("audit log"));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_NDJSON)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("audit.jsonl").build().toString())
        .body(out -> audit.export(out, (_, _) -> {}));
  }

  @GetMapping("/api/members/{id}/audit")
  List<EntryView> about(
      @PathVariable UUID id,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam Optional<Long> before,
      @AuthenticationPrincipal Caller caller) {
    auditing.looks(caller, "audit log", OptionalLong.empty());
    return audit.find(AuditQuery.about(id, before, limit(limit))).stream()
        .map(entry -> view(entry, caller))
        .toList();
  }

  /**
   * What is about the caller.
   *
   * @param unread how many times others looked at their data since they last read of it
   */
  record OwnView(long unread, List<EntryView> entries) {}

  @GetMapping("/api/me/audit")
  OwnView own(
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam Optional<Long> before,
      @AuthenticationPrincipal Caller caller) {
    UUID id = caller.member().orElseThrow(AuditController::noMember);
    return new OwnView(
        audit.unread(id),
        audit.find(AuditQuery.about(id, before, limit(limit))).stream()
            .map(entry -> view(entry, caller))
            .toList());
  }

  /**
   * @param index of the newest entry that was shown
   */
  record Read(long index) {}

  @PostMapping("/api/me/audit/read")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void read(@RequestBody Read read, @AuthenticationPrincipal Caller caller) {
    audit.markRead(caller.member().orElseThrow(AuditController::noMember), read.index());
  }

  private static NotFoundException noMember() {
    return new NotFoundException("You are not a member");
  }
}
