package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What becomes of devices that an older broker stored.
class DeviceHistoryMigrationTest {
  private static final String DATABASE = TestPostgres.create();

  @BeforeAll
  static void oldBroker() {
    migrate("3");
    execute(
        "INSERT INTO model VALUES ('acme', 'llama', 1, 'd', 1, 1, 1, '{}')",
        "INSERT INTO model_version VALUES ('acme', 'llama', 1, 'd', 'm', 'k', 'w')",
        "INSERT INTO device VALUES ('stayed', 'a1', '02'), ('went', 'b2', '03'),"
            + " ('returned', 'a1', '02'), ('odd', 'a1', '02')",
        "INSERT INTO fenced_boot VALUES ('stayed', 'a1', '01'), ('odd', 'b2', '01')");
    lease("1", "a1", "2026-01-01", "stayed", "went", "returned");
    lease("2", "b2", "2026-02-01", "went", "returned");
    lease("3", "a1", "2026-03-01", "stayed", "returned");
    lease("4", "b2", "2026-04-01", "went");
    migrate("4");
  }

  private static void migrate(String version) {
    var _ =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(TestPostgres.url(DATABASE), "strongroom_owner", "")
            .resourceProvider(new Migrations())
            .javaMigrationClassProvider(List::of)
            .placeholders(Map.of("service", "strongroom_broker"))
            .target(version)
            .load()
            .migrate();
  }

  private static void execute(String... commands) {
    for (var command : commands) {
      TestPostgres.execute(DATABASE, command);
    }
  }

  private static void lease(String id, String platform, String day, String... devices) {
    execute(
        "INSERT INTO lease (id, owner, model, version, transcript, identity_key, platform_id,"
            + " boot_instance, issued_at, ttl_millis, heartbeat_millis, expires_at, entry_index)"
            + " VALUES ('%s', 'acme', 'llama', 1, 't', 'k', '%s', '01', '%s', 1, 1, '%s', 0)"
                .formatted(id, platform, day, day));
    for (var device : devices) {
      execute("INSERT INTO lease_device VALUES ('%s', '%s')".formatted(id, device));
    }
  }

  private static String device(String id) {
    return TestPostgres.query(
        DATABASE,
        "SELECT concat_ws(' ', first_seen_at::date, shown_at::date, placed_at::date, came_from,"
            + " architecture) FROM device WHERE id = '%s'".formatted(id));
  }

  @Test
  void takesTheirTimesAndMovesFromTheirLeases() {
    assertThat(device("stayed").strip()).isEqualTo("2026-01-01 2026-03-01 2026-01-01");
    assertThat(device("went").strip()).isEqualTo("2026-01-01 2026-04-01 2026-02-01 a1");
    assertThat(device("returned").strip()).isEqualTo("2026-01-01 2026-03-01 2026-03-01 b2");
  }

  @Test
  void givesADeviceWithoutALeaseTheTimeOfTheMigration() {
    assertThat(
            TestPostgres.query(
                DATABASE,
                "SELECT first_seen_at > clock_timestamp() - interval '1 hour' AND"
                    + " shown_at >= first_seen_at FROM device WHERE id = 'odd'"))
        .isEqualTo("t");
  }

  @Test
  void keepsTheServiceFromDeletingHistory() {
    for (var table : List.of("device", "refused_move")) {
      assertThat(
              TestPostgres.query(
                  DATABASE,
                  "SELECT has_table_privilege('strongroom_broker', '%s', 'DELETE')"
                      .formatted(table)))
          .isEqualTo("f");
    }
  }
}
