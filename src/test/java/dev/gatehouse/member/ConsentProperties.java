package dev.gatehouse.member;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeContainer;

/** On H2. */
class ConsentProperties extends ConsentHistories {
  @BeforeContainer
  static void open() {
    open(DatabaseKind.H2);
  }

  @Property(tries = 1000)
  void nobody_is_recognised_without_a_grant_that_covers_it(
      @ForAll("histories") List<Step> history) {
    hold(history);
  }
}
