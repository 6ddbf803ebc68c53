package dev.strongroom.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.cli.Shell;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom evidence devices` on genuine boards.
class DevicesCommandTest {
  private static final String GPUS =
      Vectors.path("gpu/nvswitch/ppcie-hgx-590.12/gpu_evidence.json").toString();
  private static final String SWITCHES =
      Vectors.path("gpu/nvswitch/ppcie-hgx-590.12/switch_evidence.json").toString();
  private static final String NONCE =
      "4760e30534a0621357d458b1a7936551b5dc4cd1e69718adf7ed9fb0252a537e";

  @TempDir Path directory;

  private static Shell devices(String... words) {
    var all = new ArrayList<>(List.of("evidence", "devices"));
    all.addAll(List.of(words));
    all.addAll(List.of("--at", "2026-06-01T00:00:00Z"));
    return Shell.run(all.toArray());
  }

  @Test
  void aWholeBoardLeavesWarningsAlone() {
    var shell = devices(GPUS, SWITCHES, "--nonce", NONCE);

    assertThat(shell.status()).isEqualTo(6);
    assertThat(shell.out().lines().filter(line -> line.startsWith("devices["))).hasSize(12);
    assertThat(shell.out())
        .startsWith("AUTHENTIC, WARNING: all 12 devices are authentic")
        .contains("devices[0]  GH100 2921ce551e4eeda3 590.12 PPCIE  authentic, warning")
        .contains("devices[11]  LS_10 03dba23b3c11bd8a 96.10.73.00.01  authentic")
        .contains("node.device-unbound")
        .doesNotContain("nvidia.fabric", "session.not-compared");
  }

  @Test
  void aPartOfABoardIsContraindicated() {
    var shell = devices(GPUS);

    assertThat(shell.status()).isEqualTo(11);
    assertThat(shell.out())
        .startsWith(
            "CONTRAINDICATED: all 8 devices are authentic, and refused for nvidia.fabric.count")
        .contains("nvidia.fabric.count  refuses", "8 GPUs and 4 switches", "8 and 0")
        .contains("session.not-compared  warns")
        .contains("session.not-compared");
  }

  @Test
  void anotherNonceIsContraindicatedForEachDevice() {
    var shell = devices(GPUS, SWITCHES, "--nonce", "11".repeat(32));

    assertThat(shell.status()).isEqualTo(11);
    assertThat(shell.out().lines().filter(line -> line.strip().equals("nvidia.nonce  refuses")))
        .hasSize(12);
  }

  @Test
  void jsonHasEachDeviceAndTheSet() throws Exception {
    var same = Vectors.path("gpu/nvswitch/ls10-x4-same-device.json").toString();
    var shell = devices(same, "--format", "json");
    var verdict = StrictJson.read(Bytes.utf8(shell.out()), JsonNode.class);

    assertThat(shell.status()).isEqualTo(11);
    assertThat(verdict.get("authentic").asBoolean()).isTrue();
    assertThat(verdict.get("tier").asText()).isEqualTo("contraindicated");
    assertThat(verdict.get("devices")).hasSize(4);
    assertThat(verdict.get("devices").get(0).get("authentic").asBoolean()).isTrue();
    assertThat(verdict.get("findings").findValuesAsText("code"))
        .contains("node.device-twice", "nvidia.fabric.count", "node.device-unbound");
  }

  @Test
  void whatIsNotAuthenticIsSaidSo() throws Exception {
    var json = Files.readString(Path.of(SWITCHES));
    // Within the signature, which ends the first report.
    var report = json.split("\"evidence\": \"", 2)[1].split("\"", 2)[0];
    var other =
        report.substring(0, report.length() - 12) + "AAAA" + report.substring(report.length() - 8);
    var changed = json.replace(report, other);
    var file = Files.writeString(directory.resolve("changed.json"), changed);
    var shell = devices(file.toString());

    assertThat(shell.status()).isEqualTo(10);
    assertThat(shell.out())
        .startsWith("NOT AUTHENTIC")
        .contains("devices[0]  rejected: report.signature");
  }

  @Test
  void aMalformedReportIsNamedWithItsFile() throws Exception {
    var json = Files.readString(Path.of(SWITCHES));
    var report = json.split("\"evidence\": \"", 5)[4].split("\"", 2)[0];
    var longer = Bytes.ofBase64("report", report).concat(Bytes.zeros(1)).toArray();
    var changed = json.replace(report, Base64.getEncoder().encodeToString(longer));
    var file = Files.writeString(directory.resolve("longer.json"), changed);

    var alone = devices(file.toString());
    assertThat(alone.status()).isEqualTo(2);
    assertThat(alone.err())
        .startsWith("strongroom: " + file + ": devices[3].")
        .endsWith(": 1 byte left over [malformed]\n");
    assertThat(devices(GPUS, file.toString()).err()).startsWith("strongroom: devices[11].");
  }

  @Test
  void badFilesAndNoncesAreOneLine() throws Exception {
    var text = Files.writeString(directory.resolve("text.json"), "{}");
    for (var words :
        List.of(
            new String[] {text.toString()},
            new String[] {directory.resolve("none.json").toString()},
            new String[] {GPUS, GPUS, GPUS, GPUS},
            new String[] {GPUS, "--nonce", "0011"},
            new String[] {GPUS, "--nonce", "11".repeat(31)})) {
      var shell = devices(words);
      assertThat(shell.status()).as(String.join(" ", words)).isIn(2, 4);
      assertThat(shell.err().lines()).as(shell.err()).hasSize(1);
      assertThat(shell.out()).isEmpty();
    }
  }

  @Test
  @DisplayName("NVIDIA's service may answer for manifests and revocation that are not at hand")
  void nrasMayAnswer() {
    var folder = "gpu/nras/h200-570.172.08-1gpu-ok/";
    var sent = Vectors.path(folder + "nras-v3-request.json").toString();
    var answer = Vectors.path(folder + "nras-v3-response.json").toString();
    var keys = Vectors.path(folder + "jwks.json").toString();
    var nonce = "9a796732359e9324a45576a730e5a9c47bff518b8ee8bcb882d00b5b1ff6f39a";
    var soon = "2026-06-10T01:51:02Z";
    var asked =
        List.of("evidence", "devices", sent, "--nras", answer, "--nras-keys", keys, "--at", soon);

    var shell = with(asked, "--nonce", nonce);
    assertThat(shell.status()).isEqualTo(6);
    assertThat(shell.out())
        .contains("570.172.08 SPT  authentic, affirming", "nras.not-local")
        .doesNotContain("nvidia.rim.absent", "nvidia.ocsp.absent");

    assertThat(with(asked, "--nonce", nonce, "--nras-issuer", "00".repeat(32)).out())
        .contains("nras.signer", "nvidia.rim.absent");
    var otherDay = Vectors.path("gpu/nras/h200-595.71.05-8gpu-nonce-mismatch/jwks.json");
    var late = new ArrayList<>(asked);
    late.set(late.indexOf(keys), otherDay.toString());
    assertThat(with(late, "--nonce", nonce).out())
        .contains("nras.signer", "GPU-0, overall: no key of this kid in the set");
    for (var words :
        List.of(
            with(asked, "--nonce", nonce, "--nras-issuer", "00"),
            with(asked),
            Shell.run("evidence", "devices", sent, "--nras", answer),
            Shell.run("evidence", "devices", sent, "--nras", keys, "--nras-keys", answer))) {
      assertThat(words.status()).as(words.err()).isEqualTo(2);
      assertThat(words.err().lines()).as(words.err()).hasSizeLessThanOrEqualTo(2);
      assertThat(words.out()).isEmpty();
    }
  }

  @Test
  void theAnswerOfNvidiasServiceNeedsANonce() {
    var folder = "gpu/nras/h200-570.172.08-1gpu-ok/";
    var shell =
        Shell.run(
            "evidence",
            "devices",
            Vectors.path(folder + "nras-v3-request.json"),
            "--nras",
            Vectors.path(folder + "nras-v3-response.json"),
            "--nras-keys",
            Vectors.path(folder + "jwks.json"));

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err())
        .isEqualTo(
            "strongroom: --nras needs --nonce: the service answers about reports of one nonce"
                + " [usage]\n");
  }

  private static Shell with(List<String> words, String... more) {
    var all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return Shell.run(all.toArray());
  }
}
