package dev.gatehouse.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** In memory, with the real gallery. */
class VisitsInMemoryProperties extends GrantedVisits {
  private static int written;

  @Property(tries = 1000)
  void no_visit_is_written_without_a_grant_that_covers_it(@ForAll("histories") List<Step> history) {
    try (var gallery = new Gallery()) {
      written += hold(history, new InMemory(gallery), new MemoryVisits());
    }
  }

  /** A property of nothing would hold as well. */
  @AfterContainer
  static void some_were_written() {
    assertThat(written).isGreaterThan(500);
  }

  private static final class InMemory implements World {
    private final Gallery gallery;
    private final List<UUID> members =
        List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    private final Map<UUID, List<Grant>> grants = new HashMap<>();
    private Instant now = START;

    InMemory(Gallery gallery) {
      this.gallery = gallery;
    }

    @Override
    public Gallery gallery() {
      return gallery;
    }

    @Override
    public List<UUID> members() {
      return members;
    }

    @Override
    public UUID agree(
        UUID member, Set<String> places, Optional<Instant> from, Optional<Instant> to) {
      var grant = new Grant(UUID.randomUUID(), member, Purpose.TRAIL, places, from.orElse(now), to);
      List<Grant> all = grants.computeIfAbsent(member, _ -> new ArrayList<>());
      all.add(grant);
      gallery.putGrants(member, all);
      return grant.id();
    }

    @Override
    public void withdraw(UUID member, UUID grant) {
      List<Grant> all = grants.getOrDefault(member, new ArrayList<>());
      all.removeIf(one -> one.id().equals(grant));
      gallery.putGrants(member, all);
    }

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void setClock(Instant instant) {
      now = instant;
    }
  }
}
