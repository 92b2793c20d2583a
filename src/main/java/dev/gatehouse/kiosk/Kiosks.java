package dev.gatehouse.kiosk;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditAction;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.AuditLog;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.gallery.Purpose;
import dev.gatehouse.member.Members;
import java.time.Clock;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All kiosks of this program. Their networks are loaded with the first of them, on its own thread.
 * Thread-safe.
 */
public final class Kiosks implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Kiosks.class.getName());

  private final Supplier<KioskModels> load;
  private final Gallery gallery;
  private final Members members;
  private final AuditLog audit;
  private final KioskCounts counts;
  private final Clock clock;
  private final Map<String, Kiosk> kiosks = new ConcurrentSkipListMap<>();
  private @Nullable KioskModels models;

  Kiosks(
      Supplier<KioskModels> load,
      Gallery gallery,
      Members members,
      AuditLog audit,
      KioskCounts counts,
      Clock clock) {
    this.load = load;
    this.gallery = gallery;
    this.members = members;
    this.audit = audit;
    this.counts = counts;
    this.clock = clock;
  }

  /**
   * Sets a kiosk up and starts it.
   *
   * @throws KioskException if there is one of that id
   */
  public Kiosk add(KioskSettings settings) {
    Kiosk kiosk = new Kiosk(settings, () -> analysis(settings));
    if (kiosks.putIfAbsent(settings.id(), kiosk) != null) {
      throw new KioskException("There are two kiosks with the id '" + settings.id() + "'");
    }
    kiosk.start();
    return kiosk;
  }

  private KioskAnalysis analysis(KioskSettings settings) {
    KioskModels loaded = models();
    var greeter =
        new Greeter(
            settings.place(),
            gallery,
            loaded.faces(),
            members::name,
            (member, score) -> record(settings, member, score),
            clock);
    return new KioskAnalysis(loaded, Optional.of(greeter), band -> count(settings.id(), band));
  }

  private synchronized KioskModels models() {
    KioskModels loaded = models;
    if (loaded == null) {
      loaded = load.get();
      models = loaded;
    }
    return loaded;
  }

  /** A member who was recognised reads of it, and so do auditors; of others there is nothing. */
  private void record(KioskSettings settings, UUID member, float score) {
    audit.record(
        AuditEvent.of(AuditAction.GREETING, Actor.kiosk(settings.id()))
            .purpose(Purpose.KIOSK.name())
            .place(settings.place())
            .subject(member)
            .detail(
                String.format(
                    Locale.ROOT, "similarity %.2f of %.2f needed", score, Greeter.THRESHOLD)));
  }

  /** A count that is lost is no reason to stop. */
  private void count(String kiosk, AgeBand band) {
    try {
      counts.add(kiosk, band);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "Kiosk " + kiosk + ": nobody was counted", e);
    }
  }

  public Collection<Kiosk> all() {
    return kiosks.values();
  }

  public Optional<Kiosk> find(String id) {
    return Optional.ofNullable(kiosks.get(id));
  }

  /** How many people stood before them. */
  public KioskCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    kiosks.values().forEach(Kiosk::close);
    kiosks.clear();
    synchronized (this) {
      if (models != null) {
        models.close();
        models = null;
      }
    }
  }
}
