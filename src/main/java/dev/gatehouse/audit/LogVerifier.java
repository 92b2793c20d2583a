package dev.gatehouse.audit;

import dev.gatehouse.audit.Verification.Finding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Checks a log from its first entry to its last: all processors read and hash entries, one builds
 * the tree of the hashes and compares it with every head. Used once, by one thread.
 */
final class LogVerifier {
  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final int AHEAD = 2 * THREADS;

  private record SignatureCheck(TreeHead head, Future<Boolean> genuine) {}

  private final LogSource source;
  private final List<VerifierKey> keys;
  private final LongConsumer progress;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().name("audit-verify-", 0).daemon().factory());

  private final MerkleFrontier tree = new MerkleFrontier();
  private final Map<AuditStore.NodeId, Hash> nodes = new HashMap<>();
  private final boolean nodesKept;
  private final PriorityQueue<TreeHead> waiting =
      new PriorityQueue<>(Comparator.comparingLong(TreeHead::size));
  private final List<SignatureCheck> signatures = new ArrayList<>();
  private long headsChecked;
  private long forgotten;
  private long accountedFor;
  private long done;
  private Optional<TreeHead> newest = Optional.empty();
  private Optional<Finding> finding = Optional.empty();

  private LogVerifier(LogSource source, List<VerifierKey> keys, LongConsumer progress) {
    this.source = source;
    this.keys = keys;
    this.progress = progress;
    nodesKept = source.nodes().map(kept -> putAll(nodes, kept)).isPresent();
  }

  private static <K, V> Map<K, V> putAll(Map<K, V> to, Map<K, V> from) {
    to.putAll(from);
    return to;
  }

  /**
   * @param outside heads that were kept elsewhere
   * @param progress is told how much of the source's total is done
   */
  static Verification verify(
      LogSource source, List<VerifierKey> keys, List<TreeHead> outside, LongConsumer progress) {
    var verifier = new LogVerifier(source, keys, progress);
    try (source) {
      return verifier.run(outside);
    } finally {
      verifier.threads.shutdownNow();
    }
  }

  private Verification run(List<TreeHead> outside) {
    outside.forEach(this::expect);
    source.heads().forEach(this::expect);
    checkHeads();
    Deque<Future<LogBlock>> ahead = new ArrayDeque<>();
    read(ahead);
    while (!ahead.isEmpty() && finding.isEmpty()) {
      LogBlock block = get(ahead.removeFirst());
      read(ahead);
      take(block);
      done += block.weight();
      progress.accept(done);
    }
    if (finding.isEmpty()) {
      checkEnd();
    }
    return new Verification(
        tree.size(), forgotten, headsChecked, tree.root(), newest, keys, finding);
  }

  private void read(Deque<Future<LogBlock>> ahead) {
    while (ahead.size() < AHEAD) {
      Optional<Callable<LogBlock>> next = source.next();
      if (next.isEmpty()) {
        return;
      }
      ahead.add(threads.submit(next.get()));
    }
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AuditException(
          "The audit log cannot be read: " + (e.getCause() == null ? e : e.getCause()).getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("Interrupted", e);
    }
  }

  private void expect(TreeHead head) {
    waiting.add(head);
    Callable<Boolean> check = () -> keys.stream().anyMatch(head::signedBy);
    signatures.add(new SignatureCheck(head, threads.submit(check)));
  }

  private void found(long entry, String what) {
    if (finding.isEmpty()) {
      finding = Optional.of(new Finding(entry, what));
    }
  }

  private void take(LogBlock block) {
    long start = tree.size();
    block.heads().forEach(this::expect);
    if (block.first() >= 0 && block.first() != start) {
      found(
          start,
          "Entry " + start + " is missing: entry " + block.first() + " stands where it should");
      return;
    }
    checkHeads();
    for (Hash leaf : block.leaves()) {
      tree.append(leaf, this::checkNode);
      checkHeads();
      if (finding.isPresent()) {
        return;
      }
    }
    forgotten += block.forgotten();
    accountedFor += block.accountedFor();
    block
        .misfit()
        .ifPresent(
            misfit -> {
              long entry = start + misfit.at();
              found(entry, "Entry " + entry + " " + misfit.what());
            });
  }

  private void checkNode(int level, long index, Hash hash) {
    if (nodesKept && level > 0 && level % AuditStore.LEVELS == 0) {
      Hash kept = nodes.remove(new AuditStore.NodeId(level, index));
      if (!hash.equals(kept)) {
        long first = index << level;
        found(
            first,
            "Something from entry "
                + first
                + " to "
                + (tree.size())
                + " was changed: the hash that is kept of them "
                + (kept == null ? "is missing" : "is another"));
      }
    }
  }

  /** Those of as many entries as there are now. */
  private void checkHeads() {
    while (finding.isEmpty() && !waiting.isEmpty() && waiting.peek().size() <= tree.size()) {
      TreeHead head = waiting.remove();
      if (head.size() < tree.size()) {
        found(
            head.size(),
            "The tree head of "
                + head.size()
                + " entries stands after entry "
                + (tree.size() - 1)
                + ", where it does not belong");
      } else if (!head.root().equals(tree.root())) {
        long from = newest.map(TreeHead::size).orElse(0L);
        found(
            from,
            head.size() == from
                ? "Two tree heads of " + from + " entries contradict each other"
                : "Something from entry "
                    + from
                    + " to "
                    + (head.size() - 1)
                    + " was changed: it is not what was signed on "
                    + head.time());
      } else {
        headsChecked++;
        newest = Optional.of(head);
      }
    }
  }

  private void checkEnd() {
    TreeHead more = waiting.peek();
    if (more != null) {
      found(
          tree.size(),
          "Entry "
              + tree.size()
              + " and what followed are missing: on "
              + more.time()
              + " there were "
              + more.size()
              + " entries");
    }
    if (nodesKept && !nodes.isEmpty()) {
      found(
          tree.size(), "Hashes are kept of entries that are missing, from " + tree.size() + " on");
    }
    if (forgotten != accountedFor) {
      found(
          0,
          "Subject, reason and detail of "
              + forgotten
              + " entries are gone, but the log accounts for "
              + accountedFor
              + ": they were deleted otherwise than by an erasure or the retention");
    }
    for (SignatureCheck check : signatures) {
      if (!get(check.genuine())) {
        found(
            0,
            "The tree head of "
                + check.head().size()
                + " entries of "
                + check.head().time()
                + " is not signed by "
                + String.join(" or ", keys.stream().map(VerifierKey::name).toList())
                + " but by "
                + check.head().origin()
                + ", or it was changed");
      }
    }
  }
}
