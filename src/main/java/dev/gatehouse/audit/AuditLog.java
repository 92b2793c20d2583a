package dev.gatehouse.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The log that tells who did what, to be written before it is done: what cannot be written down
 * must not happen. Thread-safe.
 *
 * <p>One thread writes. Whatever waits for it goes into one transaction, so that a hundred callers
 * wait hardly longer than one; everybody waits for their own entry, and so the queue holds no more
 * than there are callers. When a call returns, its entry survives a crash of the machine.
 */
public final class AuditLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

  static final String HEAD_FILE = "audit.head";

  private static final int QUEUE = 4096;
  private static final int BATCH = 512;
  private static final int ATTEMPTS = 100;
  private static final Duration HEAD_EVERY = Duration.ofMinutes(1);

  private final AuditStore store;
  private final AuditStore writing;
  private final TransactionOperations transaction;
  private final SigningKey key;
  private final Path headFile;
  private final Clock clock;

  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread writer;
  private final ScheduledExecutorService heads;

  private MerkleFrontier frontier; // the writer's alone
  private volatile State written;
  private volatile Optional<TreeHead> head = Optional.empty();
  private volatile Optional<String> problem = Optional.empty();
  private volatile boolean closing;

  private record State(long size, Hash root) {}

  /** Deletes personal parts, within the transaction of the entry that says so. */
  private interface Forgetting {
    int in(AuditStore store);
  }

  private record Pending(
      AuditEvent event, Optional<Forgetting> forgetting, CompletableFuture<AuditEntry> done) {}

  private AuditLog(
      AuditStore store,
      AuditStore writing,
      TransactionOperations transaction,
      SigningKey key,
      Path keys,
      Clock clock) {
    this.store = store;
    this.writing = writing;
    this.transaction = transaction;
    this.key = key;
    this.headFile = keys.resolve(HEAD_FILE);
    this.clock = clock;
    this.frontier = MerkleFrontier.of(store.size(), store);
    this.written = new State(frontier.size(), frontier.root());
    this.writer = Thread.ofPlatform().name("audit").daemon().unstarted(this::write);
    this.heads =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("audit-heads").daemon().factory());
  }

  /**
   * Opens the log, and compares it with the heads that were signed last, in the database and beside
   * the keys. A log that does not fit is told in the server's log and in this one, and goes on:
   * doors depend on it.
   *
   * @param store for everything but writing entries
   * @param writing over a connection that nobody else can hold: callers wait for their entry within
   *     transactions of their own, and so with connections of their own
   * @param transaction of {@code writing}
   * @param keys the folder of the key that signs and of the newest head
   */
  static AuditLog open(
      AuditStore store,
      AuditStore writing,
      TransactionOperations transaction,
      SigningKey key,
      Path keys,
      Clock clock) {
    var audit = new AuditLog(store, writing, transaction, key, keys, clock);
    audit.start();
    return audit;
  }

  private void start() {
    long size = written.size();
    List<String> news = new ArrayList<>();
    if (key.isNew()) {
      news.add("Tree heads are signed by " + key.verifier());
    }
    head = store.newestHead();
    Optional<TreeHead> kept = keptHead();
    for (TreeHead signed : List.of(head, kept).stream().flatMap(Optional::stream).toList()) {
      problem = problem.or(() -> misfit(signed, size));
    }
    writer.start();
    if (problem.isPresent()) {
      log.error("The audit log was changed: {}. Run: gatehouse audit verify", problem.get());
      kept.ifPresent(this::putAside);
      news.add(problem.get());
    }
    news.forEach(text -> record(AuditEvent.of(AuditAction.LOG, Actor.SYSTEM).detail(text)));
    long millis = HEAD_EVERY.toMillis();
    heads.scheduleWithFixedDelay(this::signNow, 0, millis, TimeUnit.MILLISECONDS);
  }

  private Optional<TreeHead> keptHead() {
    try {
      return Files.exists(headFile)
          ? Optional.of(TreeHead.parse(Files.readString(headFile)))
          : Optional.empty();
    } catch (IOException | AuditException e) {
      problem = Optional.of(headFile + " cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<String> misfit(TreeHead signed, long size) {
    String what = "the head of " + signed.size() + " entries that was signed on " + signed.time();
    if (!signed.signedBy(key.verifier())) {
      return Optional.of(what + " is not signed by the present key, " + key.verifier().name());
    }
    if (signed.size() > size) {
      return Optional.of(
          what
              + " has more than the log, which has "
              + size
              + "; an older backup may have been restored");
    }
    try {
      return new MerkleTree(store).root(signed.size()).equals(signed.root())
          ? Optional.empty()
          : Optional.of(what + " is of other entries");
    } catch (AuditException e) {
      return Optional.of(what + " cannot be compared: " + e.getMessage());
    }
  }

  /** A head that does not fit is evidence. */
  private void putAside(TreeHead signed) {
    try {
      Files.move(
          headFile,
          headFile.resolveSibling("audit-" + signed.size() + ".head"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.error("{} could not be put aside: {}", headFile, e.toString());
    }
  }

  /**
   * Writes an event down and waits until it is safe.
   *
   * @throws AuditException if it could not be; what it tells of must not be done then
   */
  public AuditEntry record(AuditEvent event) {
    return await(submit(event));
  }

  /**
   * Hands an event over, to be waited for before what it tells of is done.
   *
   * @return fails with an {@link AuditException} if it could not be written
   */
  public CompletableFuture<AuditEntry> submit(AuditEvent event) {
    return submit(event, Optional.empty());
  }

  /** Waits for what {@link #submit} gave. */
  public static AuditEntry await(CompletableFuture<AuditEntry> submitted) {
    try {
      return submitted.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof AuditException known
          ? new AuditException(String.valueOf(known.getMessage()), known)
          : new AuditException("The audit log cannot be written: " + e.getCause(), e);
    }
  }

  private CompletableFuture<AuditEntry> submit(AuditEvent event, Optional<Forgetting> forgetting) {
    var pending = new Pending(event, forgetting, new CompletableFuture<>());
    if (closing) {
      throw new AuditException("The audit log is closed, so nothing can be done any more");
    }
    try {
      queue.put(pending);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("Interrupted before the audit log was written", e);
    }
    return pending.done();
  }

  /** How many entries about the member there are whose personal part an erasure deletes. */
  public int countAbout(UUID member) {
    return store.count(member);
  }

  /**
   * Writes down that a member is erased, and with it deletes subject, reason and detail of all
   * earlier entries about the member. The tree stays what it is. Doing it twice is no error.
   */
  public AuditEntry recordErasure(UUID member, Actor by) {
    return await(
        submit(
            AuditEvent.of(AuditAction.ERASE, by).subject(member),
            Optional.of(s -> s.forget(member))));
  }

  /**
   * Deletes subject, reason and detail of entries of one kind that are older than that, as {@link
   * #recordErasure} does, and writes it down; where there are none, does nothing.
   *
   * @return of how many
   */
  public long forgetBefore(AuditAction action, Instant time) {
    if (action == AuditAction.ERASE) {
      throw new AuditException("The entries about erasures are kept: they are the proof of them");
    }
    if (!store.hasPersonal(action, time)) {
      return 0;
    }
    AuditEntry entry =
        await(
            submit(
                AuditEvent.of(AuditAction.RETENTION, Actor.SYSTEM)
                    .detail(action + " before " + time),
                Optional.of(s -> s.forget(action, time))));
    return entry.event().count().orElse(0);
  }

  private void write() {
    List<Pending> batch = new ArrayList<>();
    try {
      while (!closing || !queue.isEmpty()) {
        Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          write(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<Pending> batch) {
    try {
      List<AuditEntry> entries = commit(batch);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).done().complete(entries.get(i));
      }
    } catch (RuntimeException | Error e) {
      log.error("The audit log cannot be written", e);
      var told = new AuditException("The audit log cannot be written: " + e.getMessage(), e);
      batch.forEach(pending -> pending.done().completeExceptionally(told));
    }
  }

  private List<AuditEntry> commit(List<Pending> batch) {
    for (int attempt = 1; ; attempt++) {
      MerkleFrontier next = frontier.copy();
      try {
        List<AuditEntry> entries = transaction.execute(_ -> append(batch, next));
        writing.sync();
        frontier = next;
        written = new State(next.size(), next.root());
        return entries;
      } catch (DuplicateKeyException e) {
        // Another program, such as a command beside a server on PostgreSQL, was quicker.
        if (attempt == ATTEMPTS) {
          throw e;
        }
        frontier = MerkleFrontier.of(writing.size(), writing);
      }
    }
  }

  private List<AuditEntry> append(List<Pending> batch, MerkleFrontier next) {
    List<AuditEntry> entries = new ArrayList<>(batch.size());
    Map<AuditStore.NodeId, Hash> nodes = new LinkedHashMap<>();
    int inserted = 0;
    for (Pending pending : batch) {
      AuditEvent event = pending.event();
      if (pending.forgetting().isPresent()) {
        writing.insert(entries.subList(inserted, entries.size()));
        inserted = entries.size();
        event = event.count(pending.forgetting().get().in(writing));
      }
      AuditEntry entry = AuditEntry.of(next.size(), clock.instant(), event, UUID.randomUUID());
      next.append(
          entry.hash(),
          (level, index, hash) -> {
            if (level > 0 && level % AuditStore.LEVELS == 0) {
              nodes.put(new AuditStore.NodeId(level, index), hash);
            }
          });
      entries.add(entry);
    }
    writing.insert(entries.subList(inserted, entries.size()));
    writing.insert(nodes);
    return entries;
  }

  /** The newest signed head; signs one first if something was written since. */
  public synchronized TreeHead treeHead() {
    State now = written;
    Optional<TreeHead> last = head;
    if (last.isPresent()
        && last.get().size() == now.size()
        && last.get().root().equals(now.root())) {
      return last.get();
    }
    Instant time = clock.instant().truncatedTo(ChronoUnit.MICROS);
    TreeHead signed = TreeHead.sign(key, now.size(), now.root(), time);
    store.insert(signed);
    try {
      SigningKey.write(headFile, signed.note());
    } catch (IOException e) {
      throw new AuditException(headFile + " cannot be written: " + e, e);
    }
    head = Optional.of(signed);
    Instant today = time.truncatedTo(ChronoUnit.DAYS);
    if (last.isPresent() && last.get().time().isBefore(today)) {
      store.thinOutHeads(today);
    }
    return signed;
  }

  private void signNow() {
    try {
      treeHead();
    } catch (AuditException | DataAccessException | TransactionException e) {
      log.error("No tree head of the audit log could be signed", e);
    }
  }

  /** What did not fit when the log was opened, for people; absent if all did. */
  public Optional<String> problem() {
    return problem;
  }

  /** What checks the signature of heads. */
  public VerifierKey verifierKey() {
    return key.verifier();
  }

  public List<AuditEntry> find(AuditQuery query) {
    return store.find(query);
  }

  /** How many entries of each action were written in a time; those of which there are any. */
  public Map<AuditAction, Long> counts(Instant from, Instant to) {
    return store.counts(from, to);
  }

  /**
   * @throws NoSuchEntryException if there is none
   */
  public AuditEntry entry(long index) {
    return store
        .entry(index)
        .orElseThrow(
            () -> new NoSuchEntryException("There is no entry " + index + " in the audit log"));
  }

  /**
   * Shows that an entry is in the log of that size.
   *
   * @throws NoSuchEntryException if there is no such entry, or no such size
   */
  public InclusionProof inclusion(long index, long size) {
    requireSize(size);
    return new MerkleTree(store).inclusion(index, size);
  }

  /**
   * Shows that the log of the second size continues the one of the first.
   *
   * @throws NoSuchEntryException if there are no such sizes
   */
  public ConsistencyProof consistency(long first, long second) {
    requireSize(second);
    return new MerkleTree(store).consistency(first, second);
  }

  private void requireSize(long size) {
    if (size > written.size()) {
      throw new NoSuchEntryException(
          "The audit log has " + written.size() + " entries, not " + size + " yet");
    }
  }

  /**
   * Writes the whole log with its heads as lines of JSON, which {@link AuditVerifier#verifyFile}
   * reads; signs a head first.
   *
   * @param out not closed
   * @param progress is told how many entries of how many are written
   */
  public void export(OutputStream out, BiConsumer<Integer, Integer> progress) {
    TreeHead last = treeHead();
    List<TreeHead> signed =
        store.heads().stream().filter(one -> one.size() <= last.size()).toList();
    int total = (int) Math.min(last.size(), Integer.MAX_VALUE);
    AuditFile.write(
        store,
        last.size(),
        signed,
        key.verifier(),
        out,
        done -> progress.accept((int) Math.min(done, total), total));
  }

  /** How many times others looked at the member's data since {@link #markRead}. */
  public long unread(UUID member) {
    return store.unread(member);
  }

  /** The member has read what is about them, up to that entry. */
  public void markRead(UUID member, long index) {
    store.markRead(member, index);
  }

  /** Writes what waits, and signs a last head. */
  @Override
  public void close() {
    closing = true;
    heads.shutdownNow();
    try {
      writer.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var late = new AuditException("The audit log was closed before this could be written");
    for (Pending left = queue.poll(); left != null; left = queue.poll()) {
      left.done().completeExceptionally(late);
    }
    signNow();
  }
}
