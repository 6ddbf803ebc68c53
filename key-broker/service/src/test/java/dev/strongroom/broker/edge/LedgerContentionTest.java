package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.ledger.LedgerRules.Holder;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

@DisplayName("The device ledger under contention")
class LedgerContentionTest extends OwnBroker {
  private static final int SEEDS = 5;
  private static final int CLAIMS = 100;
  private static final List<String> DEVICES =
      IntStream.range(0, 12)
          .mapToObj(i -> String.format("%016x", 0x9e3779b97f4aL * (i + 1)))
          .toList();
  private static final List<String> PLATFORMS = List.of("a1", "b2", "c3");
  private static final int BOOTS = 10;
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  LedgerContentionTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

  /// @param lasts false for a lease that is over at once, so that the devices may move
  record Claim(Holder asking, List<String> devices, boolean lasts) {}

  /// What became of a claim.
  sealed interface Outcome {
    record Granted(Claim claim, LedgerDesk.Granted grant) implements Outcome {}

    record Refused(Claim claim, List<String> codes) implements Outcome {}

    record Undecided(String sqlState) implements Outcome {}
  }

  @Test
  void decidesAHundredClaimsOfTwelveDevicesAsIfOneByOne() throws Exception {
    int moves = 0;
    var codes = new HashSet<String>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      TestPostgres.execute(database, "TRUNCATE device, fenced_boot, lease_device, lease");

      var outcomes = atOnce(claims(new Random(seed)));

      assertThat(outcomes).as("seed %d", seed).hasSize(CLAIMS);
      assertThat(all(outcomes, Outcome.Undecided.class)).as("seed %d", seed).isEmpty();
      var granted = all(outcomes, Outcome.Granted.class);
      var refused = all(outcomes, Outcome.Refused.class);
      var serial = oneByOne(granted, refused);
      assertThat(stored()).as("seed %d", seed).isEqualTo(serial.described());
      moves += granted.stream().mapToInt(each -> each.grant().moves().size()).sum();
      refused.forEach(each -> codes.addAll(each.codes()));
    }
    // Without these the claims would not have tried much.
    assertThat(moves).isPositive();
    assertThat(codes).containsExactlyInAnyOrder("ledger.boot-fenced", "ledger.device-held");
    assertThat(logged(AuditEntry.LeaseEnded.class)).isPositive();
  }

  /// Three of four claim all devices, the others some, each in an order of its own.
  private static List<Claim> claims(Random random) {
    var claims = new ArrayList<Claim>();
    for (int i = 0; i < CLAIMS; i++) {
      var devices = new ArrayList<>(DEVICES);
      Collections.shuffle(devices, random);
      int count = random.nextInt(4) > 0 ? devices.size() : 2 + random.nextInt(10);
      var platform = PLATFORMS.get(random.nextInt(PLATFORMS.size()));
      var asking = new Holder(platform, String.format("%02x", 1 + random.nextInt(BOOTS)));
      claims.add(new Claim(asking, devices.subList(0, count), random.nextInt(8) == 0));
    }
    return claims;
  }

  /// Begins a transaction on a connection of its own for each claim, and lets go of all at once.
  private List<Outcome> atOnce(List<Claim> claims) throws Exception {
    var source = new PGSimpleDataSource();
    source.setUrl(TestPostgres.url(database));
    source.setUser("strongroom_broker");
    source.setOptions("-c statement_timeout=60s");
    var desk = new LedgerDesk(new Database(source));
    var barrier = new CyclicBarrier(claims.size());
    var outcomes = new ArrayList<Outcome>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<Outcome>>();
      claims.forEach(claim -> calls.add(() -> decide(desk, claim, barrier)));
      for (var each : threads.invokeAll(calls, LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        outcomes.add(each.get());
      }
    }
    return outcomes;
  }

  private static Outcome decide(LedgerDesk desk, Claim claim, CyclicBarrier barrier)
      throws Exception {
    try {
      var ttl = claim.lasts() ? LONG : Duration.ZERO;
      Runnable together = () -> unchecked(() -> barrier.await(30, TimeUnit.SECONDS));
      return new Outcome.Granted(
          claim, desk.claim(LLAMA, claim.asking(), claim.devices(), ttl, together));
    } catch (RefusedException e) {
      return new Outcome.Refused(claim, e.problem().findings());
    } catch (UnavailableException e) {
      return new Outcome.Undecided(sqlState(e));
    }
  }

  private static String sqlState(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql.getSQLState() + " " + sql.getMessage();
      }
    }
    return failure.toString();
  }

  private static <T extends Outcome> List<T> all(List<Outcome> outcomes, Class<T> kind) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// Repeats the granted claims in the order of the log. Each must be granted again, and each
  /// refused claim must be refused in the same words at some point between.
  private static SerialLedger oneByOne(
      List<Outcome.Granted> granted, List<Outcome.Refused> refused) {
    var ledger = new SerialLedger();
    var open = new ArrayList<>(refused);
    open.removeIf(each -> ledger.objections(each.claim()).equals(each.codes()));
    granted.stream()
        .sorted(Comparator.comparingLong((Outcome.Granted each) -> each.grant().entryIndex()))
        .forEach(
            each -> {
              assertThat(ledger.objections(each.claim())).as("%s", each).isEmpty();
              assertThat(ledger.take(each.claim(), each.grant().leaseId()))
                  .as("moves of %s", each)
                  .isEqualTo(each.grant().moves());
              open.removeIf(other -> ledger.objections(other.claim()).equals(other.codes()));
            });
    assertThat(open).as("refused for reasons that never held").isEmpty();
    return ledger;
  }

  /// Devices with their holders, fenced boots, and live leases, as [SerialLedger#described].
  private String stored() {
    return String.join(
        "\n",
        rows("SELECT id || ' ' || platform_id || ' ' || boot_instance FROM device"),
        rows("SELECT device_id || ' not ' || platform_id || ' ' || boot_instance FROM fenced_boot"),
        rows("SELECT id FROM lease WHERE ended_at IS NULL AND expires_at > clock_timestamp()"));
  }

  private String rows(String query) {
    return TestPostgres.query(
        database,
        "SELECT coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), '') FROM ("
            + query
            + ") AS t(line)");
  }
}
