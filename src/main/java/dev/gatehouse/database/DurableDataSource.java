package dev.gatehouse.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections to H2 on which a commit returns when what was committed lies on the disk, also one
 * that {@code autocommit} makes after a statement. What was read only costs nothing. Thread-safe.
 *
 * <p>H2 alone hands a commit to the system up to half a second later, and never waits for the disk.
 * Its {@code WRITE_DELAY=0} mends the first half only. So {@code CHECKPOINT SYNC} follows each
 * commit: it writes what is pending, of all connections at once, and flushes the file.
 */
final class DurableDataSource extends DelegatingDataSource {
  DurableDataSource(DataSource h2) {
    super(h2);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return new DurableConnection(super.getConnection()).proxy();
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    return new DurableConnection(super.getConnection(username, password)).proxy();
  }

  /** Used by one thread at a time, as connections are. */
  private static final class DurableConnection implements InvocationHandler {
    private final Connection connection;

    /** Since the last commit. */
    private boolean written;

    DurableConnection(Connection connection) {
      this.connection = connection;
    }

    Connection proxy() {
      return (Connection) proxy(Connection.class, this);
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
      return Proxy.newProxyInstance(
          DurableDataSource.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      Object result = call(connection, method, arguments);
      return switch (method.getName()) {
        case "createStatement", "prepareStatement", "prepareCall" ->
            proxy(method.getReturnType(), watch((Statement) result));
        case "commit", "setAutoCommit" -> {
          sync();
          yield result;
        }
        default -> result;
      };
    }

    private InvocationHandler watch(@Nullable Statement statement) {
      return (_, method, arguments) -> {
        Object result = call(statement, method, arguments);
        if (writes(method.getName(), result)) {
          written = true;
          if (connection.getAutoCommit()) {
            sync();
          }
        }
        return result;
      };
    }

    private static boolean writes(String method, @Nullable Object result) {
      return switch (method) {
        case "executeUpdate", "executeLargeUpdate" ->
            !(result instanceof Number n && n.intValue() == 0);
        case "execute" -> Boolean.FALSE.equals(result); // a query gives true
        case "executeBatch", "executeLargeBatch" -> true;
        default -> false;
      };
    }

    private void sync() throws SQLException {
      if (written) {
        written = false;
        try (Statement statement = connection.createStatement()) {
          statement.execute("checkpoint sync");
        }
      }
    }

    private static @Nullable Object call(
        @Nullable Object target, Method method, @Nullable Object @Nullable [] arguments)
        throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    }
  }
}
