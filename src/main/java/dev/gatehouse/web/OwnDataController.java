package dev.gatehouse.web;

import dev.gatehouse.account.Caller;
import dev.gatehouse.door.DecisionLog;
import dev.gatehouse.member.ErasureReceipt;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import dev.gatehouse.merchandise.Merchandise;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A member's own data. No path here has a member's id: it is always the caller's. */
@RestController
@ConditionalOnWebApplication
class OwnDataController {
  private final Members members;
  private final DecisionLog log;
  private final DecisionViews views;
  private final Merchandise merchandise;
  private final Auditing auditing;
  private final MemoryCleaning cleaning;

  OwnDataController(
      Members members,
      DecisionLog log,
      DecisionViews views,
      Merchandise merchandise,
      Auditing auditing,
      MemoryCleaning cleaning) {
    this.members = members;
    this.log = log;
    this.views = views;
    this.merchandise = merchandise;
    this.auditing = auditing;
    this.cleaning = cleaning;
  }

  @GetMapping("/api/me")
  Member me(@AuthenticationPrincipal Caller caller) {
    return members
        .find(id(caller))
        .orElseThrow(() -> new NotFoundException("You are not a member any more"));
  }

  @GetMapping("/api/me/decisions")
  List<DecisionViews.DecisionView> decisions(
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam Optional<Long> before,
      @AuthenticationPrincipal Caller caller) {
    return log.ofMember(id(caller), limit, before).stream().map(views::of).toList();
  }

  /** What kiosks showed the member and what they touched, while they agree to be known there. */
  @GetMapping("/api/me/merchandise")
  List<Merchandise.OwnLine> merchandise(@AuthenticationPrincipal Caller caller) {
    return merchandise.historyOf(id(caller));
  }

  @PostMapping("/api/me/grants/{grant}/withdraw")
  Member withdraw(@PathVariable UUID grant, @AuthenticationPrincipal Caller caller) {
    me(caller).grants().stream()
        .filter(one -> one.id().equals(grant))
        .forEach(one -> auditing.recordWithdrawal(id(caller), one, caller));
    return members.withdraw(id(caller), grant, caller.username());
  }

  @GetMapping("/api/me/ledger")
  List<MemberController.LedgerView> ledger(@AuthenticationPrincipal Caller caller) {
    return members.ledger(id(caller)).stream().map(MemberController.LedgerView::of).toList();
  }

  /** The account goes with the member, and with it this session. */
  @DeleteMapping("/api/me")
  ErasureReceipt erase(@AuthenticationPrincipal Caller caller) {
    auditing.recordErasure(id(caller), caller);
    ErasureReceipt receipt = members.erase(id(caller));
    cleaning.soon();
    return receipt;
  }

  private static UUID id(Caller caller) {
    return caller.member().orElseThrow();
  }
}
