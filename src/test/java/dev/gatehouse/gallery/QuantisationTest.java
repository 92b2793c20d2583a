package dev.gatehouse.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How far the gallery's 8-bit scores are from float scores. docs/gallery.md quotes the figures. */
class QuantisationTest {
  private static final int TEMPLATES = 10_000;
  private static final int PROBES = 30;
  private static final int GROUPS = 100; // of people who look alike
  private static final int DIMENSION = 512;
  private static final Instant NOW = Instant.EPOCH;

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void ofRandomVectors() {
    float[][] templates = new float[TEMPLATES][];
    float[][] probes = new float[PROBES][];
    Arrays.setAll(templates, i -> RandomVectors.unit(random, DIMENSION));
    Arrays.setAll(probes, i -> RandomVectors.unit(random, DIMENSION));
    compare("random", templates, probes);
  }

  /** People of a group are about 0.5 alike, a probe about 0.7 like its own template. */
  @Test
  void ofLookAlikes() {
    float[][] centres = new float[GROUPS][];
    float[][] templates = new float[TEMPLATES][];
    float[][] probes = new float[PROBES][];
    Arrays.setAll(centres, i -> RandomVectors.unit(random, DIMENSION));
    Arrays.setAll(templates, i -> RandomVectors.near(random, centres[i % GROUPS], 1));
    Arrays.setAll(probes, i -> RandomVectors.near(random, templates[random.nextInt(TEMPLATES)], 1));
    compare("look-alikes", templates, probes);
  }

  private static void compare(String kind, float[][] templates, float[][] probes) {
    try (Gallery gallery = new Gallery()) {
      for (int i = 0; i < templates.length; i++) {
        UUID member = new UUID(0, i);
        gallery.add(new Template(member, member, "m", templates[i]));
        gallery.putGrants(
            member,
            List.of(new Grant(member, member, Purpose.DOOR, Set.of(), NOW, Optional.empty())));
      }
      double max = 0;
      double squares = 0;
      double mostLost = 0;
      int same = 0;
      for (float[] probe : probes) {
        int best = 0;
        double bestScore = -1;
        for (int i = 0; i < templates.length; i++) {
          double exact = inner(probe, templates[i]);
          double stored =
              gallery
                  .verify("m", probe.clone(), new UUID(0, i), Purpose.DOOR, "front", NOW)
                  .orElseThrow();
          max = Math.max(max, Math.abs(exact - stored));
          squares += (exact - stored) * (exact - stored);
          if (exact > bestScore) {
            bestScore = exact;
            best = i;
          }
        }
        var found =
            (SearchResult.Match) gallery.search("m", probe.clone(), Purpose.DOOR, "front", NOW, -1);
        int winner = (int) found.member().getLeastSignificantBits();
        same += winner == best ? 1 : 0;
        mostLost = Math.max(mostLost, bestScore - inner(probe, templates[winner]));
      }
      double rms = Math.sqrt(squares / probes.length / templates.length);
      System.out.printf(
          "%s: max %.5f, rms %.5f, same %d of %d%n", kind, max, rms, same, probes.length);
      assertThat(max).isLessThan(0.003);
      assertThat(rms).isLessThan(0.0006);
      assertThat(mostLost).isLessThanOrEqualTo(2 * max);
    }
  }

  private static double inner(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
