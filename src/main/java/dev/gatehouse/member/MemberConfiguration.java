package dev.gatehouse.member;

import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.inference.ModelManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class MemberConfiguration {

  /** Before the database is opened, which would make the folder for all to read. */
  @Bean
  static BeanFactoryPostProcessor dataFolder(Environment environment) {
    return _ -> {
      Path data = Path.of(environment.getRequiredProperty("gatehouse.data"));
      try {
        PrivateFiles.createFolder(data);
      } catch (IOException e) {
        throw new MemberException("The data folder " + data + " cannot be made: " + e, e);
      }
    };
  }

  /** The networks for faces, shared by enrolment and the doors; ./models.yaml may replace them. */
  @Bean
  FaceModels faceModels() {
    return FaceModels.load(ModelManifest.with(Path.of("models.yaml")), 2);
  }

  /** Holds every template that can be searched; {@link Members} fills it. */
  @Bean
  Gallery gallery() {
    return new Gallery();
  }

  @Bean
  MemberStore memberStore(JdbcClient database) {
    return new MemberStore(database);
  }

  @Bean
  MemberKeys memberKeys(
      @Value("${gatehouse.data}") String data,
      @Value("${gatehouse.keys-mirror:}") String mirror,
      MemberStore store) {
    return MemberKeys.open(
        Path.of(data, "keys"),
        Optional.of(mirror).filter(folder -> !folder.isBlank()).map(Path::of),
        store::hasMembers);
  }

  @Bean
  MemberSeal memberSeal(MemberKeys keys) {
    return new MemberSeal(keys);
  }

  @Bean
  Notices notices(JdbcClient database) {
    return new Notices(database, Clock.systemUTC());
  }

  @Bean
  SharedFaceAnalyzer enrolmentFaces(FaceModels models) {
    return new SharedFaceAnalyzer(models);
  }

  @Bean
  Members members(
      MemberStore store,
      PlatformTransactionManager transactions,
      MemberKeys keys,
      Gallery gallery,
      Notices notices,
      List<PersonalData> elsewhere,
      FaceReader faces) {
    var members =
        new Members(
            store,
            new TransactionTemplate(transactions),
            keys,
            gallery,
            notices,
            elsewhere,
            faces,
            Clock.systemUTC());
    members.load();
    return members;
  }
}
