package dev.strongroom.broker.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/// One PostgreSQL for all tests of a JVM, one database a broker.
public final class TestPostgres {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = start();

  private TestPostgres() {}

  private static EmbeddedPostgres start() {
    try {
      var server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      execute(server, "postgres", "CREATE ROLE strongroom_owner LOGIN");
      execute(server, "postgres", "CREATE ROLE strongroom_broker LOGIN");
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes an empty database.
  ///
  /// @return its name
  public static String create() {
    var name = "broker" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    execute(SERVER, "postgres", "CREATE DATABASE " + name + " OWNER strongroom_owner");
    return name;
  }

  /// Port of the server.
  public static int port() {
    return SERVER.getPort();
  }

  /// JDBC URL of a database.
  public static String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  /// Runs a command as superuser.
  public static void execute(String database, String command) {
    execute(SERVER, database, command);
  }

  /// The first column of the first row, as text.
  public static String query(String database, String query) {
    try (var connection = SERVER.getDatabase("postgres", database).getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      if (!rows.next()) {
        throw new IllegalStateException("no row: " + query);
      }
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private static void execute(EmbeddedPostgres server, String database, String command) {
    try (var connection = server.getDatabase("postgres", database).getConnection();
        var statement = connection.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw new IllegalStateException(command, e);
    }
  }
}
