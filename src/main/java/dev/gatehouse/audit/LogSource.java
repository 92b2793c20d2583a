package dev.gatehouse.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A log in parts that can be read and hashed independently of each other. */
interface LogSource extends AutoCloseable {
  /** Of the weights of all blocks. */
  long total();

  /** The next part, to be read on any thread; absent after the last. */
  Optional<Callable<LogBlock>> next();

  /** Heads that do not stand among the entries. */
  List<TreeHead> heads();

  /** Hashes of subtrees that are kept beside the entries; absent where none are. */
  Optional<Map<AuditStore.NodeId, Hash>> nodes();

  @Override
  void close();
}
