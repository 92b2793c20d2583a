package dev.gatehouse.demo;

import dev.gatehouse.merchandise.ImportResult;
import dev.gatehouse.merchandise.Item;
import dev.gatehouse.merchandise.Merchandise;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What the demo's kiosk shows: a shop that there is not, with pictures that were drawn for it. */
final class DemoGoods {
  private static final String FOLDER = "/demo/goods/";

  private DemoGoods() {}

  /** Fills a catalogue that is empty; one that somebody began stays as it is. */
  static void load(Merchandise merchandise) {
    if (!merchandise.items().isEmpty()) {
      return;
    }
    ImportResult result = merchandise.load(read("catalogue.csv"));
    if (!result.refused().isEmpty()) {
      throw new IllegalStateException("The demo's catalogue is broken: " + result.refused());
    }
    for (Item item : merchandise.items()) {
      merchandise.putPicture(item.id(), read(item.sku() + ".png"));
    }
  }

  private static byte[] read(String name) {
    try (InputStream file = DemoGoods.class.getResourceAsStream(FOLDER + name)) {
      if (file == null) {
        throw new IllegalStateException("The program lacks its file " + FOLDER + name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
