package dev.gatehouse.cli;

import dev.gatehouse.merchandise.MerchandiseSimulation;
import dev.gatehouse.merchandise.MerchandiseSimulation.Policy;
import dev.gatehouse.merchandise.MerchandiseSimulation.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "merchandise",
    mixinStandardHelpOptions = true,
    description = {
      "How the picking of goods does on people who do not exist: against chance, against an",
      "owner's rules, and against somebody who knows what everyone likes."
    },
    footer = {
      "",
      "Each run draws new goods and new tastes. How they are drawn stands in docs/merchandise.md.",
      "",
      "  gatehouse evaluate merchandise --simulate --runs 20 --figure learning.svg"
    })
@SuppressWarnings("NullAway.Init")
final class MerchandiseCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--simulate",
      description =
          "needed: there is no other way to measure this here; a shop's own is its report")
  private boolean simulate;

  @Option(
      names = "--runs",
      defaultValue = "20",
      paramLabel = "N",
      description = "default ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--shoppers",
      defaultValue = "20000",
      paramLabel = "N",
      description = "of one run, each before four goods; default ${DEFAULT-VALUE}")
  private int shoppers;

  @Option(
      names = "--items",
      defaultValue = "40",
      paramLabel = "N",
      description = "of the catalogue; default ${DEFAULT-VALUE}")
  private int items;

  @Option(names = "--seed", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--figure",
      paramLabel = "FILE",
      description = "draws the learning curves, as SVG")
  private @Nullable Path figure;

  private static final Map<Policy, String> WORDS =
      Map.of(
          Policy.RANDOM, "chance",
          Policy.RULES, "owner's rules",
          Policy.NO_CONTEXT, "bandit, blind",
          Policy.SEPARATE, "bandit, nothing shared",
          Policy.BANDIT, "bandit (the product's)",
          Policy.ORACLE, "knows every taste");

  @Override
  public Integer call() throws IOException {
    if (!simulate) {
      throw new ParameterException(
          spec.commandLine(), "Add --simulate: people are simulated, there are no others here");
    }
    if (runs < 1 || shoppers < 100 || items < 4) {
      throw new ParameterException(
          spec.commandLine(), "At least 1 run, 100 shoppers and 4 items are needed");
    }
    MerchandiseSimulation.Result result =
        MerchandiseSimulation.run(runs, shoppers, items, seed, new Progress("Runs"));
    if (figure != null) {
      Files.writeString(figure, LearningFigure.svg(result, WORDS));
    }
    output.print(result, text(result));
    return 0;
  }

  private static String text(MerchandiseSimulation.Result result) {
    var text = new StringBuilder();
    text.append(
        "%,d people a run, %d goods, %d runs; medians, and between what 95 %% of the runs are%n%n"
            .formatted(result.shoppers(), result.items(), result.runs()));
    text.append("%-24s %-26s %s%n".formatted("", "touched something", "more than by chance"));
    for (Policy policy : Policy.values()) {
      text.append(
          "%-24s %-26s %s%n"
              .formatted(
                  WORDS.get(policy),
                  percent(Optional.ofNullable(result.touched().get(policy)), ""),
                  policy == Policy.RANDOM
                      ? ""
                      : percent(Optional.ofNullable(result.lift().get(policy)), "+")));
    }
    text.append(
        "%nThe product's own report of the lift: %s; its 95 %% interval had the truth in it in %d of"
            .formatted(percent(Optional.of(result.measured()), "+"), result.covered()));
    text.append(" %d runs%n".formatted(result.runs()));
    text.append(
        "Goods for adults shown although the age range reached below 18: %d%n"
            .formatted(result.belowLimit()));
    text.append(
        "Minors who were taken for adults and saw some: %,d of %,d (%.2f %%)%n"
            .formatted(
                result.minorsShown(),
                result.minors(),
                100.0 * result.minorsShown() / Math.max(1, result.minors())));
    return text.toString();
  }

  private static String percent(Optional<Spread> spread, String sign) {
    return spread
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "%s%.1f %% (%s%.1f to %s%.1f)",
                    sign,
                    100 * one.median(),
                    sign,
                    100 * one.low(),
                    sign,
                    100 * one.high()))
        .orElse("");
  }
}
