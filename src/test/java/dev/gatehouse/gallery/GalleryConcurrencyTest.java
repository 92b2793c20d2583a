package dev.gatehouse.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GalleryConcurrencyTest {
  private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");
  private static final int DIMENSION = 64;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Gallery gallery = new Gallery();

  /** The face that is searched for: the coming and going member's own. */
  private final float[] probe = RandomVectors.unit(random, DIMENSION);

  private final UUID comesAndGoes = UUID.randomUUID();

  /**
   * Someone comes and goes, by removal and by withdrawal, between members who stay. The counter is
   * odd while the member is certainly absent: a search that saw one odd value from its beginning to
   * its end must not have found the member, one that saw one even value must have.
   */
  @Test
  void whoIsGoneIsNotFoundAndWhoIsThereIs() throws Exception {
    for (int i = 0; i < 2000; i++) {
      UUID member = UUID.randomUUID();
      gallery.putGrants(member, List.of(grant(member)));
      gallery.add(template(member, RandomVectors.unit(random, DIMENSION)));
    }
    AtomicInteger state = new AtomicInteger(1);
    AtomicInteger foundThere = new AtomicInteger();
    AtomicInteger foundGone = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    Callable<Void> searcher =
        () -> {
          while (done.getCount() > 0) {
            int before = state.get();
            SearchResult result = search();
            if (state.get() != before || before < 0) {
              continue;
            }
            boolean found =
                result instanceof SearchResult.Match(UUID member, float score)
                    && member.equals(comesAndGoes);
            assertThat(found).isEqualTo(before % 2 == 0);
            (found ? foundThere : foundGone).incrementAndGet();
          }
          return null;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Void>> searchers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        searchers.add(threads.submit(searcher));
      }
      long end = System.nanoTime() + 1_500_000_000L; // 1.5 s
      for (int round = 0; System.nanoTime() < end; round++) {
        int now = state.get();
        state.set(-1); // neither
        gallery.putGrants(comesAndGoes, List.of(grant(comesAndGoes)));
        if (round % 2 == 0) {
          gallery.add(template(comesAndGoes, probe));
        }
        state.set(now + 1);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(500));
        state.set(-1);
        if (round % 2 == 0) {
          gallery.putGrants(comesAndGoes, List.of());
        } else {
          gallery.remove(comesAndGoes);
        }
        state.set(now + 2);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(500));
      }
      done.countDown();
      for (Future<Void> future : searchers) {
        future.get();
      }
    } finally {
      gallery.close();
    }
    assertThat(foundThere.get()).isPositive();
    assertThat(foundGone.get()).isPositive();
  }

  @Test
  void closingUnderRunningSearchesEndsThemWithAnException() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      UUID member = UUID.randomUUID();
      gallery.putGrants(member, List.of(grant(member)));
      gallery.add(template(member, RandomVectors.unit(random, DIMENSION)));
    }
    CountDownLatch running = new CountDownLatch(2);
    Callable<Boolean> searcher =
        () -> {
          try {
            for (int i = 0; ; i++) {
              search();
              if (i == 10) {
                running.countDown();
              }
            }
          } catch (IllegalStateException closed) {
            return String.valueOf(closed.getMessage()).contains("closed");
          }
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Boolean> first = threads.submit(searcher);
      Future<Boolean> second = threads.submit(searcher);
      running.await();
      gallery.close();
      assertThat(first.get()).isTrue();
      assertThat(second.get()).isTrue();
    }
  }

  private SearchResult search() {
    return gallery.search("m", probe.clone(), Purpose.DOOR, "front", NOW, 0.9f);
  }

  private static Template template(UUID member, float[] unit) {
    return new Template(UUID.randomUUID(), member, "m", unit.clone());
  }

  private static Grant grant(UUID member) {
    return new Grant(
        UUID.randomUUID(), member, Purpose.DOOR, Set.of(), Instant.EPOCH, Optional.empty());
  }
}
