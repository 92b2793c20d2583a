package dev.gatehouse.trail;

import dev.gatehouse.gallery.SearchResult;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * From what searches find in the frames of tracks to visits: a track is a member's when enough of
 * its good frames agree, and stays it until it ends, the grant ends, or its face is another's.
 * Thread-safe.
 */
final class Recogniser {
  private final TrailPolicy policy;
  private final VisitRecorder recorder;
  private final Map<Key, TrackIdentity> tracks = new HashMap<>();

  private record Key(String camera, long track) {}

  Recogniser(TrailPolicy policy, VisitRecorder recorder) {
    this.policy = policy;
    this.recorder = recorder;
  }

  /** A good face of a track was looked for, for {@code TRAIL} at the sighting's place and time. */
  synchronized void looked(Sighting sighting, SearchResult found) {
    TrackIdentity identity = tracks.computeIfAbsent(key(sighting), _ -> new TrackIdentity(policy));
    identity.vote(found);
    write(identity, sighting);
  }

  /** A track is still there. */
  synchronized void followed(Sighting sighting) {
    TrackIdentity identity = tracks.get(key(sighting));
    if (identity != null) {
      write(identity, sighting);
    }
  }

  private void write(TrackIdentity identity, Sighting sighting) {
    Optional<UUID> who = identity.who();
    if (who.isPresent() && !recorder.recognised(who.get(), sighting, identity.score())) {
      identity.forget();
    }
  }

  /** Whether it is known whose track this is. */
  synchronized boolean knows(String camera, long track) {
    TrackIdentity identity = tracks.get(new Key(camera, track));
    return identity != null && identity.who().isPresent();
  }

  synchronized void ended(String camera, long track) {
    tracks.remove(new Key(camera, track));
  }

  private static Key key(Sighting sighting) {
    return new Key(sighting.camera(), sighting.track());
  }
}
