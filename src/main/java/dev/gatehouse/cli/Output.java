package dev.gatehouse.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** The option that all commands have, and what it does. */
final class Output {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Option(names = "--json", description = "Write one JSON object to standard output.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** Writes the result: as it is with {@code --json}, else the text. */
  void print(Object result, String text) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    out.println(json ? JSON.writeValueAsString(result) : text.stripTrailing());
  }
}
