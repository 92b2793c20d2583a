package dev.gatehouse.trail;

import com.zaxxer.hikari.HikariDataSource;
import dev.gatehouse.face.Embedding;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Grant;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.gallery.SearchResult;
import dev.gatehouse.gallery.Template;
import dev.gatehouse.image.Point;
import dev.gatehouse.site.AreaZone;
import dev.gatehouse.site.Path;
import dev.gatehouse.site.Position;
import dev.gatehouse.site.Sites;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A week on a made-up {@link Campus}, of which everything is known: who was where, which camera saw
 * whom, and what a recogniser of given error rates made of it. What is measured is the real thing:
 * gallery, votes, visits, day maps.
 *
 * <p>A track's error is drawn once for all its frames, as if they were one picture: several frames
 * that agree then help nothing, which is the worst that they can do.
 */
public final class CampusSimulation {
  private static final String MODEL = "simulated";
  private static final int DIMENSION = 128;
  private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

  /** A track of somebody who sits lasts so long on average, in seconds. */
  private static final double TRACK = 300;

  /** That a good face is seen: of who comes into a room, who sits, who walks along. */
  private static final double FACE_ENTERING = 0.95;

  private static final double FACE_SITTING = 0.6;
  private static final double FACE_WALKING = 0.5;

  /** Metres by which a position on the plan is wrong, standard deviation, each way. */
  private static final double NOISE = 0.5;

  /**
   * What is simulated.
   *
   * @param agreed share of the members who agreed to a day map
   * @param fmr that two people's faces reach the threshold
   * @param fnmr that two pictures of one face do not
   */
  public record Settings(
      long seed, int cameras, int members, double agreed, int days, double fmr, double fnmr) {
    public Settings {
      if (cameras < 3
          || cameras > 1000
          || members < 1
          || members > 100_000
          || !(agreed >= 0 && agreed <= 1)
          || days < 1
          || days > 60
          || !(fmr >= 0 && fmr <= 1 && fnmr >= 0 && fnmr <= 1)) {
        throw new TrailException("No campus can be simulated from " + this);
      }
    }
  }

  /**
   * What came out.
   *
   * @param memberMinutes of members on the campus, each minute counted at its middle, where a grant
   *     covered that place then
   * @param memberMinutesRight share of those that the day map put into the room, or the part of
   *     corridor or yard, in which the member was; one of which it claims nothing is not right
   * @param wrongPlaces minutes that it put elsewhere
   * @param unknown minutes of which it claimed nothing
   * @param rightBySight minutes right because a camera saw the member, the others being inferred
   * @param claimedOutside minutes in which it had somebody on the campus who was not
   * @param wrongVisits visits written for a member who was not there, somebody else being taken for
   *     them
   * @param visitsWithoutGrant visits that no grant covers from their first instant to their last
   */
  public record Result(
      int cameras,
      int members,
      int agreed,
      int days,
      float threshold,
      double fmr,
      double fnmr,
      long tracks,
      long memberMinutes,
      double memberMinutesRight,
      long wrongPlaces,
      long unknown,
      long rightBySight,
      long claimedOutside,
      long visits,
      long wrongVisits,
      long visitsWithoutGrant) {}

  private final Settings settings;
  private final TrailPolicy policy = TrailPolicy.defaults();
  private final Random random;
  private final Sites sites;
  private final Campus campus;
  private final Gallery gallery = new Gallery();
  private final Written visits = new Written();
  private Instant now = Instant.EPOCH;
  private final VisitRecorder recorder = new VisitRecorder(visits, gallery, policy, () -> this.now);
  private final Recogniser recogniser = new Recogniser(policy, recorder);
  private final List<Person> people = new ArrayList<>();
  private final List<Person> agreed = new ArrayList<>();
  private final Map<String, Duration> clocks = new HashMap<>();
  private long tracks;

  private static final class Person {
    private final UUID id = UUID.randomUUID();
    private final float[] face = new float[DIMENSION];
    private final List<Grant> grants = new ArrayList<>();
    private Optional<Instant> withdraws = Optional.empty();
    private Campus.Room office;
    private Point seat;
    private double speed;

    Person(Campus.Room office, Point seat, double speed) {
      this.office = office;
      this.seat = seat;
      this.speed = speed;
    }

    /** The model's own answer, of what was agreed to until when. */
    boolean covered(String place, Instant from, Instant to) {
      return grants.stream()
          .anyMatch(
              grant ->
                  (grant.places().isEmpty() || grant.places().contains(place))
                      && !from.isBefore(grant.from())
                      && grant.until().map(to::isBefore).orElse(true)
                      && withdraws.map(to::isBefore).orElse(true));
    }
  }

  /** Being in a room, or on a way. */
  private record Leg(Instant from, Instant to, Optional<Position> stay, Optional<Path> way) {
    Position at(Instant instant) {
      if (stay.isPresent()) {
        return stay.get();
      }
      double share =
          (double) Duration.between(from, instant).toMillis()
              / Math.max(1, Duration.between(from, to).toMillis());
      return way.orElseThrow().at(share * way.get().length());
    }
  }

  /** Visits, and how many began while somebody else stood before the camera. */
  private static final class Written implements Visits {
    private final MemoryVisits kept = new MemoryVisits();
    private Optional<UUID> seen = Optional.empty();
    private long wrong;

    @Override
    public long insert(UUID member, Visit visit) {
      wrong += seen.filter(member::equals).isEmpty() ? 1 : 0;
      return kept.insert(member, visit);
    }

    @Override
    public void update(UUID member, long id, Visit visit) {
      kept.update(member, id, visit);
    }

    @Override
    public List<Visit> between(UUID member, Instant from, Instant to) {
      return kept.between(member, from, to);
    }
  }

  private sealed interface Event {
    Instant at();
  }

  private record Look(
      Instant at, Sighting sighting, Person person, Optional<Person> takenFor, float similarity)
      implements Event {}

  private record Follow(Instant at, Sighting sighting, Person person) implements Event {}

  private record End(Instant at, String camera, long track) implements Event {}

  private record Withdrawal(Instant at, Person person) implements Event {}

  private CampusSimulation(Settings settings, Sites sites) {
    this.settings = settings;
    this.random = new Random(settings.seed());
    this.sites = sites;
    this.campus = Campus.build(sites, settings.cameras());
  }

  /**
   * Runs it.
   *
   * @param progress told how many days are done
   */
  public static Result run(Settings settings, BiConsumer<Integer, Integer> progress) {
    try (var source = new HikariDataSource()) {
      source.setJdbcUrl(
          "jdbc:h2:mem:campus-"
              + UUID.randomUUID()
              + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
      Flyway.configure().dataSource(source).load().migrate();
      var sites =
          new Sites(
              JdbcClient.create(source),
              new TransactionTemplate(new DataSourceTransactionManager(source)),
              Clock.systemUTC());
      var simulation = new CampusSimulation(settings, sites);
      try (simulation.gallery) {
        return simulation.run(progress);
      }
    }
  }

  private Result run(BiConsumer<Integer, Integer> progress) {
    populate();
    var tally = new Tally();
    for (int day = 0; day < settings.days(); day++) {
      Instant midnight = MONDAY.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant();
      Map<Person, List<Leg>> truth = new HashMap<>();
      List<Event> events = new ArrayList<>();
      for (Person person : people) {
        List<Leg> legs = day(person, MONDAY.plusDays(day).getDayOfWeek(), midnight);
        truth.put(person, legs);
        see(person, legs, events);
        person
            .withdraws
            .filter(at -> !at.isBefore(midnight) && at.isBefore(midnight.plus(Duration.ofDays(1))))
            .ifPresent(at -> events.add(new Withdrawal(at, person)));
      }
      events.sort(Comparator.comparing(Event::at));
      events.forEach(this::happen);
      recorder.flush(midnight.plus(Duration.ofDays(1)));
      count(truth, midnight, tally);
      progress.accept(day + 1, settings.days());
    }
    return result(tally);
  }

  // ---- people

  private void populate() {
    List<Campus.Room> offices = campus.rooms(Campus.Use.OFFICE);
    int saying = (int) Math.round(settings.members() * settings.agreed());
    Instant start = MONDAY.minusDays(30).atStartOfDay(ZoneOffset.UTC).toInstant();
    for (int i = 0; i < settings.members(); i++) {
      Campus.Room office = offices.get(i % offices.size());
      var person = new Person(office, spot(office), 1.1 + 0.5 * random.nextDouble());
      direction(person.face);
      List<Grant> grants = new ArrayList<>();
      grants.add(grant(person, Purpose.DOOR, Set.of(), start, Optional.empty()));
      if (i < saying) {
        agree(person, i, start);
        grants.addAll(person.grants);
        agreed.add(person);
      }
      people.add(person);
      Template template =
          Template.enrol(
              grants.getFirst(), List.of(Embedding.synthetic(MODEL, person.face.clone())));
      gallery.add(template);
      gallery.putGrants(person.id, grants);
    }
  }

  /** One in twenty each: withdraws in the week, agreed for some days, agreed for a floor. */
  private void agree(Person person, int number, Instant start) {
    Instant wednesday = MONDAY.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant();
    switch (number % 20) {
      case 0 -> {
        person.grants.add(grant(person, Purpose.TRAIL, Set.of(), start, Optional.empty()));
        person.withdraws = Optional.of(wednesday.plus(Duration.ofHours(11 + number % 3)));
      }
      case 1 ->
          person.grants.add(
              grant(
                  person,
                  Purpose.TRAIL,
                  Set.of(),
                  wednesday.minus(Duration.ofHours(14)),
                  Optional.of(wednesday.plus(Duration.ofHours(38)))));
      case 2 ->
          person.grants.add(
              grant(person, Purpose.TRAIL, Set.of(person.office.place()), start, Optional.empty()));
      default -> person.grants.add(grant(person, Purpose.TRAIL, Set.of(), start, Optional.empty()));
    }
  }

  private static Grant grant(
      Person person, Purpose purpose, Set<String> places, Instant from, Optional<Instant> to) {
    return new Grant(UUID.randomUUID(), person.id, purpose, places, from, to);
  }

  private Point spot(Campus.Room room) {
    Point centre = room.centre().metres();
    return new Point(
        centre.x() + (random.nextDouble() - 0.5) * 5, centre.y() + (random.nextDouble() - 0.5) * 7);
  }

  private void direction(float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    double length = 0;
    for (float v : vector) {
      length += (double) v * v;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(length);
    }
  }

  // ---- a day

  /** Where a member is, from the gate in the morning to the gate in the evening. */
  private List<Leg> day(Person person, DayOfWeek day, Instant midnight) {
    boolean weekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
    if (random.nextDouble() < (weekend ? 0.95 : 0.08)) {
      return List.of();
    }
    var walk = new Walk(person, midnight.plus(minutes(525 + 30 * random.nextGaussian())));
    Instant end = midnight.plus(minutes(1035 + 40 * random.nextGaussian()));
    Instant lunch = midnight.plus(minutes(720 + 20 * random.nextGaussian()));
    boolean eaten = false;
    var desk = new Position(person.office.area(), person.seat);
    walk.go(desk);
    while (walk.now.isBefore(end)) {
      walk.stay(minutes(20 + 60 * random.nextDouble()));
      if (!eaten && walk.now.isAfter(lunch)) {
        eaten = true;
        lunch(walk);
      } else {
        double choice = random.nextDouble();
        if (choice < 0.30) {
          visit(walk, person, Campus.Use.RESTROOM, 2, 3);
        } else if (choice < 0.60) {
          visit(walk, person, Campus.Use.KITCHEN, 3, 8);
        } else if (choice < 0.90) {
          visit(walk, person, Campus.Use.MEETING, 25, 40);
        } else {
          visit(walk, person, Campus.Use.QUIET, 8, 20);
        }
      }
      walk.go(desk);
    }
    walk.go(Campus.outside());
    return walk.legs;
  }

  private void lunch(Walk walk) {
    if (random.nextDouble() < 0.4) {
      walk.go(Campus.outside());
      walk.away(minutes(30 + 20 * random.nextDouble()));
    } else {
      Campus.Room canteen = campus.rooms(Campus.Use.CANTEEN).getFirst();
      walk.go(new Position(canteen.area(), spot(canteen)));
      walk.stay(minutes(20 + 20 * random.nextDouble()));
    }
  }

  private void visit(Walk walk, Person person, Campus.Use use, double least, double more) {
    List<Campus.Room> all = campus.rooms(use);
    List<Campus.Room> near =
        all.stream().filter(room -> room.area().equals(person.office.area())).toList();
    List<Campus.Room> some = use == Campus.Use.MEETING || near.isEmpty() ? all : near;
    Campus.Room room = some.get(random.nextInt(some.size()));
    walk.go(new Position(room.area(), spot(room)));
    walk.stay(minutes(least + more * random.nextDouble()));
  }

  private static Duration minutes(double minutes) {
    return Duration.ofMillis((long) (minutes * 60_000));
  }

  private final class Walk {
    private final Person person;
    private final List<Leg> legs = new ArrayList<>();
    private Instant now;
    private Position where = Campus.outside();

    Walk(Person person, Instant start) {
      this.person = person;
      this.now = start;
    }

    void go(Position to) {
      Path way = sites.path(where, to).orElseThrow();
      Instant there = now.plusMillis((long) (way.length() / person.speed * 1000));
      legs.add(new Leg(now, there, Optional.empty(), Optional.of(way)));
      now = there;
      where = to;
    }

    void stay(Duration time) {
      legs.add(new Leg(now, now.plus(time), Optional.of(where), Optional.empty()));
      now = now.plus(time);
    }

    void away(Duration time) {
      now = now.plus(time);
    }
  }

  // ---- what cameras see

  /** A stretch of time within one zone. */
  private record Presence(String area, String zone, Instant from, Instant to, boolean sits) {}

  private void see(Person person, List<Leg> legs, List<Event> events) {
    boolean entering = true;
    for (Presence presence : presences(legs)) {
      Optional<String> camera = campus.camera(presence.area, presence.zone);
      if (camera.isPresent()) {
        if (presence.sits) {
          Instant from = presence.from;
          while (from.isBefore(presence.to)) {
            Instant to =
                from.plusMillis((long) (-Math.log(1 - random.nextDouble()) * TRACK * 1000));
            to = to.isAfter(presence.to) ? presence.to : to;
            track(
                person,
                legs,
                camera.get(),
                presence,
                from,
                to,
                entering ? FACE_ENTERING : FACE_SITTING,
                entering ? 3 : 40,
                events);
            entering = false;
            from = to.plusMillis(500);
          }
        } else {
          boolean corridor = presence.zone.startsWith("corridor") || presence.area.equals("yard");
          track(
              person,
              legs,
              camera.get(),
              presence,
              presence.from,
              presence.to,
              corridor ? FACE_WALKING : FACE_ENTERING,
              corridor ? 2 : 3,
              events);
        }
      }
      entering = !presence.sits;
    }
  }

  /** Walking into a room and sitting down there is one presence, as it is one track. */
  private List<Presence> presences(List<Leg> legs) {
    List<Presence> all = new ArrayList<>();
    for (Leg leg : legs) {
      if (leg.stay.isPresent()) {
        add(all, leg.stay.get(), leg.from, leg.to, true);
      } else {
        for (Instant at = leg.from; at.isBefore(leg.to); at = at.plusMillis(500)) {
          Instant next = at.plusMillis(500);
          add(all, leg.at(at), at, next.isAfter(leg.to) ? leg.to : next, false);
        }
      }
    }
    return all;
  }

  private void add(List<Presence> all, Position position, Instant from, Instant to, boolean sits) {
    Optional<AreaZone> zone = zone(position);
    if (zone.isEmpty()) {
      return;
    }
    Presence last = all.isEmpty() ? null : all.getLast();
    if (last != null
        && last.area.equals(position.area())
        && last.zone.equals(zone.get().id())
        && last.to.equals(from)) {
      all.set(all.size() - 1, new Presence(last.area, last.zone, last.from, to, last.sits || sits));
    } else {
      all.add(new Presence(position.area(), zone.get().id(), from, to, sits));
    }
  }

  private Optional<AreaZone> zone(Position position) {
    return sites
        .area(position.area())
        .flatMap(area -> area.zonesAt(position.metres()).stream().findFirst());
  }

  private void track(
      Person person,
      List<Leg> legs,
      String camera,
      Presence presence,
      Instant from,
      Instant to,
      double face,
      double meanWait,
      List<Event> events) {
    long track = ++tracks;
    Duration clock =
        clocks.computeIfAbsent(
            camera, _ -> Duration.ofMillis((long) ((random.nextDouble() * 4 - 2) * 1000)));
    String place = Campus.place(presence.area);
    double similarity;
    Optional<Person> takenFor = Optional.empty();
    if (random.nextDouble() >= settings.fnmr()) {
      similarity = policy.threshold() + 0.05 + 0.3 * random.nextDouble();
    } else {
      similarity = policy.threshold() - 0.05 - 0.2 * random.nextDouble();
    }
    double mistaken = 1 - Math.pow(1 - settings.fmr(), agreed.size());
    if (random.nextDouble() < mistaken) {
      takenFor = Optional.of(agreed.get(random.nextInt(agreed.size())));
      similarity = policy.threshold() + 0.05 + 0.1 * random.nextDouble();
    }
    boolean seen = random.nextDouble() < face;
    Instant look = from.plusMillis((long) (-Math.log(1 - random.nextDouble()) * meanWait * 1000));
    int frames = 3 + random.nextInt(4);
    if (seen) {
      for (int i = 0; i < frames && look.isBefore(to); i++) {
        events.add(
            new Look(
                look,
                sighting(legs, camera, place, track, look, clock),
                person,
                takenFor,
                (float) similarity));
        look = look.plus(policy.every());
      }
      for (Instant at = look; at.isBefore(to); at = at.plusSeconds(20)) {
        events.add(new Follow(at, sighting(legs, camera, place, track, at, clock), person));
      }
      Instant last = to.minusMillis(200);
      if (last.isAfter(look)) {
        events.add(new Follow(last, sighting(legs, camera, place, track, last, clock), person));
      }
    }
    events.add(new End(to, camera, track));
  }

  private Sighting sighting(
      List<Leg> legs, String camera, String place, long track, Instant at, Duration clock) {
    Position exact = position(legs, at).orElseThrow();
    var seen =
        new Position(
            exact.area(),
            new Point(
                exact.metres().x() + NOISE * random.nextGaussian(),
                exact.metres().y() + NOISE * random.nextGaussian()));
    return new Sighting(camera, place, track, Optional.of(seen), at.plus(clock));
  }

  private static Optional<Position> position(List<Leg> legs, Instant at) {
    int low = 0;
    int high = legs.size() - 1;
    while (low <= high) {
      int middle = (low + high) / 2;
      Leg leg = legs.get(middle);
      if (at.isBefore(leg.from)) {
        high = middle - 1;
      } else if (at.isBefore(leg.to)) {
        return Optional.of(leg.at(at));
      } else {
        low = middle + 1;
      }
    }
    return Optional.empty();
  }

  // ---- what comes of it

  private void happen(Event event) {
    now = event.at();
    switch (event) {
      case Look look -> {
        visits.seen = Optional.of(look.person.id);
        float[] probe = probe(look.takenFor.orElse(look.person).face, look.similarity);
        SearchResult found =
            gallery.search(
                Embedding.synthetic(MODEL, probe),
                Purpose.TRAIL,
                look.sighting.place(),
                look.sighting.at(),
                policy.threshold());
        recogniser.looked(look.sighting, found);
      }
      case Follow follow -> {
        visits.seen = Optional.of(follow.person.id);
        recogniser.followed(follow.sighting);
      }
      case End end -> recogniser.ended(end.camera, end.track);
      case Withdrawal withdrawal -> {
        gallery.putGrants(withdrawal.person.id, List.of());
        recorder.changed(withdrawal.person.id);
      }
    }
  }

  /** A picture of a face that is so similar to it. */
  private float[] probe(float[] face, float similarity) {
    float[] other = new float[DIMENSION];
    direction(other);
    float along = 0;
    for (int i = 0; i < DIMENSION; i++) {
      along += other[i] * face[i];
    }
    double rest = Math.sqrt(1 - along * along);
    double across = Math.sqrt(1 - similarity * similarity);
    float[] probe = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      probe[i] = (float) (similarity * face[i] + across * (other[i] - along * face[i]) / rest);
    }
    return probe;
  }

  // ---- counting

  private static final class Tally {
    private long minutes;
    private long right;
    private long bySight;
    private long wrong;
    private long unknown;
    private long outside;
  }

  private void count(Map<Person, List<Leg>> truth, Instant midnight, Tally tally) {
    var maps = new DayMaps(sites);
    Instant end = midnight.plus(Duration.ofDays(1));
    for (Person person : agreed) {
      List<Leg> legs = truth.getOrDefault(person, List.of());
      List<Visit> written = visits.between(person.id, midnight, end);
      DayMap map = maps.of(written, midnight, end);
      int piece = 0;
      for (int minute = 0; minute < 24 * 60; minute++) {
        Instant at = midnight.plusSeconds(60L * minute + 30);
        while (piece < map.pieces().size() && !map.pieces().get(piece).to().isAfter(at)) {
          piece++;
        }
        Optional<DayMap.Piece> there =
            piece < map.pieces().size() && !map.pieces().get(piece).from().isAfter(at)
                ? Optional.of(map.pieces().get(piece))
                : Optional.empty();
        Optional<Position> claimed = there.flatMap(one -> one.at(at));
        Optional<Position> is = position(legs, at);
        if (is.isEmpty()) {
          tally.outside += claimed.isPresent() ? 1 : 0;
        } else if (person.covered(Campus.place(is.get().area()), at, at)) {
          tally.minutes++;
          if (claimed.isEmpty()) {
            tally.unknown++;
          } else if (named(claimed.get()).equals(named(is.get()))) {
            tally.right++;
            tally.bySight += there.orElseThrow().kind() == DayMap.Kind.SEEN ? 1 : 0;
          } else {
            tally.wrong++;
          }
        }
      }
    }
  }

  private String named(Position position) {
    return position.area() + "/" + zone(position).map(AreaZone::id).orElse("");
  }

  private Result result(Tally tally) {
    Map<UUID, Person> byId = new HashMap<>();
    people.forEach(person -> byId.put(person.id, person));
    long all = 0;
    long without = 0;
    for (Map.Entry<UUID, List<Visit>> entry : visits.kept.all().entrySet()) {
      for (Visit visit : entry.getValue()) {
        all++;
        Person person = byId.get(entry.getKey());
        if (person == null || !person.covered(visit.place(), visit.from(), visit.to())) {
          without++;
        }
      }
    }
    return new Result(
        campus.cameras(),
        people.size(),
        agreed.size(),
        settings.days(),
        policy.threshold(),
        settings.fmr(),
        settings.fnmr(),
        tracks,
        tally.minutes,
        tally.minutes == 0 ? 0 : (double) tally.right / tally.minutes,
        tally.wrong,
        tally.unknown,
        tally.bySight,
        tally.outside,
        all,
        visits.wrong,
        without);
  }
}
