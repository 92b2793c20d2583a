package dev.gatehouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.merchandise.Item;
import dev.gatehouse.merchandise.Merchandise;
import dev.gatehouse.web.RunningServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop of the demo. */
class DemoGoodsTest {
  @TempDir Path data;

  @Test
  void every_item_has_its_picture_and_a_catalogue_that_somebody_began_stays() {
    try (RunningServer server = RunningServer.start(data)) {
      Merchandise merchandise = server.bean(Merchandise.class);
      DemoGoods.load(merchandise);
      assertThat(merchandise.items()).hasSize(14);
      assertThat(merchandise.items())
          .allSatisfy(item -> assertThat(merchandise.pictureOf(item.id())).isPresent())
          .anyMatch(item -> item.minimumAge() == 18);
      Item first = merchandise.items().getFirst();
      merchandise.delete(first.id());
      DemoGoods.load(merchandise);
      assertThat(merchandise.items()).hasSize(13).doesNotContain(first);
    }
  }
}
