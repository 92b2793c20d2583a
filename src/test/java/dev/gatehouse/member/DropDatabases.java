package dev.gatehouse.member;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database of PostgreSQL has eight megabytes at least, so those of a class go with it. */
final class DropDatabases implements AfterEachCallback, AfterAllCallback {
  @Override
  public void afterEach(ExtensionContext context) {
    TestDatabase.release();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    TestDatabase.dropAll();
  }
}
