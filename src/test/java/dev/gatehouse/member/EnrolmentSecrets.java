package dev.gatehouse.member;

import dev.gatehouse.face.FaceModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;

/** What a server with that data folder knows of a member, found out from outside of it. */
public final class EnrolmentSecrets {
  private EnrolmentSecrets() {}

  /** Makes the key of a member who has nothing else. */
  public static void makeKey(ApplicationContext server, UUID member) {
    server.getBean(MemberKeys.class).create(member).close();
  }

  /** What seals with the keys of that folder, and the key of one member in it. */
  public static MemberSeal seal(Path folder, UUID member) {
    MemberKeys keys = MemberKeys.open(folder, () -> false);
    keys.create(member).close();
    return new MemberSeal(keys);
  }

  /** The member's own key. */
  public static byte[] key(Path data, UUID member) throws IOException {
    Path keys = data.resolve("keys");
    try (MasterKey master = MasterKey.open(keys.resolve("master.key"), () -> true);
        AesKey key =
            master.unwrap(member, Files.readAllBytes(keys.resolve("members/" + member + ".key")))) {
      return key.getEncoded();
    }
  }

  /** By which templates are turned. */
  public static byte[] secret(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("keys/templates"))) {
      return Files.readAllBytes(files.sorted().reduce((_, last) -> last).orElseThrow());
    }
  }

  /** What an enrolment from these files makes of them, closed by the caller. */
  public static EnrolmentCheck.Result look(FaceModels models, List<Path> files) {
    try (var faces = new SharedFaceAnalyzer(models)) {
      return new EnrolmentCheck(faces).check(files.stream().map(Material::of).toList());
    }
  }
}
