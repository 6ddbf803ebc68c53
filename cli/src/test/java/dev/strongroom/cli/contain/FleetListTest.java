package dev.strongroom.cli.contain;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.strongroom.cli.Shell;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.ledger.DevicePage;
import dev.strongroom.protocol.ledger.RefusedMoves;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom fleet ls` against a broker that serves the device ledger page by page.
class FleetListTest {
  private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
  private static final int PAGE = 2;

  @TempDir Path directory;

  private final List<DevicePage.Device> devices = new ArrayList<>();
  private final List<RefusedMoves.Move> refused = new ArrayList<>();
  private final List<Fleet.Holder> holders = new ArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private SitePki pki;
  private HttpsServer broker;

  @BeforeEach
  void start() throws Exception {
    pki = SitePki.create(directory, Instant.now(), new SecureRandom());
    var identity = pki.issue("broker");
    broker = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    broker.setHttpsConfigurator(
        new HttpsConfigurator(
            ClientTls.mutual(pki.authority(), identity.certificate(), identity.key())));
    broker.createContext("/v1/fleet", answering(_ -> fleet()));
    broker.createContext("/v1/devices", answering(this::page));
    broker.createContext("/v1/devices/refused", answering(_ -> new RefusedMoves(refused)));
    broker.start();
  }

  @AfterEach
  void stop() {
    broker.stop(0);
  }

  private interface Answer {
    Object to(String query);
  }

  private HttpHandler answering(Answer answer) {
    return exchange -> {
      asked.add(String.valueOf(exchange.getRequestURI()));
      send(exchange, answer.to(String.valueOf(exchange.getRequestURI().getQuery())));
    };
  }

  private static void send(HttpExchange exchange, Object answer) throws IOException {
    try (exchange) {
      var body = StrictJson.write(answer).toArray();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Fleet fleet() {
    var model = new Fleet.Model("acme", "llama", 1_000_000, 10_000, List.of(), false);
    return new Fleet(Profile.SIMULATION, 7, List.of(model), holders);
  }

  private DevicePage page(String query) {
    var after = query.replaceAll(".*after=([0-9a-f]*).*", "$1");
    return new DevicePage(
        devices.stream().filter(d -> d.id().compareTo(after) > 0).limit(PAGE).toList());
  }

  private Shell list(String... more) {
    var words = new ArrayList<Object>(List.of("fleet", "ls", "--ca", pki.authority()));
    words.addAll(List.of("--broker", "https://127.0.0.1:" + broker.getAddress().getPort()));
    words.addAll(List.of(more));
    return Shell.run(words.toArray());
  }

  private static DevicePage.Device device(String id, String architecture, String cameFrom) {
    return new DevicePage.Device(
        id,
        architecture,
        "aa".repeat(64),
        "b0".repeat(32),
        T0,
        T0.plusSeconds(60),
        T0.plusSeconds(30),
        cameFrom,
        2,
        1);
  }

  @Test
  void showsModelsHoldersAndTheLedger() {
    var key = SigningKey.generate(new SecureRandom()).publicKey();
    var model = new ModelVersion("acme", "llama", 1);
    holders.add(new Fleet.Holder("lease-1", model, key, "", List.of(), T0, Duration.ofSeconds(40)));
    devices.add(device("0123456789abcdef", "GH100", ""));
    devices.add(device("fedcba9876543210", "", "cc".repeat(64)));
    refused.add(
        new RefusedMoves.Move(
            "0123456789abcdef", "aa".repeat(64), "dd".repeat(64), T0, T0.plusSeconds(5), 3));

    var shell = list();

    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out().lines())
        .containsExactly(
            "profile simulation",
            "acme/llama  1,000,000 bytes of weights, egress budget 10,000 bytes in 30 days",
            "  lease lease-1  acme/llama@1  (not serving)  40 s left",
            "2 devices",
            "  device 0123456789abcdef  GH100  platform aaaaaaaaaaaa…  boot b0b0b0b0b0b0…  2 leases"
                + "  there since 2026-11-23T10:00:30Z  1 fenced boot",
            "  device fedcba9876543210  (class unknown)  platform aaaaaaaaaaaa…  boot b0b0b0b0b0b0…"
                + "  2 leases  moved 2026-11-23T10:00:30Z from cccccccccccc…  1 fenced boot",
            "REFUSED: platform dddddddddddd… showed device 0123456789abcdef of platform"
                + " aaaaaaaaaaaa… 3 times, last 2026-11-23T10:00:05Z (ledger.device-held)");
  }

  @Test
  void showsAnEmptyLedger() {
    assertThat(list().out().lines())
        .contains("  no node holds a key now", "0 devices")
        .noneMatch(line -> line.startsWith("REFUSED"));
  }

  @Test
  void printsEverythingAsOneJsonObject() throws Exception {
    devices.add(device("0123456789abcdef", "GH100", "cc".repeat(64)));
    refused.add(new RefusedMoves.Move("0123456789abcdef", "aa", "dd", T0, T0, 1));

    var shell = list("--format", "json");

    assertThat(shell.status()).isZero();
    assertThat(StrictJson.read(Bytes.utf8(shell.out()), FleetListCommand.Listing.class))
        .isEqualTo(new FleetListCommand.Listing(fleet(), devices, refused));
  }

  @Test
  void asksPageByPageUntilOneIsEmpty() {
    for (int i = 1; i <= 5; i++) {
      devices.add(device("%016x".formatted(i), "GH100", ""));
    }

    var shell = list();

    assertThat(shell.out().lines().filter(line -> line.startsWith("  device "))).hasSize(5);
    assertThat(asked)
        .filteredOn(path -> path.startsWith("/v1/devices?"))
        .containsExactly(
            "/v1/devices?after=&limit=1000",
            "/v1/devices?after=0000000000000002&limit=1000",
            "/v1/devices?after=0000000000000004&limit=1000",
            "/v1/devices?after=0000000000000005&limit=1000");
  }

  @Test
  void endsWithABrokerThatBeginsAnew() {
    devices.add(device("0000000000000002", "GH100", ""));
    devices.add(device("0000000000000001", "GH100", ""));

    var shell = list();

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("ids do not rise");
  }
}
