package dev.gatehouse.backup;

import dev.gatehouse.member.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** A file, of which no two programs can have the same open; another one beside it is renamed. */
final class H2Store implements Store {
  private static final String PREFIX = "jdbc:h2:file:";
  private static final String SUFFIX = ".mv.db";
  private static final int IN_USE = 90020; // DATABASE_ALREADY_OPEN_1

  private final Installation site;
  private final Path file;
  private final Path folder;
  private Optional<Connection> present = Optional.empty();
  private Optional<String> unreadable = Optional.empty();
  private Optional<Connection> staged = Optional.empty();

  H2Store(Installation site) {
    this.site = site;
    String path = site.url().substring(PREFIX.length()).replaceFirst(";.*", "");
    file = Path.of(path + SUFFIX).toAbsolutePath();
    folder = file.resolveSibling("restore");
    if (Files.exists(file)) {
      try {
        present = Optional.of(connect(file));
      } catch (SQLException e) {
        if (e.getErrorCode() == IN_USE) {
          throw new BackupException(
              "The server is running and holds the data folder. Stop it first", e);
        }
        unreadable = Optional.of(String.valueOf(e.getMessage()));
      }
    }
  }

  private String url(Path database) {
    String path = database.toString();
    int options = site.url().indexOf(';');
    return PREFIX
        + path.substring(0, path.length() - SUFFIX.length())
        + (options < 0 ? "" : site.url().substring(options));
  }

  private Connection connect(Path database) throws SQLException {
    return DriverManager.getConnection(url(database), site.user(), site.password());
  }

  @Override
  public Optional<Connection> present() {
    return present;
  }

  @Override
  public Optional<String> unreadable() {
    return unreadable;
  }

  private Path stagedFile() {
    return folder.resolve("gatehouse" + SUFFIX);
  }

  private Flyway flyway(Optional<String> version) {
    var options = Flyway.configure().dataSource(url(stagedFile()), site.user(), site.password());
    version.ifPresent(options::target);
    return options.load();
  }

  @Override
  public Connection stage(String schema) {
    try {
      delete(folder); // of a restore that was interrupted
      PrivateFiles.createFolder(folder);
      Connection connection = connect(stagedFile());
      staged = Optional.of(connection);
      Store.requireKnown(flyway(Optional.empty()), schema);
      flyway(Optional.of(schema)).migrate();
      return connection;
    } catch (IOException | SQLException | FlywayException e) {
      throw Store.failed("A new database cannot be made in " + folder, e);
    }
  }

  @Override
  public void migrateStaged() {
    try {
      flyway(Optional.empty()).migrate();
    } catch (FlywayException e) {
      throw Store.failed("The backup cannot be brought to the version of this program", e);
    }
  }

  @Override
  public void swap() {
    try {
      Store.execute(staged.orElseThrow(), "shutdown compact");
      staged = Optional.empty();
      closePresent();
      Files.move(stagedFile(), file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | SQLException e) {
      throw Store.failed("The database cannot be put in place of " + file, e);
    }
  }

  private void closePresent() throws SQLException {
    if (present.isPresent()) {
      present.get().close();
      present = Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      if (staged.isPresent()) {
        Store.execute(staged.get(), "shutdown immediately");
      }
      closePresent();
      delete(folder);
    } catch (IOException | SQLException e) {
      throw Store.failed("The database cannot be closed", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path one : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }
}
