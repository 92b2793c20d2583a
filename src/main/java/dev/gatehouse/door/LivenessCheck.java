package dev.gatehouse.door;

import dev.gatehouse.face.FaceShape;
import java.util.OptionalDouble;

/**
 * Tells a person before the camera from a picture of one (presentation attack detection, ISO/IEC
 * 30107). The check itself is shared; what it sees of one track is gathered in a {@link Session}.
 */
public interface LivenessCheck {
  /** A short name, for the page. */
  String name();

  /** What it can tell and what it cannot, in plain words, for the page. */
  String description();

  /** Starts gathering for one track. */
  Session begin();

  /** What was seen of one track. For one thread. */
  interface Session {
    /**
     * @param shape the 68 points in this frame
     * @param seconds time of the frame
     */
    void see(FaceShape shape, double seconds);

    /** 0 (a picture) to 1 (live); empty while it was seen too little to tell. */
    OptionalDouble score();

    /** Whether the score is high enough to open a door. */
    boolean live();
  }
}
