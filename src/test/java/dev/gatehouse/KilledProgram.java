package dev.gatehouse;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.Role;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.door.TestJournal;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Consent;
import dev.gatehouse.member.ConsentGrant;
import dev.gatehouse.member.Enrolment;
import dev.gatehouse.member.FaceReader;
import dev.gatehouse.member.Member;
import dev.gatehouse.member.Members;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A program that enrols, agrees, withdraws, decides and erases on several threads at once, says
 * what it begins and what was acknowledged, and waits to be killed.
 *
 * <p>Arguments: a number of this run, or "rekey" to do nothing but that; then settings.
 */
final class KilledProgram {
  static final String PLACE = "entrance";
  static final String REKEY = "rekey";

  private static final List<String> PARTS =
      List.of(
          "dev.gatehouse.KilledProgram$Connections",
          "dev.gatehouse.database.DatabaseConfiguration",
          "dev.gatehouse.audit.AuditConfiguration",
          "dev.gatehouse.member.MemberConfiguration",
          "dev.gatehouse.account.AccountConfiguration",
          "dev.gatehouse.web.Auditing",
          "dev.gatehouse.web.AuditSeal");

  private static final int THREADS = 4;
  private static final int PERSONS = 1000; // of a thread in a run
  private static final int MOST = 12; // members of a thread
  private static final Actor EVE = Actor.user("eve");
  private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

  /** What Spring Boot sets up for a database. */
  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    FlywayAutoConfiguration.class
  })
  static final class Connections {}

  private final Members members;
  private final Accounts accounts;
  private final AuditLog audit;
  private final TestJournal journal;
  private final Random random = new Random();
  private final String name;
  private final List<Member> mine;
  private int nextPerson;
  private int decisions;
  private int invited;

  private KilledProgram(
      ConfigurableApplicationContext program, int run, int thread, List<Member> mine) {
    members = program.getBean(Members.class);
    accounts = program.getBean(Accounts.class);
    audit = program.getBean(AuditLog.class);
    journal = program.getBean(TestJournal.class);
    name = run + "-" + thread;
    nextPerson = (run * THREADS + thread) * PERSONS;
    this.mine = mine;
  }

  /**
   * The parts of the program that keep something, set up as it does; no more of them, to start
   * quickly. Faces are synthetic and no door has a camera.
   */
  static ConfigurableApplicationContext start(String... settings) {
    return new SpringApplicationBuilder(
            PARTS.stream().map(KilledProgram::type).toArray(Class<?>[]::new))
        .web(WebApplicationType.NONE)
        .lazyInitialization(true)
        .logStartupInfo(false)
        .initializers(
            (GenericApplicationContext program) -> {
              program.registerBean(
                  "syntheticFaces",
                  FaceReader.class,
                  SyntheticFaces::new,
                  definition -> definition.setPrimary(true));
              TestJournal.register(program);
            })
        .run(settings);
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  public static void main(String[] arguments) {
    String[] settings = Arrays.copyOfRange(arguments, 1, arguments.length);
    if (arguments[0].equals(REKEY)) {
      rekey(settings);
    }
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> say("failed " + failure));
    int run = Integer.parseInt(arguments[0]);
    ConfigurableApplicationContext program = start(settings);
    List<Member> all = program.getBean(Members.class).list();
    say("ready");
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      List<Member> mine =
          new ArrayList<>(
              all.stream()
                  .filter(member -> (member.id().hashCode() & 0xFF) % THREADS == thread)
                  .toList());
      Thread.ofPlatform().start(new KilledProgram(program, run, i, mine)::work);
    }
  }

  /** In one call to the system, so that a line is there whole or not at all. */
  private static void say(String line) {
    try {
      OUT.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void work() {
    while (true) {
      int what = random.nextInt(10);
      if (mine.isEmpty() || (what < 3 && mine.size() < MOST)) {
        enrol();
        continue;
      }
      int at = random.nextInt(mine.size());
      switch (what) {
        case 0, 1, 2, 3, 4 -> erase(mine.remove(at));
        case 5 -> agree(at);
        case 6 -> withdraw(at);
        case 7 -> account(mine.get(at).id());
        case 8 -> decide(Optional.of(mine.get(at).id()));
        default -> decide(Optional.empty());
      }
    }
  }

  /** As the command does, which opens once more to destroy the former secret. */
  private static void rekey(String[] settings) {
    say("ready");
    while (true) {
      try (var program = start(settings)) {
        Members members = program.getBean(Members.class);
        say("begin rekey");
        members.renewTemplates();
      }
      try (var program = start(settings)) {
        program.getBean(Members.class);
        say("done rekey");
      }
    }
  }

  static Member enrol(Members members, int person) {
    Enrolment done =
        members.enrol(
            Integer.toString(person),
            consent(members, Purpose.DOOR),
            List.of(SyntheticFaces.photo(person), SyntheticFaces.photo(person)));
    return ((Enrolment.Enrolled) done).member();
  }

  private static Consent consent(Members members, Purpose purpose) {
    String notice = members.notices().current(purpose).getFirst().version();
    return new Consent(
        true, purpose, Set.of(PLACE), Optional.empty(), Optional.empty(), notice, "test", "eve");
  }

  private void enrol() {
    int person = nextPerson++;
    say("begin enrol " + person);
    Member member = enrol(members, person);
    audit.record(AuditEvent.of(AuditAction.ENROL, EVE).purpose("DOOR").subject(member.id()));
    say("done enrol " + person + " " + member.id() + " " + member.grants().getFirst().id());
    mine.add(member);
  }

  private void agree(int at) {
    UUID member = mine.get(at).id();
    say("begin agree " + member);
    audit.record(AuditEvent.of(AuditAction.GRANT, EVE).purpose("VERIFY").subject(member));
    mine.set(
        at,
        members.agree(
            member, consent(members, random.nextBoolean() ? Purpose.DOOR : Purpose.VERIFY)));
    say("done agree " + member + " " + mine.get(at).grants().getLast().id());
  }

  private void withdraw(int at) {
    UUID member = mine.get(at).id();
    List<ConsentGrant> grants = mine.get(at).grants();
    UUID grant = grants.get(random.nextInt(grants.size())).id();
    say("begin withdraw " + member + " " + grant);
    audit.record(AuditEvent.of(AuditAction.WITHDRAW, EVE).subject(member));
    mine.set(at, members.withdraw(member, grant, "eve"));
    say("done withdraw " + member + " " + grant);
  }

  private void account(UUID member) {
    if (accounts.ofMember(member).isPresent()) {
      return;
    }
    String account = "m" + name + "-" + invited++;
    say("begin account " + member);
    String link = accounts.invite(Role.MEMBER, Set.of(), Optional.of(member), "eve");
    accounts.accept(link, account, Optional.empty());
    say("done account " + member + " " + account);
  }

  private void decide(Optional<UUID> member) {
    String door = "door-" + name + "-" + decisions++;
    say("begin decide " + door);
    journal.decide(door, member);
    say("done decide " + door);
  }

  private void erase(Member member) {
    say("begin erase " + member.id());
    audit.record(AuditEvent.of(AuditAction.ERASE, EVE).subject(member.id()));
    members.erase(member.id());
    say("done erase " + member.id());
  }
}
