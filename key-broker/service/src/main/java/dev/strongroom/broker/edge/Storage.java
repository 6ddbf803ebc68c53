package dev.strongroom.broker.edge;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.database.Database;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.Driver;

/// The database, ready: server reached, tables migrated by their owner's role, durability and
/// profile checked, connections of the service role pooled.
final class Storage implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 16;
  private static final Duration ACQUISITION = Duration.ofSeconds(3);

  /// No answer within ten seconds is no answer; no lock is waited for longer than five.
  private static final Map<String, String> LIMITS =
      Map.of(
          "connectTimeout",
          "3",
          "socketTimeout",
          "10",
          "loginTimeout",
          "5",
          "tcpKeepAlive",
          "true",
          "options",
          "-c statement_timeout=8s -c lock_timeout=5s -c synchronous_commit=on");

  private final Optional<PostgresServer> server;
  private final AgroalDataSource pool;

  private Storage(Optional<PostgresServer> server, AgroalDataSource pool) {
    this.server = server;
    this.pool = pool;
  }

  static Storage open(Settings.Storage storage, BrokerIdentity identity, SecureRandom random)
      throws StartException {
    return switch (storage) {
      case Settings.Storage.External external -> connect(Optional.empty(), external, identity);
      case Settings.Storage.Embedded(var directory) -> {
        var server = PostgresServer.start(directory, random);
        yield connect(Optional.of(server), server.storage(), identity);
      }
    };
  }

  private static Storage connect(
      Optional<PostgresServer> server, Settings.Storage.External at, BrokerIdentity identity)
      throws StartException {
    try {
      migrate(at);
      var storage = new Storage(server, pool(at));
      try {
        storage.requireDurable();
        storage.requireIdentity(identity);
        return storage;
      } catch (StartException | RuntimeException e) {
        storage.pool.close();
        throw e;
      }
    } catch (StartException | RuntimeException e) {
      closeQuietly(server, e);
      throw e instanceof StartException start ? start : failed(at, e);
    } catch (SQLException | IOException e) {
      closeQuietly(server, e);
      throw failed(at, e);
    }
  }

  private static StartException failed(Settings.Storage.External at, Exception e) {
    return new StartException(
        "the database at " + at.url() + " cannot be used: " + firstLine(e), e);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static void closeQuietly(Optional<PostgresServer> server, Exception reason) {
    if (server.isPresent()) {
      try {
        server.get().close();
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private static void migrate(Settings.Storage.External at) throws IOException {
    var _ =
        Flyway.configure(Storage.class.getClassLoader())
            .dataSource(at.url(), at.migration().username(), password(at.migration()))
            .resourceProvider(new Migrations())
            .javaMigrationClassProvider(List::of)
            .placeholders(Map.of("service", at.service().username()))
            .load()
            .migrate();
  }

  private static String password(Settings.Login login) throws IOException {
    return login.passwordFile().isPresent()
        ? Files.readString(login.passwordFile().get()).strip()
        : "";
  }

  private static AgroalDataSource pool(Settings.Storage.External at)
      throws SQLException, IOException {
    var secret = password(at.service());
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(MAX_CONNECTIONS)
                        .acquisitionTimeout(ACQUISITION)
                        .validateOnBorrow(true)
                        .connectionValidator(ConnectionValidator.defaultValidator())
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(
                            factory -> {
                              var _ =
                                  factory
                                      .jdbcUrl(at.url())
                                      .connectionProviderClass(Driver.class)
                                      .principal(new NamePrincipal(at.service().username()))
                                      .credential(new SimplePassword(secret));
                              LIMITS.forEach(factory::jdbcProperty);
                              return factory;
                            })));
  }

  private void requireDurable() throws StartException {
    var jdbi = Jdbi.create(pool);
    for (var setting : new String[] {"fsync", "full_page_writes", "synchronous_commit"}) {
      var value =
          jdbi.withHandle(
              sql ->
                  sql.createQuery("SELECT current_setting(:name)")
                      .bind("name", setting)
                      .mapTo(String.class)
                      .one());
      if (value.equals("off") || value.equals("local")) {
        throw new StartException(
            "the database runs with " + setting + " = " + value + ": what it commits can be lost");
      }
    }
  }

  /// Writes profile and name at the first start, and compares them at every other.
  private void requireIdentity(BrokerIdentity identity) throws StartException {
    record Stored(String profile, String id) {}
    var stored =
        Jdbi.create(pool)
            .inTransaction(
                sql -> {
                  sql.createUpdate(
                          "INSERT INTO broker (profile, broker_id) VALUES (:profile, :id)"
                              + " ON CONFLICT (singleton) DO NOTHING")
                      .bind("profile", identity.profile().text())
                      .bind("id", identity.id())
                      .execute();
                  return sql.createQuery("SELECT profile, broker_id FROM broker")
                      .map((row, _) -> new Stored(row.getString(1), row.getString(2)))
                      .one();
                });
    if (!stored.equals(new Stored(identity.profile().text(), identity.id()))) {
      throw new StartException(
          "the database belongs to broker "
              + stored.id()
              + " of profile "
              + stored.profile()
              + ", this is broker "
              + identity.id()
              + " of profile "
              + identity.profile().text()
              + ": use another database");
    }
  }

  Database database() {
    return new Database(pool);
  }

  @Override
  public void close() throws IOException {
    pool.close();
    if (server.isPresent()) {
      server.get().close();
    }
  }
}
