package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.ConsentNotice;
import dev.gatehouse.member.MemberException;
import dev.gatehouse.member.Notices;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** What members are shown before they agree, in their languages; the owner may write it anew. */
@RestController
@ConditionalOnWebApplication
class NoticeController {
  private final Notices notices;
  private final Auditing auditing;

  NoticeController(Notices notices, Auditing auditing) {
    this.notices = notices;
    this.auditing = auditing;
  }

  /** In the language asked for, else the browser's, else the default one. */
  @GetMapping("/api/notice")
  ConsentNotice notice(
      @RequestParam Purpose purpose, @RequestParam Optional<String> language, WebRequest request) {
    List<Locale> languages =
        language
            .map(tag -> List.of(Locale.forLanguageTag(tag)))
            .orElseGet(() -> List.of(request.getLocale()));
    return notices
        .current(purpose, languages)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Nothing is done for the purpose " + purpose + " yet, so there is no notice"));
  }

  record NoticesView(List<ConsentNotice> current, List<ConsentNotice> history) {}

  /** All that are in force for a purpose, and every version there has been. */
  @GetMapping("/api/notices")
  NoticesView all(@RequestParam Purpose purpose) {
    return new NoticesView(notices.current(purpose), notices.history(purpose));
  }

  record NoticeText(@Nullable String text) {}

  @PostMapping("/api/notices/{purpose}/{language}")
  ResponseEntity<ConsentNotice> write(
      @PathVariable Purpose purpose,
      @PathVariable String language,
      @RequestBody NoticeText given,
      @AuthenticationPrincipal Caller caller) {
    if (given.text() == null) {
      throw new MemberException("'text' is needed: what members are shown");
    }
    ConsentNotice written = notices.write(purpose, language, given.text(), caller.username());
    auditing.record(
        Auditing.event(AuditAction.SETTINGS, caller)
            .purpose(purpose.name())
            .detail("notice " + written.version() + " in " + written.language()));
    return ResponseEntity.status(HttpStatus.CREATED).body(written);
  }
}
