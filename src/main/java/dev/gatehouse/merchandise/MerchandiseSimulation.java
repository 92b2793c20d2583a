package dev.gatehouse.merchandise;

import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.AgeSex;
import dev.gatehouse.face.Sex;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/**
 * People who do not exist before a screen that does not exist: how the bandit does against chance,
 * against an owner's rules, and against somebody who knows what everyone likes.
 *
 * <p>What a person touches follows from their age, sex and the time of day, by a logistic model
 * that is drawn anew for each run; the camera sees ages and sexes with the errors given here. The
 * code that picks and learns is the product's.
 */
public final class MerchandiseSimulation {
  /**
   * Standard deviation of the age that is guessed, in years: nine of ten are within the range that
   * {@link AgeSex#range()} gives an adult.
   */
  private static final double AGE_ERROR = 5.5;

  /** How often the sex is seen wrong. */
  private static final double SEX_ERROR = 0.05;

  /**
   * How much the popularity of items, and their popularity with an age and a sex, vary; in logits.
   */
  private static final double BY_ITEM = 0.7;

  private static final double BY_AGE = 0.7;
  private static final double BY_SEX = 0.4;
  private static final double BY_PART = 0.3;
  private static final double BY_ALL = 0.3;

  private static final double EXPLORATION = 0.1;
  private static final int CARDS = 4;
  private static final int STEPS = 20; // of a learning curve

  /** Who picks. */
  public enum Policy {
    /** Evenly from what may be shown. */
    RANDOM,
    /** The owner's best guess for each kind of people, always the same. */
    RULES,
    /** The product's bandit, but told nothing about the people. */
    NO_CONTEXT,
    /** A rate of its own for each item and context, from a beta distribution: nothing is shared. */
    SEPARATE,
    /** The product's. */
    BANDIT,
    /** Knows what each person likes; nobody does. */
    ORACLE
  }

  /**
   * @param shoppers of one run
   * @param items of the catalogue
   * @param touched share of people who touched something, by policy
   * @param lift of each policy over random in the same run, less 1
   * @param measured the lift that the product itself reports for the bandit, from its random share
   * @param covered of how many runs the product's 95 % interval has the true lift in it
   * @param runs how many
   * @param minors people below 18, in all runs, before the product's bandit
   * @param minorsShown of them, to whom the camera gave an age range that lies above their age, and
   *     to whom goods for adults were shown therefore
   * @param belowLimit restricted goods shown although the age range reached below the limit, by
   *     whatever policy
   * @param curve by policy the share touched in each twentieth of a run, mean of all runs
   */
  public record Result(
      int shoppers,
      int items,
      Map<Policy, Spread> touched,
      Map<Policy, Spread> lift,
      Spread measured,
      int covered,
      int runs,
      long minors,
      long minorsShown,
      long belowLimit,
      Map<Policy, List<Double>> curve) {}

  /** Median of all runs, and between what 95 % of them are. */
  public record Spread(double median, double low, double high) {
    static Spread of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.025), quantile(sorted, 0.975));
    }

    private static double quantile(double[] sorted, double q) {
      double at = q * (sorted.length - 1);
      int below = (int) at;
      int above = Math.min(sorted.length - 1, below + 1);
      return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
  }

  private MerchandiseSimulation() {}

  /**
   * @param progress told how many of how many runs are done
   */
  public static Result run(
      int runs, int shoppers, int items, long seed, BiConsumer<Integer, Integer> progress) {
    Map<Policy, double[]> touched = new EnumMap<>(Policy.class);
    Map<Policy, double[]> curve = new EnumMap<>(Policy.class);
    for (Policy policy : Policy.values()) {
      touched.put(policy, new double[runs]);
      curve.put(policy, new double[STEPS]);
    }
    double[] measured = new double[runs];
    int covered = 0;
    long minors = 0;
    long minorsShown = 0;
    long below = 0;
    for (int run = 0; run < runs; run++) {
      var world = new World(items, new Random(seed * 1_000_003 + run));
      for (Policy policy : Policy.values()) {
        // The same people in the same order for each policy.
        Outcome outcome = world.run(policy, shoppers, seed * 7_919 + run);
        values(touched, policy)[run] = outcome.touched();
        for (int i = 0; i < STEPS; i++) {
          values(curve, policy)[i] += outcome.curve()[i] / runs;
        }
        below += outcome.belowLimit();
        if (policy == Policy.BANDIT) {
          Lift.Interval interval =
              outcome.lift().ratio().orElse(new Lift.Interval(0, -1, Double.MAX_VALUE));
          minors += outcome.minors();
          minorsShown += outcome.minorsShown();
          measured[run] = interval.value();
          boolean within =
              outcome.trueLift() >= interval.low() && outcome.trueLift() <= interval.high();
          covered += within ? 1 : 0;
        }
      }
      progress.accept(run + 1, runs);
    }
    Map<Policy, Spread> shares = new EnumMap<>(Policy.class);
    Map<Policy, Spread> lifts = new EnumMap<>(Policy.class);
    Map<Policy, List<Double>> curves = new EnumMap<>(Policy.class);
    for (Policy policy : Policy.values()) {
      double[] mine = values(touched, policy);
      double[] random = values(touched, Policy.RANDOM);
      double[] lift = new double[runs];
      for (int i = 0; i < runs; i++) {
        lift[i] = mine[i] / random[i] - 1;
      }
      shares.put(policy, Spread.of(mine));
      lifts.put(policy, Spread.of(lift));
      curves.put(policy, Arrays.stream(values(curve, policy)).boxed().toList());
    }
    return new Result(
        shoppers,
        items,
        shares,
        lifts,
        Spread.of(measured),
        covered,
        runs,
        minors,
        minorsShown,
        below,
        curves);
  }

  private static double[] values(Map<Policy, double[]> of, Policy policy) {
    return of.getOrDefault(policy, new double[0]);
  }

  /**
   * @param touched expected share of people who touch something, knowing what each likes
   * @param lift as the product measures it
   * @param trueLift the same, of expectations
   */
  private record Outcome(
      double touched,
      double[] curve,
      Lift lift,
      double trueLift,
      long minors,
      long minorsShown,
      long belowLimit) {}

  private record Person(int age, Sex sex, ZonedDateTime at, Shopper shopper) {}

  /** What people like, and what an owner believes that they like. */
  private static final class World {
    private final List<Item> items = new ArrayList<>();
    private final Map<UUID, double[][][]> logits = new HashMap<>();
    private final Map<UUID, double[][][]> believed = new HashMap<>();

    World(int count, Random random) {
      for (int i = 0; i < count; i++) {
        var id = new UUID(random.nextLong(), random.nextLong());
        double base = -3.7 + BY_ITEM * random.nextGaussian();
        double[] byAge = gaussians(AgeBand.values().length, BY_AGE, random);
        double[] bySex = gaussians(Sex.values().length, BY_SEX, random);
        double[] byPart = gaussians(DayPart.values().length, BY_PART, random);
        var truth = new double[byAge.length][bySex.length][byPart.length];
        var guess = new double[byAge.length][bySex.length][byPart.length];
        // As much noise as there is to know: what an owner believes correlates by 0.7 with it.
        double own = BY_ITEM * random.nextGaussian();
        double[] ownAge = gaussians(byAge.length, BY_AGE, random);
        double[] ownSex = gaussians(bySex.length, BY_SEX, random);
        for (int a = 0; a < byAge.length; a++) {
          for (int s = 0; s < bySex.length; s++) {
            for (int p = 0; p < byPart.length; p++) {
              double known = base + byAge[a] + bySex[s];
              truth[a][s][p] = known + byPart[p] + BY_ALL * random.nextGaussian();
              guess[a][s][p] = known + own + ownAge[a] + ownSex[s];
            }
          }
        }
        logits.put(id, truth);
        believed.put(id, guess);
        int minimum = i % 10 == 9 ? 18 : 0;
        items.add(
            new Item(
                id,
                "item-" + i,
                "Item " + i,
                "",
                Price.parse("1.00", Currency.getInstance("EUR")),
                minimum,
                Target.EVERYONE,
                OptionalInt.empty(),
                1));
      }
    }

    private static double[] gaussians(int count, double deviation, Random random) {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = deviation * random.nextGaussian();
      }
      return values;
    }

    /** The chance that this person touches that item. */
    private double rate(Person person, Item item) {
      int band = AgeBand.of(new AgeRange(person.age(), person.age())).orElseThrow().ordinal();
      double[][][] mine = logits.getOrDefault(item.id(), new double[0][][]);
      int part = DayPart.of(person.at().getHour()).ordinal();
      return 1 / (1 + Math.exp(-mine[band][person.sex().ordinal()][part]));
    }

    private static Person person(int number, Random random) {
      // Opening hours 9 to 20; some 500 people a day.
      ZonedDateTime at =
          Instant.parse("2026-03-02T09:00:00Z")
              .atZone(ZoneOffset.UTC)
              .plusDays(number / 500)
              .plusMinutes(random.nextInt(11 * 60));
      int age = (int) Math.clamp(Math.round(8 + 72 * Math.pow(random.nextDouble(), 1.3)), 8, 80);
      Sex sex = random.nextBoolean() ? Sex.FEMALE : Sex.MALE;
      double seen = Math.clamp(age + AGE_ERROR * random.nextGaussian(), 1, 100);
      Sex seenSex = random.nextDouble() < SEX_ERROR ? other(sex) : sex;
      return new Person(
          age,
          sex,
          at,
          new Shopper(
              "kiosk",
              "place",
              1,
              Optional.of(new AgeSex(seen, 0.5).range()),
              Optional.of(seenSex),
              Optional.empty(),
              at.toInstant()));
    }

    private static Sex other(Sex sex) {
      return sex == Sex.FEMALE ? Sex.MALE : Sex.FEMALE;
    }

    Outcome run(Policy policy, int shoppers, long seed) {
      var people = new Random(seed);
      var behaviour = new Random(seed + 1);
      var recommender =
          new Recommender(policy == Policy.RANDOM ? 1 : EXPLORATION, new Random(seed + 2));
      var separate = new Separate(new Random(seed + 2));
      double[] steps = new double[STEPS];
      long[] hits = new long[2];
      long[] slates = new long[2];
      double expected = 0;
      double expectedPicked = 0;
      double expectedRandom = 0;
      long minors = 0;
      long minorsShown = 0;
      long below = 0;
      for (int n = 0; n < shoppers; n++) {
        Person person = person(n, people);
        Context context = Context.of(person.shopper(), ZoneOffset.UTC);
        Context told =
            policy == Policy.NO_CONTEXT
                ? new Context(Optional.empty(), Optional.empty(), DayPart.MIDDAY)
                : context;
        Recommender.Choice choice =
            switch (policy) {
              case RULES -> best(person, item -> believed(item, context));
              case ORACLE -> best(person, item -> rate(person, item));
              case SEPARATE -> separate.choose(person, context);
              default -> choose(recommender, person, told);
            };
        double none = 1;
        boolean any = false;
        boolean tooYoung = false;
        for (AgeGate.Allowed allowed : choice.items()) {
          Item item = allowed.item();
          double rate = rate(person, item);
          boolean touch = behaviour.nextDouble() < rate;
          none *= 1 - rate;
          any |= touch;
          recommender.learn(item.id(), told, 1, touch ? 1 : 0);
          separate.learn(item.id(), context, touch);
          tooYoung |= person.age() < item.minimumAge();
          below += person.shopper().ages().orElseThrow().youngest() < item.minimumAge() ? 1 : 0;
        }
        minors += person.age() < 18 ? 1 : 0;
        minorsShown += tooYoung ? 1 : 0;
        int arm = choice.explored() ? 1 : 0;
        slates[arm]++;
        hits[arm] += any ? 1 : 0;
        expected += 1 - none;
        steps[(int) ((long) n * STEPS / shoppers)] += 1 - none;
        if (policy == Policy.BANDIT) {
          if (choice.explored()) {
            expectedRandom += 1 - none;
          } else {
            expectedPicked += 1 - none;
          }
        }
      }
      for (int i = 0; i < STEPS; i++) {
        steps[i] /= (double) shoppers / STEPS;
      }
      double trueLift =
          slates[0] == 0 || slates[1] == 0
              ? 0
              : expectedPicked / slates[0] / (expectedRandom / slates[1]) - 1;
      return new Outcome(
          expected / shoppers,
          steps,
          Lift.of(hits[0], slates[0], hits[1], slates[1]),
          trueLift,
          minors,
          minorsShown,
          below);
    }

    private Recommender.Choice choose(Recommender recommender, Person person, Context context) {
      return recommender.choose(
          items, person.shopper(), context, person.at(), OwnCounts.NONE, CARDS);
    }

    /** Beta-Bernoulli for each item and context, with the same share of random slates. */
    private final class Separate {
      private final Random random;
      private final Map<UUID, Map<Context, long[]>> counts = new HashMap<>();

      Separate(Random random) {
        this.random = random;
      }

      Recommender.Choice choose(Person person, Context context) {
        return random.nextDouble() < EXPLORATION
            ? new Recommender.Choice(true, best(person, _ -> random.nextDouble()).items())
            : best(
                person,
                item -> {
                  long[] seen = of(item.id(), context);
                  return BetaSampler.sample(0.5 + seen[1], 15 + seen[0] - seen[1], random);
                });
      }

      void learn(UUID item, Context context, boolean touch) {
        long[] seen = of(item, context);
        seen[0]++;
        seen[1] += touch ? 1 : 0;
      }

      private long[] of(UUID item, Context context) {
        return counts
            .computeIfAbsent(item, _ -> new HashMap<>())
            .computeIfAbsent(context, _ -> new long[2]);
      }
    }

    private double believed(Item item, Context context) {
      double[][][] guess = believed.getOrDefault(item.id(), new double[0][][]);
      return guess[context.age().orElse(AgeBand.FROM_30).ordinal()][
          context.sex().orElse(Sex.FEMALE).ordinal()][context.part().ordinal()];
    }

    private Recommender.Choice best(Person person, ToDoubleFunction<Item> value) {
      record Valued(AgeGate.Allowed allowed, double value) {}
      return new Recommender.Choice(
          false,
          items.stream()
              .flatMap(item -> AgeGate.pass(item, person.shopper().ages()).stream())
              .map(allowed -> new Valued(allowed, value.applyAsDouble(allowed.item())))
              .sorted(Comparator.comparingDouble(Valued::value).reversed())
              .limit(CARDS)
              .map(Valued::allowed)
              .toList());
    }
  }
}
