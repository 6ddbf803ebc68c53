package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.protocol.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded PostgreSQL")
class PostgresServerTest {
  private static final BrokerIdentity IDENTITY = new BrokerIdentity(Profile.SIMULATION, "broker");

  @Test
  void keepsItsDataAndLetsNobodyInWithoutPassword(@TempDir Path directory) throws Exception {
    try (var server = PostgresServer.start(directory, Site.RANDOM)) {
      Storage.open(server.storage(), IDENTITY, Site.RANDOM).close();
      for (var role : new String[] {"postgres", "strongroom_owner", "strongroom_broker"}) {
        assertThatThrownBy(() -> DriverManager.getConnection(server.storage().url(), role, "x"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed");
      }
    }
    // A server that its broker did not stop: left running, and found by the next start.
    var left = PostgresServer.start(directory, Site.RANDOM);
    var pid = Files.readAllLines(directory.resolve("data").resolve("postmaster.pid")).getFirst();

    try (var storage =
        Storage.open(new Settings.Storage.Embedded(directory), IDENTITY, Site.RANDOM)) {
      assertThat(ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessHandle::isAlive))
          .isEmpty();
      var profile =
          storage
              .database()
              .read(sql -> sql.createQuery("SELECT profile FROM broker").mapTo(String.class).one());
      assertThat(profile).isEqualTo("simulation");
    }
    assertThat(left).isNotNull();
  }
}
