package dev.gatehouse.member;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** On PostgreSQL; of fewer histories, because a thousand would take minutes. */
@AddLifecycleHook(ConsentOnPostgresProperties.IfInstalled.class)
class ConsentOnPostgresProperties extends ConsentHistories {
  @BeforeContainer
  static void open() {
    open(DatabaseKind.POSTGRESQL);
  }

  @Property(tries = 200)
  void nobody_is_recognised_without_a_grant_that_covers_it(
      @ForAll("histories") List<Step> history) {
    hold(history);
  }

  static final class IfInstalled implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
      return PostgresServer.isInstalled()
          ? SkipResult.doNotSkip()
          : SkipResult.skip(PostgresServer.HOW_TO_GET);
    }
  }
}
