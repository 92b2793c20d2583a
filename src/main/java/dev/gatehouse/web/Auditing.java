package dev.gatehouse.web;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountEvent;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Caller;
import dev.gatehouse.account.Role;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.member.ConsentGrant;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.PersonalData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Writes into the audit log what is done over the API, before it is done, and lets an erasure reach
 * the log. Also there for commands, which change accounts. Thread-safe.
 */
@Component
class Auditing implements PersonalData {
  /** A page that shows a list asks for it every few seconds: that is one look. */
  static final Duration SAME_LOOK = Duration.ofMinutes(15);

  private static final int REMEMBERED = 10_000;

  private final AuditLog audit;
  private final Accounts accounts;
  private final Clock clock;

  private final Map<String, Instant> looks =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Autowired
  Auditing(AuditLog audit, Accounts accounts) {
    this(audit, accounts, Clock.systemUTC());
  }

  Auditing(AuditLog audit, Accounts accounts, Clock clock) {
    this.audit = audit;
    this.accounts = accounts;
    this.clock = clock;
  }

  /** A member by their id alone: the log outlives their name. */
  static Actor actor(Caller caller) {
    if (caller.member().isPresent()) {
      return Actor.member(caller.member().get());
    }
    return caller
        .token()
        .map(token -> new Actor(Actor.Kind.TOKEN, token + " of " + shortened(caller.username())))
        .orElseGet(() -> Actor.user(caller.username()));
  }

  private static String shortened(String name) {
    return name.substring(0, Math.min(name.length(), 50));
  }

  static AuditEvent event(AuditAction action, Caller caller) {
    return AuditEvent.of(action, actor(caller));
  }

  void record(AuditEvent event) {
    audit.record(event);
  }

  /** Many at once, which takes hardly longer than one. */
  void record(List<AuditEvent> events) {
    events.stream().map(audit::submit).toList().forEach(AuditLog::await);
  }

  void recordEnrolment(Member member, Caller caller) {
    audit.record(
        event(AuditAction.ENROL, caller)
            .purpose(member.grants().getFirst().purpose().name())
            .subject(member.id()));
  }

  void recordWithdrawal(UUID member, ConsentGrant grant, Caller caller) {
    audit.record(
        event(AuditAction.WITHDRAW, caller)
            .purpose(grant.purpose().name())
            .subject(member)
            .detail("grant " + grant.id()));
  }

  /** Says who wants it; what goes with the member is said when it goes. */
  void recordErasure(UUID member, Caller caller) {
    audit.record(event(AuditAction.ERASE, caller).subject(member));
  }

  @Override
  public String store() {
    return "audit";
  }

  @Override
  public int count(UUID member) {
    return audit.countAbout(member);
  }

  @Override
  public void erase(UUID member) {
    if (audit.countAbout(member) > 0) {
      audit.recordErasure(member, Actor.SYSTEM);
    }
  }

  /**
   * Writes down that somebody looks at a list that shows members; once in {@link #SAME_LOOK} for
   * each caller and list.
   *
   * @param what is looked at
   */
  void looks(Caller caller, String what, OptionalLong count) {
    String key = actor(caller) + " " + what;
    Instant now = clock.instant();
    synchronized (looks) {
      Instant last = looks.get(key);
      if (last != null && now.isBefore(last.plus(SAME_LOOK))) {
        return;
      }
    }
    AuditEvent event = event(AuditAction.VIEW, caller).detail(what);
    audit.record(count.isPresent() ? event.count(count.getAsLong()) : event);
    synchronized (looks) {
      looks.remove(key);
      looks.put(key, now);
    }
  }

  @EventListener
  void account(AccountEvent event) {
    Optional<UUID> member =
        accounts.find(event.account()).flatMap(Account::member).or(() -> invited(event));
    audit.record(
        switch (event.kind()) {
          // What was typed may be a password in the wrong field.
          case LOG_IN_FAILED ->
              AuditEvent.of(AuditAction.LOG_IN_FAILED, Actor.SYSTEM).detail("by " + event.detail());
          case LOGGED_IN -> about(AuditAction.LOG_IN, event, member, event.detail());
          case LOGGED_OUT -> about(AuditAction.LOG_OUT, event, member, event.detail());
          default ->
              about(
                  AuditAction.ACCOUNT,
                  event,
                  member,
                  event.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                      + (event.detail().isEmpty() ? "" : ": " + event.detail()));
        });
  }

  /** An invitation names its member in its detail, having no account yet. */
  private static Optional<UUID> invited(AccountEvent event) {
    try {
      return event.kind() == AccountEvent.Kind.INVITED && event.detail().startsWith("member ")
          ? Optional.of(UUID.fromString(event.detail().substring("member ".length())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private AuditEvent about(
      AuditAction action, AccountEvent event, Optional<UUID> member, String detail) {
    AuditEvent written = AuditEvent.of(action, actor(event, member));
    boolean named =
        member.isEmpty()
            && !event.account().isEmpty()
            && !event.account().equals(event.by())
            && !event.detail().equals(Role.MEMBER.name()); // whose name is not for the log
    String said = named ? detail + ", account " + event.account() : detail;
    AuditEvent aboutMember = member.map(written::subject).orElse(written);
    return said.isBlank() ? aboutMember : aboutMember.detail(said);
  }

  private Actor actor(AccountEvent event, Optional<UUID> member) {
    return switch (event.by()) {
      case "console" -> Actor.command();
      case "oidc" -> Actor.SYSTEM;
      default ->
          event.by().equals(event.account())
              ? member.map(Actor::member).orElseGet(() -> Actor.user(event.by()))
              : Actor.user(event.by());
    };
  }
}
