package dev.gatehouse.card;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sees to it that a revoked card stays revoked when an older database comes back. */
public final class RestoredCards {
  private RestoredCards() {}

  private record Revoked(UUID card, OffsetDateTime validTo, OffsetDateTime at) {}

  /**
   * Takes over the revocations that another database has and this one has not, also of cards that
   * this one does not know: an unknown card is accepted.
   *
   * @return how many
   */
  public static int takeRevocations(JdbcClient other, JdbcClient restored) {
    List<Revoked> all =
        other
            .sql("select id, valid_to, revoked_at from card where revoked_at is not null")
            .query(
                (row, _) ->
                    new Revoked(
                        row.getObject(1, UUID.class),
                        row.getObject(2, OffsetDateTime.class),
                        row.getObject(3, OffsetDateTime.class)))
            .list();
    var store = new CardStore(restored);
    int taken = 0;
    for (Revoked one : all) {
      if (!store.revoked(one.card())) {
        int changed =
            restored
                .sql("update card set revoked_at = ? where id = ?")
                .params(one.at(), one.card())
                .update();
        if (changed == 0) {
          restored
              .sql("insert into card (id, valid_to, revoked_at) values (?, ?, ?)")
              .params(one.card(), one.validTo(), one.at())
              .update();
        }
        taken++;
      }
    }
    return taken;
  }
}
