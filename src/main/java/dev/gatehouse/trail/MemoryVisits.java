package dev.gatehouse.trail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Visits in memory alone, for simulations. Thread-safe. */
final class MemoryVisits implements Visits {
  private final Map<UUID, Map<Long, Visit>> byMember = new HashMap<>();
  private long last;

  @Override
  public synchronized long insert(UUID member, Visit visit) {
    byMember.computeIfAbsent(member, _ -> new HashMap<>()).put(++last, visit);
    return last;
  }

  @Override
  public synchronized void update(UUID member, long id, Visit visit) {
    byMember.getOrDefault(member, new HashMap<>()).replace(id, visit);
  }

  @Override
  public synchronized List<Visit> between(UUID member, Instant from, Instant to) {
    return byMember.getOrDefault(member, Map.of()).values().stream()
        .filter(visit -> visit.from().isBefore(to) && !visit.to().isBefore(from))
        .sorted(Comparator.comparing(Visit::from))
        .toList();
  }

  synchronized Map<UUID, List<Visit>> all() {
    Map<UUID, List<Visit>> all = new HashMap<>();
    byMember.forEach((member, visits) -> all.put(member, new ArrayList<>(visits.values())));
    return all;
  }
}
