package dev.gatehouse.member;

import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Members with a real database, real keys and a real gallery, and a clock that tests set. */
public final class TestMembers implements AutoCloseable {
  final PaintedFaces faces;
  final JdbcClient sql;
  final MemberKeys keys;
  final Gallery gallery = new Gallery();
  final Notices notices;
  public final Members members;
  private Instant now;

  public TestMembers(TestDatabase database, Path keyFolder, PaintedFaces faces, Instant now) {
    this(database, MemberKeys.open(keyFolder, () -> false), faces, now, List.of());
  }

  TestMembers(
      TestDatabase database,
      MemberKeys keys,
      PaintedFaces faces,
      Instant now,
      List<PersonalData> elsewhere) {
    this.faces = faces;
    this.now = now;
    this.sql = database.client();
    this.keys = keys;
    this.notices = new Notices(sql, clock());
    this.members =
        new Members(
            new MemberStore(sql),
            database.transaction(),
            keys,
            gallery,
            notices,
            elsewhere,
            faces,
            clock());
    members.load();
  }

  /** What seals with these members' keys. */
  public MemberSeal seal() {
    return new MemberSeal(keys);
  }

  public Gallery gallery() {
    return gallery;
  }

  public Instant now() {
    return now;
  }

  public void setClock(Instant instant) {
    now = instant;
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  public Optional<UUID> recognised(int person, Purpose purpose, String place) {
    // The noise of a probe must not be the numbers that a person is made of: those have small
    // seeds.
    var probe = PaintedFaces.embedding(faces.model(), person, 1_000_000_007L);
    return gallery.search(probe, purpose, place, now, 0.5f) instanceof SearchResult.Match match
        ? Optional.of(match.member())
        : Optional.empty();
  }

  @Override
  public void close() {
    keys.close();
    gallery.close();
  }
}
