package dev.strongroom.cli.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.cli.Shell;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.simulator.nvidia.Board;
import dev.strongroom.simulator.nvidia.DeviceReportFields;
import dev.strongroom.simulator.nvidia.NvidiaHierarchy;
import dev.strongroom.simulator.nvidia.NvidiaServices;
import dev.strongroom.simulator.nvidia.RimDocument;
import dev.strongroom.simulator.nvidia.RimSigners;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom collateral …` for NVIDIA devices, against services on this machine that answer as
/// NVIDIA's do.
class NvidiaCommandsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String NEXT = "580.95.05";

  @TempDir Path home;

  private final Instant from =
      Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
  private final NvidiaHierarchy nvidia = NvidiaHierarchy.create(RANDOM, from);
  private final RimSigners signers = RimSigners.create(RANDOM, from);
  private final NvidiaServices services = new NvidiaServices(nvidia, signers, RANDOM, from);
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private List<Evidence> devices;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    var board = Board.h100(2).build(nvidia, "cli", RANDOM, from);
    devices = board.stream().map(device -> device.report(Bytes.zeros(32), _ -> {})).toList();
    board.forEach(device -> services.know(device.architecture(), device.chain()));
    publish("NV_GPU_DRIVER_GH100_550.90.07", "550.90.07", 7);
    publish("NV_GPU_DRIVER_GH100_" + NEXT, NEXT, 7);
    publish("NV_GPU_VBIOS_1010_0200_882_96009F0001", "96.00.9F.00.01", 0);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var path = exchange.getRequestURI().toString();
          requests.add(exchange.getRequestMethod() + " " + path);
          var body = Bytes.copyOf(exchange.getRequestBody().readAllBytes());
          var found =
              exchange.getRequestMethod().equals("POST") ? services.post(body) : services.get(path);
          exchange.sendResponseHeaders(
              found.isPresent() ? 200 : 404, found.isPresent() ? found.get().length() : -1);
          if (found.isPresent()) {
            exchange.getResponseBody().write(found.get().toArray());
          }
          exchange.close();
        });
    server.start();
    Files.createDirectory(home.resolve("roots"));
    Files.writeString(home.resolve("roots/device.pem"), nvidia.root().certificate().toPem());
    Files.writeString(home.resolve("roots/rim.pem"), signers.root().certificate().toPem());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void publish(String id, String version, int index) throws Exception {
    var measured = DeviceReportFields.measured(NvidiaArchitecture.GH100, index + 1);
    services.publish(RimId.parse(id), new RimDocument("GH100", version).active(index, measured));
  }

  private Path document() throws Exception {
    var list =
        devices.stream()
            .map(
                device ->
                    Map.of(
                        "evidence",
                        Base64.getEncoder().encodeToString(device.report().toArray()),
                        "certificate",
                        Base64.getEncoder().encodeToString(device.chain().toArray())))
            .toList();
    var file = home.resolve("gpu_evidence.json");
    Files.write(file, StrictJson.write(Map.of("evidences", list)).toArray());
    return file;
  }

  private List<Path> files(int i) throws Exception {
    var report = home.resolve("report" + i + ".bin");
    var chain = home.resolve("chain" + i + ".pem");
    Files.write(report, devices.get(i).report().toArray());
    Files.write(chain, devices.get(i).chain().toArray());
    return List.of(report, chain);
  }

  private Shell fetch(Object... more) {
    var here = "http://127.0.0.1:" + server.getAddress().getPort();
    var words = new ArrayList<Object>(List.of("collateral", "fetch"));
    for (var service : List.of("--nvidia-rim", "--nvidia-ocsp", "--nvidia-lists")) {
      words.addAll(List.of(service, here));
    }
    words.addAll(List.of("--cache", home.resolve("cache")));
    words.addAll(List.of(more));
    return Shell.run(words.toArray());
  }

  private Path bundle(Object... more) {
    var out = home.resolve("site.zip");
    var words = new ArrayList<Object>(List.of(more));
    words.addAll(List.of("--out", out));
    var shell = fetch(words.toArray());
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out()).doesNotContain("answered");
    assertThat(shell.status()).isZero();
    return out;
  }

  private Shell coverage(Path bundle, Object... more) {
    var words =
        new ArrayList<Object>(
            List.of(
                "collateral",
                "coverage",
                "--collateral",
                bundle,
                "--simulated-roots",
                home.resolve("roots")));
    words.addAll(List.of(more));
    return Shell.run(words.toArray());
  }

  @Test
  void devicesOfABoardShareWhatIsFetched() throws Exception {
    bundle(document());

    // Two manifests, two lists; two BROMs, one provisioner, one identity; three signers.
    assertThat(requests).hasSize(11).filteredOn("POST /"::equals).hasSize(7);
    assertThat(requests)
        .contains("GET /v1/rim/NV_GPU_DRIVER_GH100_550.90.07", "GET /crl/l2-gh100.crl");
    assertThat(requests.subList(0, 11).stream().filter("POST /"::equals)).hasSize(7);
  }

  @Test
  void whatWasFetchedVerifiesTheDeviceOffline() throws Exception {
    var given = files(0);
    var bundle = bundle(given.getFirst(), given.getLast());
    stop();

    var seen =
        Shell.run(
            "evidence",
            "verify",
            given.getFirst(),
            given.getLast(),
            "--collateral",
            bundle,
            "--simulated-roots",
            home.resolve("roots"));

    assertThat(seen.out())
        .contains("2 of 2 match")
        .doesNotContain("nvidia.rim.", "nvidia.ocsp.", "chain.");
    assertThat(seen.status()).isEqualTo(6);
  }

  @Test
  void aBundleCoversTheDriverThatItWasFetchedFor() throws Exception {
    var document = document();
    var bundle = bundle(document, "--driver", NEXT);

    for (var line : List.of(NEXT, "580.x")) {
      var shell = coverage(bundle, "--driver", line, document);
      assertThat(shell.err()).isEmpty();
      assertThat(shell.out())
          .contains(
              "GH100, driver " + line + ": manifests of [0] [1]",
              "covered  NV_GPU_DRIVER_GH100_580.95.05, signer until",
              "covered  NV_GPU_VBIOS_1010_0200_882_96009F0001",
              "gpu_evidence.json devices[1]",
              "COVERED: 2 devices, as of");
      assertThat(shell.status()).isZero();
    }
    assertThat(coverage(bundle, document).status()).isZero();
  }

  @Test
  void whatABundleLacksIsStatus12() throws Exception {
    var given = files(0);
    var bundle = bundle(given.getFirst(), given.getLast());

    var shell = coverage(bundle, "--driver", NEXT, given.getFirst(), given.getLast());

    assertThat(shell.status()).isEqualTo(12);
    assertThat(shell.err()).isEmpty();
    assertThat(shell.out())
        .contains(
            "absent   NV_GPU_DRIVER_GH100_580.95.05",
            "driver 550.90.07, VBIOS 96.00.9F.00.01",
            "NOT COVERED: 1 of 1 device, as of")
        .endsWith(
            "next, where there is a network: strongroom collateral fetch --driver 580.95.05 FILE…"
                + " --out NEW.zip, with the same FILEs; then this again with NEW.zip\n");
    assertThat(coverage(bundle, "--driver", "580.x", given.getFirst(), given.getLast()).out())
        .contains("fetch --driver VERSION FILE…");
    var later = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
    assertThat(coverage(bundle, given.getFirst(), given.getLast(), "--at", later).out())
        .contains("refused", "chain.ocsp-stale");
  }

  @Test
  void aChainMayStandBeforeItsReport() throws Exception {
    var bundle = bundle(document());
    var one = files(0);
    var two = files(1);

    for (var order :
        List.of(
            List.of(one.getFirst(), one.getLast(), two.getFirst(), two.getLast()),
            List.of(one.getLast(), one.getFirst(), two.getLast(), two.getFirst()))) {
      var shell = coverage(bundle, order.toArray());
      assertThat(shell.err()).isEmpty();
      assertThat(shell.out()).contains("[1] " + two.getFirst(), "COVERED: 2 devices, as of");
      assertThat(shell.status()).isZero();
    }
    var text = Files.writeString(home.resolve("text"), "text");
    assertThat(coverage(bundle, one.getFirst(), text).err())
        .contains(
            "text: ",
            "; this has 4 bytes), nor certificates",
            "nor a list of devices (JSON) [malformed]");
    assertThat(coverage(bundle, one.getLast()).err())
        .contains("chain0.pem has certificates, and no device's report stands beside it [usage]");
    assertThat(coverage(bundle, one.getFirst(), two.getLast(), one.getLast(), two.getFirst()).err())
        .contains("report0.bin is a device's report, got 10 certificates beside it");
  }

  @Test
  void linesOfWhatWasAskedForAreNumberedInTheirOrder() throws Exception {
    var shell = fetch(document(), "--out", home.resolve("x.zip"));

    assertThat(shell.out().lines().filter(line -> line.startsWith("asked for ")))
        .extracting(line -> Integer.parseInt(line.replaceAll("asked for (\\d+): .*", "$1")))
        .isSorted()
        .hasSize(11);
  }

  @Test
  void helpSaysWhatIsAppendedToAnAddress() {
    assertThat(Shell.run("collateral", "fetch", "--help").out())
        .contains("URL/v1/rim/", "URL/crl/");
  }

  @Test
  void jsonNamesGroupsAndDevices() throws Exception {
    var document = document();
    var bundle = bundle(document);

    var shell = coverage(bundle, "--driver", NEXT, document, "--format", "json");
    var json = StrictJson.read(Bytes.utf8(shell.out()), JsonNode.class);

    assertThat(shell.status()).isEqualTo(12);
    assertThat(json.get("covered").asBoolean()).isFalse();
    assertThat(json.get("driver").asText()).isEqualTo(NEXT);
    assertThat(json.get("groups").get(0).get("devices")).hasSize(2);
    assertThat(json.get("groups").get(0).findValuesAsText("state"))
        .containsExactly("absent", "covered");
    assertThat(json.get("devices").get(1).get("state").asText()).isEqualTo("covered");
    assertThat(json.get("devices").get(1).get("covered").asBoolean()).isFalse();
  }

  @Test
  void aManifestThatNvidiaDoesNotHaveStopsTheBundle() throws Exception {
    var out = home.resolve("site.zip");

    var shell = fetch(document(), "--driver", "590.1", "--out", out);

    assertThat(shell.status()).isEqualTo(4);
    assertThat(shell.err())
        .contains("nvidia/rim/nv-gpu-driver-gh100-590.1", "status 404")
        .endsWith("[collateral.absent]\n");
    assertThat(out).doesNotExist();
  }

  @Test
  void wrongUsageIsOneLineAndAsksNobody() throws Exception {
    var given = files(0);
    var out = home.resolve("x.zip");
    var bare = fetch(given.getFirst(), "--out", out);
    var alone = fetch(given.getLast(), "--out", out);
    var driver = fetch("--product", "milan", "--driver", NEXT, "--out", out);
    var text = Files.writeString(home.resolve("text.json"), "{}");

    assertThat(bare.err()).contains("got 0 certificates beside it, want its chain");
    assertThat(driver.err()).contains("name reports of the GPUs");
    for (var shell :
        List.of(
            bare,
            alone,
            driver,
            fetch(text, "--out", out),
            coverage(home, given.getFirst()),
            coverage(home, given.getFirst(), given.getLast(), "--driver", "next"),
            coverage(home, home.resolve("none.json")))) {
      assertThat(shell.status()).as(shell.err()).isIn(2, 4);
      assertThat(shell.err().lines()).as(shell.err()).hasSize(1);
      assertThat(shell.err()).doesNotContain("Exception", "java.");
    }
    assertThat(requests).isEmpty();
  }
}
