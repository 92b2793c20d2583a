package dev.gatehouse.cli;

import dev.gatehouse.trail.CampusSimulation;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "trail",
    mixinStandardHelpOptions = true,
    description = {
      "How much of a day the day map gets right, on a simulated campus of which everything is"
          + " known.",
      "Members go to their desks, to meetings, to lunch; cameras see them and err at the measured",
      "rates; votes, visits, grants and maps are the real thing."
    },
    footer = {
      "",
      "  gatehouse evaluate trail --simulate",
      "  gatehouse evaluate trail --simulate --cameras 20 --days 2 --fnmr 0.1",
      "",
      "docs/trail.md says what is simulated, and how a minute is counted as right."
    })
@SuppressWarnings("NullAway.Init")
final class TrailCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Output output;

  @Option(names = "--simulate", description = "Simulate a campus; there is no other data.")
  private boolean simulate;

  @Option(names = "--seed", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--cameras", defaultValue = "50", description = "default ${DEFAULT-VALUE}")
  private int cameras;

  @Option(names = "--members", defaultValue = "500", description = "default ${DEFAULT-VALUE}")
  private int members;

  @Option(
      names = "--agreed",
      defaultValue = "0.6",
      paramLabel = "SHARE",
      description = "of the members who agreed to a day map; default ${DEFAULT-VALUE}")
  private double agreed;

  @Option(
      names = "--days",
      defaultValue = "7",
      description = "from a Monday on; default ${DEFAULT-VALUE}")
  private int days;

  @Option(
      names = "--fmr",
      defaultValue = "1e-5",
      description = {
        "that two people's faces reach the threshold;",
        "default ${DEFAULT-VALUE}, as measured (docs/faces.md)"
      })
  private double fmr;

  @Option(
      names = "--fnmr",
      defaultValue = "0.054",
      description = {
        "that two pictures of one face do not;",
        "default ${DEFAULT-VALUE}, as measured"
      })
  private double fnmr;

  @Override
  public Integer call() {
    if (!simulate) {
      throw new ParameterException(
          spec.commandLine(), "There is no data set of this; add --simulate");
    }
    CampusSimulation.Result result =
        CampusSimulation.run(
            new CampusSimulation.Settings(seed, cameras, members, agreed, days, fmr, fnmr),
            new Progress("days"));
    output.print(
        result,
        String.format(
            Locale.ROOT,
            """
            %d cameras, %d members of whom %d agreed, %d days, %,d tracks
            threshold %.2f: FMR %.0e, FNMR %.3f
            member-minutes on the campus    %,d
              in the right place            %.2f %% (%.2f %% seen there by a camera)
              in a wrong place              %,d (%.2f %%)
              nothing claimed               %,d (%.2f %%)
            claimed there while outside     %,d minutes
            visits                          %,d, of whom somebody else was there in %,d
            visits without a grant          %d
            """,
            result.cameras(),
            result.members(),
            result.agreed(),
            result.days(),
            result.tracks(),
            result.threshold(),
            result.fmr(),
            result.fnmr(),
            result.memberMinutes(),
            100 * result.memberMinutesRight(),
            share(result.rightBySight(), result),
            result.wrongPlaces(),
            share(result.wrongPlaces(), result),
            result.unknown(),
            share(result.unknown(), result),
            result.claimedOutside(),
            result.visits(),
            result.wrongVisits(),
            result.visitsWithoutGrant()));
    return 0;
  }

  private static double share(long minutes, CampusSimulation.Result result) {
    return result.memberMinutes() == 0 ? 0 : 100.0 * minutes / result.memberMinutes();
  }
}
