package dev.gatehouse.merchandise;

import java.util.OptionalInt;
import java.util.UUID;

/**
 * Something that can be shown.
 *
 * @param id stays the same for the same {@code sku}
 * @param sku the shop's own number of it
 * @param description may be empty
 * @param minimumAge in years; 0 for everyone. See {@link AgeGate}
 * @param stock how many there are; absent where that is not counted. Of 0 it is not shown
 * @param weight by which its rate of touches is multiplied when goods are picked: its margin, say
 */
public record Item(
    UUID id,
    String sku,
    String name,
    String description,
    Price price,
    int minimumAge,
    Target target,
    OptionalInt stock,
    double weight) {
  static final int MOST_SKU = 64;
  static final int MOST_NAME = 200;
  static final int MOST_DESCRIPTION = 1000;

  public Item {
    sku = text("sku", sku, 1, MOST_SKU);
    name = text("name", name, 1, MOST_NAME);
    description = text("description", description, 0, MOST_DESCRIPTION);
    if (minimumAge < 0 || minimumAge > 99) {
      throw new MerchandiseException(
          "minimumAge", "The minimum age is 0 to 99 years, not " + minimumAge);
    }
    if (stock.isPresent() && stock.getAsInt() < 0) {
      throw new MerchandiseException(
          "stock", "A stock is not below 0, as " + stock.getAsInt() + " is");
    }
    if (!(weight > 0 && weight <= 100)) { // also of what is no number
      throw new MerchandiseException(
          "weight", "A weight is above 0, and 100 at most, not " + weight);
    }
  }

  private static String text(String field, String given, int least, int most) {
    String text = given.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (text.length() < least) {
      throw new MerchandiseException(field, "The " + field + " is missing");
    }
    if (text.length() > most) {
      throw new MerchandiseException(
          field, "The " + field + " has " + text.length() + " characters; " + most + " fit");
    }
    if (text.chars().anyMatch(c -> Character.isSurrogate((char) c)) && !wellFormed(text)) {
      throw new MerchandiseException(field, "The " + field + " has half of a character");
    }
    return text;
  }

  private static boolean wellFormed(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  boolean available() {
    return stock.isEmpty() || stock.getAsInt() > 0;
  }
}
