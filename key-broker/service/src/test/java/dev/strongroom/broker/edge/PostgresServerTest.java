package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
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
    // What a killed broker leaves behind: a server that runs on.
    var left = PostgresServer.launch(directory, OptionalInt.empty());
    var pid = postmaster(directory);

    try (var storage =
        Storage.open(new Settings.Storage.Embedded(directory), IDENTITY, Site.RANDOM)) {
      assertThat(pid.isAlive()).isFalse();
      var profile =
          storage
              .database()
              .read(sql -> sql.createQuery("SELECT profile FROM broker").mapTo(String.class).one());
      assertThat(profile).isEqualTo("simulation");
    }
    assertThat(left).isNotNull();
  }

  private static ProcessHandle postmaster(Path directory) throws Exception {
    var pid = Files.readAllLines(directory.resolve("data").resolve("postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
  }

  @Test
  void comesBackByItselfAfterItsProcessWasKilled(@TempDir Path directory) throws Exception {
    try (var storage =
        Storage.open(new Settings.Storage.Embedded(directory), IDENTITY, Site.RANDOM)) {
      var killed = postmaster(directory);
      assertThat(killed.destroyForcibly()).isTrue();
      var _ = killed.onExit().get(10, TimeUnit.SECONDS);

      assertThat(profileOnceBack(storage)).isEqualTo("simulation");
      assertThat(postmaster(directory).pid()).isNotEqualTo(killed.pid());
    }
  }

  private static String profileOnceBack(Storage storage) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        return storage
            .database()
            .read(sql -> sql.createQuery("SELECT profile FROM broker").mapTo(String.class).one());
      } catch (UnavailableException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }
}
