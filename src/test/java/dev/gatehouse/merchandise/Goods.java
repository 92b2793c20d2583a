package dev.gatehouse.merchandise;

import dev.gatehouse.face.AgeRange;
import dev.gatehouse.face.Sex;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;

/** Items and shoppers for tests. */
final class Goods {
  static final Currency EUR = Currency.getInstance("EUR");
  static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z"); // a Wednesday

  private Goods() {}

  static Item item(String sku) {
    return item(sku, 0, Target.EVERYONE, OptionalInt.empty(), 1);
  }

  static Item item(String sku, int minimumAge, Target target, OptionalInt stock, double weight) {
    return new Item(
        UUID.nameUUIDFromBytes(sku.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        sku,
        "Item " + sku,
        "",
        Price.parse("9.90", EUR),
        minimumAge,
        target,
        stock,
        weight);
  }

  static Shopper adult(Instant at) {
    return shopper(new AgeRange(30, 40), Optional.of(Sex.FEMALE), at);
  }

  static Shopper shopper(AgeRange ages, Optional<Sex> sex, Instant at) {
    return new Shopper("kiosk", "showroom", 1, Optional.of(ages), sex, Optional.empty(), at);
  }

  static Random random(long seed) {
    return new Random(seed);
  }
}
