package dev.strongroom.broker.database;

import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/// The broker's database. Every call borrows a connection for its own length. Thread-safe.
public final class Database {
  /// SQLSTATE class of our own mistakes: constraint violations and wrong statements. Everything
  /// else (connection, resources, deadlock, shutdown) is the database being unavailable.
  private static final String DATA_CLASS = "22";

  private static final String CONSTRAINT_CLASS = "23";
  private static final String STATEMENT_CLASS = "42";

  private final Jdbi jdbi;

  /// @param source connections of the service role
  public Database(DataSource source) {
    this.jdbi = Jdbi.create(source);
  }

  /// What to do with a connection.
  public interface Work<T> {
    /// Runs inside the transaction; a throw rolls it back.
    T run(Handle sql) throws RefusedException, MalformedException, UnavailableException;
  }

  /// What to read with a connection.
  public interface Query<T> {
    /// Runs on a connection; must change nothing.
    T run(Handle sql);
  }

  /// Runs `work` in one transaction: all of it is durable when this returns, or none of it is.
  /// After an [UnavailableException] it is unknown which; `work` must be safe to repeat.
  ///
  /// @throws UnavailableException if the database did not answer at any point
  public <T> T transaction(Work<T> work)
      throws RefusedException, MalformedException, UnavailableException {
    try {
      return jdbi.inTransaction(TransactionIsolationLevel.READ_COMMITTED, sql -> run(work, sql));
    } catch (Stop stop) {
      throw stop.unwrap();
    } catch (JdbiException e) {
      throw unavailable(e);
    }
  }

  /// Runs `query` on one connection.
  ///
  /// @throws UnavailableException if the database did not answer
  public <T> T read(Query<T> query) throws UnavailableException {
    try {
      return jdbi.withHandle(query::run);
    } catch (JdbiException e) {
      throw unavailable(e);
    }
  }

  private static <T> T run(Work<T> work, Handle sql) {
    try {
      return work.run(sql);
    } catch (RefusedException | MalformedException | UnavailableException e) {
      throw new Stop(e);
    }
  }

  private static UnavailableException unavailable(JdbiException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isOurs(sql.getSQLState())) {
        throw e;
      }
    }
    return new UnavailableException("the broker's database did not answer", e);
  }

  private static boolean isOurs(@org.jspecify.annotations.Nullable String state) {
    return state != null
        && (state.startsWith(DATA_CLASS)
            || state.startsWith(CONSTRAINT_CLASS)
            || state.startsWith(STATEMENT_CLASS));
  }

  /// Carries a checked exception through Jdbi, which rolls back on it.
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop(Exception cause) {
      super(cause.getMessage(), cause, false, false);
    }

    RuntimeException unwrap() throws RefusedException, MalformedException, UnavailableException {
      switch (getCause()) {
        case RefusedException e -> throw e;
        case MalformedException e -> throw e;
        case UnavailableException e -> throw e;
        case null, default -> throw this;
      }
    }
  }
}
