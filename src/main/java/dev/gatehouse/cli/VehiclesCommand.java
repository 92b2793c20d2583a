package dev.gatehouse.cli;

import dev.gatehouse.evaluation.VehicleEvaluation;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "vehicles",
    mixinStandardHelpOptions = true,
    description = "How well colours and types of vehicles are told.",
    footer = {
      "",
      "DIR has a folder of pictures for each colour: black, red, white, ...",
      "",
      "  gatehouse evaluate vehicles --colours vehicle_colour"
    })
@SuppressWarnings("NullAway.Init")
final class VehiclesCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--colours",
      required = true,
      paramLabel = "DIR",
      description = "pictures of vehicles in a folder for each colour")
  private Path colours;

  @Override
  public Integer call() {
    var result = VehicleEvaluation.colours(colours, new Progress("Vehicles"));
    var text = new StringBuilder();
    text.append("pictures       %d%n".formatted(result.pictures()));
    text.append("accuracy       %.1f %%%n".formatted(100 * result.accuracy()));
    text.append("ms a vehicle   %.2f%n".formatted(result.msPerVehicle()));
    text.append('\n').append(table(result.confusion()));
    output.print(result, text.toString());
    return 0;
  }

  private static String table(Map<String, Map<String, Integer>> confusion) {
    var names = new TreeSet<String>(confusion.keySet());
    confusion.values().forEach(row -> names.addAll(row.keySet()));
    var text = new StringBuilder(" ".repeat(10));
    names.forEach(n -> text.append("%8s".formatted(n)));
    text.append('\n');
    confusion.forEach(
        (truth, row) -> {
          text.append("%-10s".formatted(truth));
          names.forEach(n -> text.append("%8d".formatted(row.getOrDefault(n, 0))));
          text.append('\n');
        });
    return text.toString();
  }
}
