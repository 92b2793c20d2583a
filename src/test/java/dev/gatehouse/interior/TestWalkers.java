package dev.gatehouse.interior;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import dev.gatehouse.image.Point;
import dev.gatehouse.scene.Description;
import dev.gatehouse.scene.ObjectClass;
import dev.gatehouse.street.StreetFrame;
import dev.gatehouse.street.StreetSettings;
import dev.gatehouse.street.TrackView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Frames of a camera that looks straight down on an area, with people at given metres. */
public final class TestWalkers {
  private static final int SCALE = 20; // pixels a metre

  private TestWalkers() {}

  /**
   * @param width of the area, metres; the camera sees the whole of it
   */
  public static void see(
      Interior interior,
      StreetSettings camera,
      double width,
      double height,
      Instant time,
      List<Point> people) {
    List<TrackView> tracks = new ArrayList<>();
    for (int i = 0; i < people.size(); i++) {
      double x = people.get(i).x() * SCALE;
      double y = people.get(i).y() * SCALE;
      tracks.add(
          new TrackView(
              i + 1,
              new Box(x - 4, y - 20, x + 4, y),
              ObjectClass.PERSON,
              0.9,
              true,
              List.of(),
              OptionalDouble.empty(),
              new Description.Other()));
    }
    try (Image image = Image.allocate((int) (width * SCALE), (int) (height * SCALE))) {
      interior.follow(new StreetFrame(camera, image, time, tracks));
    }
  }
}
