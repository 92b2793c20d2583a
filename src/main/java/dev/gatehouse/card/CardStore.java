package dev.gatehouse.card;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ids of cards, and nothing else of them: enough to revoke one. */
final class CardStore {
  private final JdbcClient database;

  CardStore(JdbcClient database) {
    this.database = database;
  }

  /** Notes a card, and forgets those that have expired. */
  void insert(UUID card, Instant validTo, Instant now) {
    database
        .sql("delete from card where valid_to < ?")
        .param(now.atOffset(ZoneOffset.UTC))
        .update();
    database
        .sql("insert into card (id, valid_to) values (?, ?)")
        .params(card, validTo.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** False if no card of that id is known, or it has expired. */
  boolean revoke(UUID card, Instant at) {
    return database
            .sql("update card set revoked_at = coalesce(revoked_at, ?) where id = ?")
            .params(at.atOffset(ZoneOffset.UTC), card)
            .update()
        == 1;
  }

  /** How many have not expired. */
  int count(Instant now, boolean revoked) {
    return database
        .sql(
            "select count(*) from card where valid_to >= ? and revoked_at is "
                + (revoked ? "not null" : "null"))
        .param(now.atOffset(ZoneOffset.UTC))
        .query(Integer.class)
        .single();
  }

  boolean revoked(UUID card) {
    return database
            .sql("select count(*) from card where id = ? and revoked_at is not null")
            .param(card)
            .query(Integer.class)
            .single()
        > 0;
  }
}
