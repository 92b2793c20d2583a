import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks (or, with {@code --replace}, mends) the format of every Java file with google-java-format.
 * Run by Maven on the JDK that the toolchain chose, because the formatter parses with that JDK's
 * own compiler and Maven itself may run on an older one.
 */
class Format {
  public static void main(String[] args) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String part : List.of("api", "code", "file", "main", "parser", "tree", "util")) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + part + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-jar", args[0]));
    boolean check = !args[1].equals("write");
    command.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
    try (var files = Files.walk(Path.of("src"))) {
      files.map(Path::toString).filter(f -> f.endsWith(".java")).sorted().forEach(command::add);
    }
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0 && check) {
      System.err.println(
          "The files named above are not formatted." + " Run: mvn -Pformat process-sources");
    }
    System.exit(exit);
  }
}
