package dev.gatehouse.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The log of a database, as it is when this is made. */
final class DatabaseSource implements LogSource {
  private static final long BLOCK = 4096;

  private final AuditStore store;
  private final long size;
  private final List<TreeHead> heads;
  private long from;

  DatabaseSource(AuditStore store) {
    this.store = store;
    this.heads = store.heads(); // first: a head that is signed meanwhile is of more entries
    this.size = store.size();
  }

  @Override
  public long total() {
    return size;
  }

  @Override
  public Optional<Callable<LogBlock>> next() {
    if (from >= size) {
      return Optional.empty();
    }
    long first = from;
    from = Math.min(size, from + BLOCK);
    long to = from;
    return Optional.of(() -> read(first, to));
  }

  private LogBlock read(long first, long to) {
    var block = new LogBlock(to - first);
    try {
      store.rows(first, to, row -> block.add(row.entry(), row.hash()));
      if (block.first() == first && block.leaves().size() < to - first) {
        block.misfit("is missing");
      }
    } catch (AuditException | IllegalArgumentException | NullPointerException e) {
      block.misfit("cannot be read: " + e.getMessage());
    }
    return block;
  }

  @Override
  public List<TreeHead> heads() {
    return heads;
  }

  @Override
  public Optional<Map<AuditStore.NodeId, Hash>> nodes() {
    return Optional.of(store.nodes());
  }

  @Override
  public void close() {}
}
