package dev.gatehouse.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.env.Environment;

/**
 * Where the data of this Gatehouse lies, as its settings say.
 *
 * @param data its folder; the keys are in {@code keys} below it
 * @param url of the database, for JDBC
 * @param user of the database; empty with H2
 * @param password of the database; empty with H2
 * @param keysMirror a folder that has the members' keys at all times
 * @param keysMaxAge a backup of keys that is older is not restored unasked
 */
public record Installation(
    Path data,
    String url,
    String user,
    String password,
    Optional<Path> keysMirror,
    Duration keysMaxAge) {
  /** A daily backup survives a long weekend, and no key survives its member much longer. */
  static final Duration KEYS_MAX_AGE = Duration.ofDays(7);

  public static Installation of(Environment settings) {
    return new Installation(
        Path.of(settings.getRequiredProperty("gatehouse.data")),
        settings.getRequiredProperty("spring.datasource.url"),
        settings.getProperty("spring.datasource.username", ""),
        settings.getProperty("spring.datasource.password", ""),
        Optional.of(settings.getProperty("gatehouse.keys-mirror", ""))
            .filter(folder -> !folder.isBlank())
            .map(Path::of),
        settings.getProperty("gatehouse.backup.keys-max-age", Duration.class, KEYS_MAX_AGE));
  }

  Path keys() {
    return data.resolve("keys");
  }
}
