package dev.gatehouse.liveness;

import dev.gatehouse.face.FaceShape;
import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.OptionalDouble;

/** Takes every face for a live one. */
final class NoLiveness implements LivenessCheck {
  @Override
  public String name() {
    return "off";
  }

  @Override
  public String description() {
    return "Whether a face is live is not checked here: a photo of a member opens this door. Ask"
        + " for a PIN or a card as well.";
  }

  @Override
  public Session begin() {
    return new Session() {
      @Override
      public void see(Image image, Box face, FaceShape shape, double seconds) {}

      @Override
      public void look(Image image, Box face, boolean good, double seconds) {}

      @Override
      public OptionalDouble score() {
        return OptionalDouble.empty();
      }

      @Override
      public boolean live() {
        return true;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}
}
