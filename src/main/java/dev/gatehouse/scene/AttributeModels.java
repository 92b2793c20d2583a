package dev.gatehouse.scene;

/**
 * What looks at vehicles and people, one model for each attribute; whoever has a better one puts it
 * in its place.
 *
 * @param sex of a person, from the whole box
 */
public record AttributeModels(
    AttributeModel<Colour> vehicleColour,
    AttributeModel<String> make,
    AttributeModel<String> model,
    AttributeModel<Colour> upper,
    AttributeModel<Colour> lower,
    AttributeModel<Sex> sex)
    implements AutoCloseable {

  /**
   * What needs no trained model: colours by rule. Make, model and sex are never told.
   *
   * @param light of the scene, which its owner keeps up to date
   */
  public static AttributeModels byRule(WhiteBalance light) {
    return new AttributeModels(
        new VehicleColour(light),
        AttributeModel.unknown(),
        AttributeModel.unknown(),
        ClothingColour.upper(light),
        ClothingColour.lower(light),
        AttributeModel.unknown());
  }

  @Override
  public void close() {
    vehicleColour.close();
    make.close();
    model.close();
    upper.close();
    lower.close();
    sex.close();
  }
}
