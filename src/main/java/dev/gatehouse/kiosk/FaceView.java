package dev.gatehouse.kiosk;

import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.FaceMesh;
import dev.gatehouse.face.Sex;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A face as it is drawn in one picture.
 *
 * @param id of its track, unique while the kiosk runs; says nothing of who it is
 * @param mesh in pixels of the picture
 * @param age a guess as a range; empty until there is one
 * @param sex a guess; empty until there is one that is sure enough
 * @param appeal 90 to 99, for fun; empty until the face has looked into the camera
 * @param greeting of a member who agreed
 */
public record FaceView(
    long id,
    FaceMesh mesh,
    Optional<AgeRange> age,
    Optional<Sex> sex,
    OptionalInt appeal,
    Optional<Greeting> greeting) {}
