package dev.gatehouse.member;

import dev.gatehouse.gallery.Purpose;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Members of whom another module keeps something that is sealed with their own keys. */
public final class SealedMembers<T extends PersonalData> implements AutoCloseable {
  private final TestMembers members;
  private final T elsewhere;
  private int enrolled;

  /**
   * @param elsewhere makes that module's store of the seal
   */
  public SealedMembers(
      TestDatabase database, Path keyFolder, Instant now, Function<MemberSeal, T> elsewhere) {
    MemberKeys keys = MemberKeys.open(keyFolder, () -> false);
    this.elsewhere = elsewhere.apply(new MemberSeal(keys));
    this.members =
        new TestMembers(database, keys, new PaintedFaces(), now, List.of(this.elsewhere));
  }

  /** That module's store. */
  public T elsewhere() {
    return elsewhere;
  }

  public Members members() {
    return members.members;
  }

  /** Somebody new who agrees to that, until they withdraw it. */
  public UUID enrol(Purpose purpose, Set<String> places) {
    String notice = members.notices.current(purpose).getFirst().version();
    var consent =
        new Consent(
            true, purpose, places, Optional.empty(), Optional.empty(), notice, "test", "test");
    enrolled++;
    Enrolment enrolment =
        members.members.enrol(
            "Member " + enrolled,
            consent,
            List.of(PaintedFaces.photo("a.png", enrolled), PaintedFaces.photo("b.png", enrolled)));
    return ((Enrolment.Enrolled) enrolment).member().id();
  }

  /** Withdraws all that a member agreed to. */
  public void withdraw(UUID member) {
    members
        .members
        .find(member)
        .orElseThrow()
        .grants()
        .forEach(grant -> members.members.withdraw(member, grant.id(), "test"));
  }

  @Override
  public void close() {
    members.close();
  }
}
