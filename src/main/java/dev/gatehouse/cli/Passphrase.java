package dev.gatehouse.cli;

import dev.gatehouse.backup.BackupException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option by which a passphrase comes from a file; else it is asked for. */
final class Passphrase {
  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "the passphrase of the keys, in the first line of a file; else it is asked for")
  private Optional<Path> file = Optional.empty();

  /**
   * Returns the passphrase; whoever asks for it wipes it.
   *
   * @param isNew whether it must be typed twice
   */
  char[] read(boolean isNew) {
    if (file.isPresent()) {
      try {
        return Files.readString(file.get()).lines().findFirst().orElse("").toCharArray();
      } catch (IOException e) {
        throw new BackupException("The passphrase cannot be read from " + file.get() + ": " + e, e);
      }
    }
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new BackupException(
          "There is no terminal to ask for the passphrase; give it by --passphrase-file");
    }
    char[] typed = console.readPassword("Passphrase of the keys: ");
    if (isNew) {
      char[] again = console.readPassword("Once more: ");
      boolean same = Arrays.equals(typed, again);
      Arrays.fill(again, ' ');
      if (!same) {
        Arrays.fill(typed, ' ');
        throw new BackupException("These were two different passphrases");
      }
    }
    return typed;
  }
}
