package dev.gatehouse.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.gallery.TemplateProtection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The people who enrolled: takes them in, keeps what they agreed to, lets them go. Whatever it does
 * is in force in the {@link Gallery} when it returns. Thread-safe.
 */
public final class Members {
  private static final Logger log = LoggerFactory.getLogger(Members.class);
  private static final int MAX_NAME = 200;

  private final MemberStore store;
  private final TransactionOperations transaction;
  private final MemberKeys keys;
  private final Gallery gallery;
  private final Notices notices;
  private final List<PersonalData> elsewhere;
  private final FaceReader faces;
  private final EnrolmentCheck check;
  private final Clock clock;

  /** Held while rows and gallery are made to agree; looking at photos is done outside of it. */
  private final ReentrantLock writing = new ReentrantLock();

  private final Map<UUID, String> names = new ConcurrentHashMap<>();
  private final List<Consumer<UUID>> listeners = new CopyOnWriteArrayList<>();

  /** What is wrong with a member's key or templates, from loading them. */
  private final Map<UUID, String> problems = new ConcurrentHashMap<>();

  Members(
      MemberStore store,
      TransactionOperations transaction,
      MemberKeys keys,
      Gallery gallery,
      Notices notices,
      List<PersonalData> elsewhere,
      FaceReader faces,
      Clock clock) {
    this.store = store;
    this.transaction = transaction;
    this.keys = keys;
    this.gallery = gallery;
    this.notices = notices;
    this.elsewhere = List.copyOf(elsewhere);
    this.faces = faces;
    this.check = new EnrolmentCheck(faces);
    this.clock = clock;
  }

  /**
   * Fills the gallery from the database, and finishes erasures that were interrupted. A member
   * whose key is missing, or whose rows were changed, is left out and reported, not deleted: the
   * key may come back from a backup.
   *
   * <p>Templates that are not protected by the current secret, because they are from before there
   * was one or because a renewal was interrupted, are turned and stored anew. The former secrets
   * are destroyed when all templates were read back turned.
   */
  void load() {
    gallery.protectBy(keys.templates().current());
    for (UUID member : store.halfErased()) {
      destroy(member);
      log.info("Finished the erasure of member {}, which had been interrupted", member);
    }
    Loaded loaded = loadMembers();
    log.info(
        "{} members can be recognised, {} cannot",
        names.keySet().stream().filter(member -> !problems.containsKey(member)).count(),
        problems.size());
    if (loaded.renewed() > 0) {
      log.info("Turned {} templates by the current secret", loaded.renewed());
    } else if (loaded.unreadable() == 0 && keys.templates().hasFormer()) {
      keys.templates().destroyFormer();
      log.info("Destroyed the former secret: every template is protected by the current one");
    }
  }

  /**
   * @param renewed templates that had to be turned by the current secret
   * @param unreadable members whose templates could not be read, and may need a former secret
   */
  private record Loaded(int renewed, int unreadable) {}

  private Loaded loadMembers() {
    Map<UUID, List<MemberStore.TemplateRow>> templates =
        store.templates().stream().collect(Collectors.groupingBy(MemberStore.TemplateRow::member));
    Map<UUID, List<ConsentGrant>> grants = store.grants();
    int renewed = 0;
    int unreadable = 0;
    for (MemberStore.MemberRow member : store.members()) {
      try (AesKey key = keys.key(member.id())) {
        names.put(member.id(), openName(key, member));
        gallery.putGrants(
            member.id(), effective(member.id(), grants.getOrDefault(member.id(), List.of())));
        for (var template : templates.getOrDefault(member.id(), List.of())) {
          renewed += load(key, template) ? 1 : 0;
        }
      } catch (KeyException e) {
        unreadable++;
        log.error("Member {} cannot be recognised: {}", member.id(), e.getMessage());
        problems.put(
            member.id(),
            e.getMessage() + ". Restore data/keys from a backup, or erase and enrol again");
      }
    }
    return new Loaded(renewed, unreadable);
  }

  /** Returns whether the template had to be turned by the current secret. */
  private boolean load(AesKey key, MemberStore.TemplateRow row) {
    String what = what(row.id(), row.model());
    byte[] bytes = Seal.open(key, row.member(), what, row.sealed());
    try {
      Template stored = Template.fromBytes(row.id(), row.member(), row.model(), bytes);
      TemplateProtection secret = keys.templates().current();
      boolean renew = stored.protection().filter(secret.id()::equals).isEmpty();
      Template template = renew ? renew(key, stored) : stored;
      if (row.model().equals(faces.model())) {
        gallery.add(template);
      } else {
        problems.put(
            row.member(),
            "Enrolled with the model "
                + row.model()
                + ", now in use is "
                + faces.model()
                + ": enrol again");
      }
      template.erase(); // the gallery has its own copy
      return renew;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Turns a template by the current secret and stores it so; the one that was stored is erased. */
  private Template renew(AesKey key, Template stored) {
    TemplateProtection secret = keys.templates().current();
    TemplateProtection former =
        stored
            .protection()
            .map(
                id ->
                    keys.templates()
                        .find(id)
                        .orElseThrow(
                            () ->
                                new KeyException(
                                    "The secret "
                                        + id
                                        + " that protects the template is missing in"
                                        + " keys/templates")))
            .orElse(secret);
    Template template = stored.protect(former, secret);
    stored.erase();
    byte[] bytes = template.toBytes();
    try {
      String what = what(template.id(), template.model());
      byte[] sealed = Seal.seal(key, template.member(), what, bytes);
      transaction.executeWithoutResult(_ -> store.update(template.id(), sealed));
      return template;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Turns every template by a new secret of this deployment, without anybody enrolling again. A
   * member is not recognised from when this begins until their template was turned. If it is
   * interrupted, the next start finishes it. The former secret stays until a start has read all
   * templates back.
   *
   * @return how many templates were turned
   */
  public int renewTemplates() {
    writing.lock();
    try {
      gallery.protectBy(keys.templates().renew());
      problems.clear(); // they are found again
      return loadMembers().renewed();
    } finally {
      writing.unlock();
    }
  }

  private static String what(UUID template, String model) {
    return "template/" + template + "/" + model;
  }

  private static String openName(AesKey key, MemberStore.MemberRow row) {
    return new String(Seal.open(key, row.id(), "name", row.name()), UTF_8);
  }

  private static List<Grant> effective(UUID member, List<ConsentGrant> grants) {
    return grants.stream().flatMap(grant -> grant.effective(member).stream()).toList();
  }

  /**
   * Enrols somebody who agreed. The pictures are looked at and forgotten; of refused ones nothing
   * is kept at all.
   *
   * @param name 1 to 200 characters; need not be unique, two people may have the same
   * @param material photos and videos of that one person; two photos or more are best
   * @throws MemberException if the name, the consent or the number of files is wrong
   */
  public Enrolment enrol(String name, Consent consent, List<Material> material) {
    String cleanName = requireName(name);
    ConsentNotice notice = requireNotice(consent);
    Instant now = now();
    requireFuture(consent, now);
    try (EnrolmentCheck.Result result = check.check(material)) {
      if (result.refusal().isPresent()) {
        return new Enrolment.Refused(result.refusal().get(), result.verdicts());
      }
      ConsentGrant grant = grant(consent, notice, now);
      var record = new MemberStore.ConsentRecord(notice, consent.how(), consent.recordedBy(), now);
      UUID id = UUID.randomUUID();
      writing.lock();
      try {
        Template template = protectedTemplate(grant.effective(id).orElseThrow(), result);
        try {
          keep(id, cleanName, now, grant, record, template);
          names.put(id, cleanName);
          gallery.putGrants(id, effective(id, List.of(grant)));
          gallery.add(template);
        } finally {
          template.erase(); // the gallery has its own copy
        }
      } finally {
        writing.unlock();
      }
      log.info("Enrolled member {} from {} pictures", id, result.embeddings().size());
      Member member = new Member(id, cleanName, now, 1, List.of(grant), Optional.empty());
      return new Enrolment.Enrolled(member, result.verdicts());
    }
  }

  private Template protectedTemplate(Grant grant, EnrolmentCheck.Result result) {
    Template plain = Template.enrol(grant, result.embeddings());
    try {
      return plain.protect(keys.templates().current());
    } finally {
      plain.erase();
    }
  }

  private void keep(
      UUID id,
      String name,
      Instant now,
      ConsentGrant grant,
      MemberStore.ConsentRecord record,
      Template template) {
    byte[] bytes = template.toBytes();
    boolean kept = false;
    try (AesKey key = keys.create(id)) {
      byte[] sealedName = Seal.seal(key, id, "name", name.getBytes(UTF_8));
      byte[] sealed = Seal.seal(key, id, what(template.id(), template.model()), bytes);
      transaction.executeWithoutResult(
          _ -> {
            store.insert(new MemberStore.MemberRow(id, sealedName, now));
            store.insert(id, grant, record);
            store.insert(
                new MemberStore.TemplateRow(template.id(), id, template.model(), sealed, now));
          });
      kept = true;
    } finally {
      Arrays.fill(bytes, (byte) 0);
      if (!kept) {
        keys.destroy(id);
      }
    }
  }

  private static String requireName(String name) {
    String clean = name.strip();
    if (clean.isEmpty() || clean.length() > MAX_NAME) {
      throw new MemberException(
          "A name has 1 to " + MAX_NAME + " characters, not " + clean.length());
    }
    if (clean.codePoints().anyMatch(Character::isISOControl)) {
      throw new MemberException("A name has no line breaks or other control characters");
    }
    return clean;
  }

  private ConsentNotice requireNotice(Consent consent) {
    List<ConsentNotice> current = notices.current(consent.purpose());
    if (current.isEmpty()) {
      throw new MemberException(
          "Nothing in this version is done for the purpose "
              + consent.purpose()
              + ", so nobody can agree to it yet");
    }
    return current.stream()
        .filter(notice -> notice.version().equals(consent.noticeVersion()))
        .findFirst()
        .orElseThrow(
            () ->
                new MemberException(
                    "The member was shown version "
                        + consent.noticeVersion()
                        + " of the notice; in force are "
                        + current.stream().map(ConsentNotice::version).toList()
                        + ". Show one of those"));
  }

  private static void requireFuture(Consent consent, Instant now) {
    if (consent.to().isPresent() && !consent.to().get().isAfter(now)) {
      throw new MemberException("The consent would end at " + consent.to().get() + ", in the past");
    }
  }

  private static ConsentGrant grant(Consent consent, ConsentNotice notice, Instant now) {
    return new ConsentGrant(
        UUID.randomUUID(),
        consent.purpose(),
        List.copyOf(consent.places()),
        consent.from().map(Members::toMicros).orElse(now),
        consent.to().map(Members::toMicros),
        notice.version(),
        Optional.empty());
  }

  /**
   * Records that a member agreed to something more. It is in force when this returns.
   *
   * @throws NoSuchMemberException if there is no such member
   * @throws MemberException if the notice is not one in force, or the consent would be over already
   */
  public Member agree(UUID member, Consent consent) {
    ConsentNotice notice = requireNotice(consent);
    writing.lock();
    try {
      Instant now = now();
      requireFuture(consent, now);
      require(member);
      ConsentGrant grant = grant(consent, notice, now);
      var record = new MemberStore.ConsentRecord(notice, consent.how(), consent.recordedBy(), now);
      transaction.executeWithoutResult(_ -> store.insert(member, grant, record));
      log.info("Member {} agreed to {}", member, consent.purpose());
      Member after = require(member);
      gallery.putGrants(member, effective(member, after.grants()));
      tell(member);
      return after;
    } finally {
      writing.unlock();
    }
  }

  /**
   * All that a member agreed to and took back, with the texts, oldest first.
   *
   * @throws NoSuchMemberException if there is no such member
   */
  public List<LedgerEntry> ledger(UUID member) {
    writing.lock();
    try {
      return store.ledger(member, require(member).grants());
    } finally {
      writing.unlock();
    }
  }

  /** The same of every member, those who agreed first coming first. */
  public Map<UUID, List<LedgerEntry>> ledgers() {
    writing.lock();
    try {
      return store.ledgers(store.grants().values().stream().flatMap(List::stream).toList());
    } finally {
      writing.unlock();
    }
  }

  /** What members are shown before they agree. */
  public Notices notices() {
    return notices;
  }

  /** All members, those who enrolled first coming first. */
  public List<Member> list() {
    return read(Optional.empty());
  }

  private List<Member> read(Optional<UUID> only) {
    writing.lock();
    try {
      Map<UUID, Integer> templates = store.templateCounts(only);
      Map<UUID, List<ConsentGrant>> grants = store.grants(only);
      return store.members(only).stream()
          .map(
              row ->
                  new Member(
                      row.id(),
                      name(row.id()).orElse("(cannot be read)"),
                      row.enrolledAt(),
                      templates.getOrDefault(row.id(), 0),
                      grants.getOrDefault(row.id(), List.of()),
                      Optional.ofNullable(problems.get(row.id()))))
          .toList();
    } finally {
      writing.unlock();
    }
  }

  public Optional<Member> find(UUID member) {
    return read(Optional.of(member)).stream().findFirst();
  }

  /**
   * For display; quick enough for every frame. Absent for whoever is not, or no longer, a member.
   */
  public Optional<String> name(UUID member) {
    return Optional.ofNullable(names.get(member));
  }

  /**
   * Ends a grant now. The member stays enrolled, but is not recognised by it from here on. Doing it
   * twice changes nothing.
   *
   * @param by who entered it: the user name
   * @throws NoSuchMemberException if the member has no such grant
   */
  public Member withdraw(UUID member, UUID grant, String by) {
    writing.lock();
    try {
      ConsentGrant found =
          require(member).grants().stream()
              .filter(one -> one.id().equals(grant))
              .findFirst()
              .orElseThrow(
                  () -> new NoSuchMemberException("The member has no grant with the id " + grant));
      if (found.withdrawnAt().isEmpty()) {
        store.withdraw(grant, now(), by);
        log.info("Member {} withdrew grant {}", member, grant);
      }
      Member after = require(member);
      gallery.putGrants(member, effective(member, after.grants()));
      tell(member);
      return after;
    } finally {
      writing.unlock();
    }
  }

  /**
   * Tells of each change of what a member agreed to, and of each erasure, after it is in force in
   * the gallery and before the call that made it returns.
   */
  public void onGrants(Consumer<UUID> listener) {
    listeners.add(listener);
  }

  private void tell(UUID member) {
    listeners.forEach(listener -> listener.accept(member));
  }

  private Member require(UUID member) {
    return find(member).orElseThrow(() -> noSuchMember(member));
  }

  private static NoSuchMemberException noSuchMember(UUID member) {
    return new NoSuchMemberException("There is no member with the id " + member);
  }

  /**
   * Forgets a member: out of the gallery at once, the key destroyed, the rows deleted, here and in
   * every other store. If it is interrupted, the next start finishes it.
   *
   * @return signed; the same again if it was interrupted before
   * @throws NoSuchMemberException if there is no such member (any more)
   */
  public ErasureReceipt erase(UUID member) {
    writing.lock();
    try {
      if (!store.exists(member)) {
        throw noSuchMember(member);
      }
      gallery.remove(member);
      tell(member);
      names.remove(member);
      problems.remove(member);
      ErasureReceipt receipt = store.erasure(member).orElseGet(() -> begin(member));
      destroy(member);
      log.info("Erased member {}", member);
      return receipt;
    } finally {
      writing.unlock();
    }
  }

  private ErasureReceipt begin(UUID member) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    counts.put("keys", keys.has(member) ? 1 : 0);
    counts.put("names", 1);
    counts.put("templates", store.templates(member));
    counts.put("grants", store.grants(member));
    elsewhere.forEach(other -> counts.put(other.store(), other.count(member)));
    ErasureReceipt receipt = ErasureReceipt.sign(member, now(), counts, keys.receipts());
    transaction.executeWithoutResult(_ -> store.insert(receipt));
    return receipt;
  }

  private void destroy(UUID member) {
    keys.destroy(member);
    transaction.executeWithoutResult(
        _ -> {
          elsewhere.forEach(other -> other.erase(member));
          store.delete(member);
        });
  }

  /** The receipt of somebody who was erased, which holds nothing but the random id. */
  public Optional<ErasureReceipt> receipt(UUID erased) {
    return store.erasure(erased);
  }

  /** The receipts of a time, the first one first. */
  public List<ErasureReceipt> erasures(Instant from, Instant to) {
    return store.erasures(from, to);
  }

  /** Whether this site signed that receipt and nobody changed it since. */
  public boolean verifies(ErasureReceipt receipt) {
    return keys.receipts().verifies(receipt.signed(), receipt.signature());
  }

  /** What receipts are checked with, as PEM. */
  public String receiptKey() {
    return keys.receipts().publicPem();
  }

  /** What the database keeps of an instant. */
  private static Instant toMicros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private Instant now() {
    return toMicros(clock.instant());
  }
}
