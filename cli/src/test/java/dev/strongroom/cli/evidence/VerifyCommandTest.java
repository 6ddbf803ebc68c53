package dev.strongroom.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.cli.Shell;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `strongroom evidence verify` on genuine Evidence.
class VerifyCommandTest {
  private static final String SNP = "cpu/snp/";
  private static final String HOPPER = "gpu/hopper/h100-550.90.07/";

  @TempDir Path directory;

  @Test
  void jsonTellsWhatIsBehindInNumbers() throws Exception {
    var folder = "cpu/tdx/v5-tcb-recovery-pair/";
    var shell =
        Shell.run(
            "evidence",
            "verify",
            Vectors.path(folder + "quote.bin"),
            Vectors.path(folder + "collateral-eval18-outofdate.json"),
            "--at",
            "2026-03-02T00:00:00Z",
            "--format",
            "json");
    var verdict = StrictJson.read(Bytes.utf8(shell.out()), JsonNode.class);

    assertThat(verdict.get("judged").asBoolean()).isTrue();
    var tcb = verdict.get("tcb");
    assertThat(tcb.get("status").asText()).isEqualTo("OutOfDate");
    assertThat(tcb.get("daysBehind").asInt()).isEqualTo(719);
    assertThat(tcb.get("advisories")).hasSize(5);
    assertThat(tcb.get("behind").findValuesAsText("part")).hasSize(5).contains("SEAM SVN");
    assertThat(tcb.get("behind").get(4).get("needed").asInt()).isEqualTo(6);
  }

  @Test
  void jsonOfWhatCannotBeJudgedSaysSo() throws Exception {
    var quote = Vectors.path("cpu/tdx/v5-tcb-recovery-pair/quote.bin");
    var shell = Shell.run("evidence", "verify", quote, "--format", "json");
    var verdict = StrictJson.read(Bytes.utf8(shell.out()), JsonNode.class);

    assertThat(shell.status()).isEqualTo(14);
    assertThat(verdict.get("judged").asBoolean()).isFalse();
    assertThat(verdict.get("authentic").asBoolean()).isFalse();
    assertThat(verdict.get("tcb").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "milan-v2-vcek, vcek.der, milan, 2024-01-01",
    "milan-v2-azure-hcl, vcek.der, milan, 2024-01-01",
    "milan-v3-azure-aci, vcek.pem, milan, 2026-06-01",
    "genoa-v3-azure-aci, vcek.pem, genoa, 2026-06-01",
  })
  void genuineSnpReportsAreAuthenticAndNotAffirmed(
      String folder, String leaf, String product, String at) {
    var shell =
        verify(
            at,
            SNP + folder + "/report.bin",
            SNP + folder + "/" + leaf,
            SNP + "certs/" + product + "/ask.der",
            SNP + "certs/" + product + "/ark.der");

    assertThat(shell.err()).isEmpty();
    assertThat(shell.status()).isEqualTo(6);
    assertThat(shell.out())
        .contains("AUTHENTIC: chain and signature hold", "tier warning", "not affirming")
        .contains("snp.crl.absent", "session.not-compared");
  }

  @Test
  void collateralCompletesAChainThatStopsShort() {
    var shell =
        Shell.run(
            "evidence",
            "verify",
            Vectors.path(SNP + "genoa-v3-azure-aci/report.bin"),
            Vectors.path(SNP + "genoa-v3-azure-aci/vcek.pem"),
            "--collateral",
            Vectors.path(SNP + "certs/genoa"),
            "--at",
            "2026-06-01T00:00:00Z");

    assertThat(shell.out()).contains("AUTHENTIC: chain and signature hold");
  }

  @Test
  void theGenuineHopperReportIsAuthenticAndSaysWhatWasNotLookedAt() {
    var shell = verify("2026-06-01", HOPPER + "report.bin", HOPPER + "cert-chain.pem");

    assertThat(shell.status()).isEqualTo(6);
    assertThat(shell.out())
        .contains("AUTHENTIC: chain and signature hold", "550.90.07", "GH100")
        .contains("nvidia.rim.absent", "nvidia.ocsp.absent", "not affirming");
  }

  @Test
  void aFlippedByteIsNotAuthentic() throws Exception {
    var bytes = Vectors.read(HOPPER + "report.bin").toArray();
    bytes[1000] ^= 1;
    var flipped = Files.write(directory.resolve("report.bin"), bytes);

    var shell =
        Shell.run(
            "evidence",
            "verify",
            flipped,
            Vectors.path(HOPPER + "cert-chain.pem"),
            "--at",
            "2026-06-01T00:00:00Z");

    assertThat(shell.status()).isEqualTo(10);
    assertThat(shell.out()).startsWith("NOT AUTHENTIC").contains("report.signature");
    assertThat(shell.out().lines().filter(line -> line.contains("driver version")))
        .allMatch(line -> line.startsWith("  (claim) "))
        .isNotEmpty();
  }

  @Test
  void aVendorsRootIsNoSimulatedOne() {
    var shell =
        Shell.run(
            "evidence",
            "verify",
            Vectors.path(HOPPER + "report.bin"),
            Vectors.path(HOPPER + "cert-chain.pem"),
            "--at",
            "2026-06-01T00:00:00Z",
            "--simulated-roots",
            Vectors.path(SNP + "certs/milan"));

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void aGuestThatMayBeDebuggedIsContraindicatedHoweverAuthentic() throws Exception {
    var now = Instant.now();
    var random = new SecureRandom();
    var node =
        SimulatedNode.create(
            SimulatedVendors.create(random, now),
            "machine",
            1,
            Bytes.zeros(48),
            Bytes.zeros(32),
            random,
            now);

    var good = verify(node.cpu(Bytes.zeros(64)));
    var debug = verify(node.cpu(Bytes.zeros(64), fields -> fields.policy(0xb0000)));

    assertThat(good.status()).as(good.err()).isEqualTo(6);
    assertThat(debug.status()).as(debug.err()).isEqualTo(11);
    assertThat(debug.out()).startsWith("AUTHENTIC").contains("tier contraindicated", "snp.debug");
  }

  private Shell verify(Evidence evidence) throws IOException {
    var roots = Files.createDirectories(directory.resolve("roots"));
    Files.write(roots.resolve("chain.pem"), evidence.chain().toArray());
    var report = Files.write(directory.resolve("report.bin"), evidence.report().toArray());
    return Shell.run(
        "evidence", "verify", report, roots.resolve("chain.pem"), "--simulated-roots", roots);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 1183, 1185})
  void aReportOfAnotherLengthIsNamedWithItsLength(int length) throws Exception {
    var genuine = Vectors.read(SNP + "milan-v2-vcek/report.bin").toArray();
    var file = Files.write(directory.resolve("cut.bin"), Arrays.copyOf(genuine, length));

    assertNeither(file, length == 1 ? "1 byte" : length + " bytes");
  }

  @Test
  void aGpuReportWithAnotherStartIsNamed() throws Exception {
    var bytes = Vectors.read(HOPPER + "report.bin").toArray();
    bytes[0] ^= 1;

    assertNeither(Files.write(directory.resolve("gpu.bin"), bytes), bytes.length + " bytes");
  }

  private static void assertNeither(Path file, String length) {
    var shell = Shell.run("evidence", "verify", Vectors.path(HOPPER + "cert-chain.pem"), file);

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "strongroom: "
                + file
                + ": is neither a report (SEV-SNP: 1184 bytes, TDX or SGX: begins with 03, 04 or 05 00"
                + " 02 00, Azure: a JSON object, NVIDIA: begins with 11 e0 01 ff; this has "
                + length
                + "), nor certificates (PEM from the first byte on, or DER), a manifest (XML or"
                + " JSON), an OCSP answer or revocation list (DER), Intel's JSON, an event log"
                + " [malformed]");
  }

  @Test
  void aManifestThatIsNoneIsSaidOfItsFile() {
    var broken = Vectors.path("gpu/hopper/rims/schema-cases/failure_missing_meta.xml");
    var shell =
        Shell.run(
            "evidence",
            "verify",
            Vectors.path(HOPPER + "report.bin"),
            Vectors.path(HOPPER + "cert-chain.pem"),
            broken);

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err())
        .isEqualTo(
            "strongroom: "
                + broken
                + ": Signature: is no XML signature, want it of namespace"
                + " http://www.w3.org/2000/09/xmldsig# [malformed]\n");
  }

  @Test
  void whatCannotBeParsedIsSaidOfItsFile() throws Exception {
    var snp = Vectors.read(SNP + "milan-v2-vcek/report.bin").toArray();
    snp[392] = 0x19;
    var gpu = Vectors.read(HOPPER + "report.bin").toArray();
    var reserved = Files.write(directory.resolve("snp.bin"), snp);
    var longer = Files.write(directory.resolve("gpu.bin"), Arrays.copyOf(gpu, gpu.length + 1));
    var chain = Vectors.path(HOPPER + "cert-chain.pem");

    var first = Shell.run("evidence", "verify", chain, reserved);
    var second = Shell.run("evidence", "verify", chain, longer);

    assertThat(first.status()).isEqualTo(2);
    assertThat(first.err())
        .startsWith("strongroom: " + reserved + ": ")
        .contains("at 392: got 19, want 00 [malformed]");
    assertThat(second.status()).isEqualTo(2);
    assertThat(second.err())
        .startsWith("strongroom: " + longer + ": ")
        .contains(" 1 byte left over [malformed]");
  }

  @Test
  void badInputIsOneLineWithACode() throws Exception {
    var truncated = Files.write(directory.resolve("cut.bin"), new byte[1183]);
    var chain = Vectors.path(HOPPER + "cert-chain.pem");

    var missing = Shell.run("evidence", "verify", directory.resolve("none.bin"), chain);
    assertThat(missing.status()).isEqualTo(4);
    assertThat(missing.err()).contains("none.bin", "[file.missing]");
    for (var files :
        List.of(List.of(truncated, chain), List.of(chain), List.of(directory, chain))) {
      var words = new ArrayList<Object>(List.of("evidence", "verify"));
      words.addAll(files);
      var shell = Shell.run(words.toArray());
      assertThat(shell.status()).as("%s", files).isIn(1, 2);
      assertThat(shell.err().lines()).hasSize(1);
      assertThat(shell.out()).isEmpty();
    }
    var nonsense = Shell.run("evidence", "verify", truncated, chain, "--at", "yesterday");
    assertThat(nonsense.status()).isEqualTo(2);
    assertThat(nonsense.err())
        .contains("'--at': got 'yesterday', want", "2026-06-01T00:00:00Z")
        .doesNotContain("java");
  }

  private static Shell verify(String at, String... files) {
    var words = new ArrayList<Object>(List.of("evidence", "verify"));
    for (var file : files) {
      words.add(Vectors.path(file));
    }
    words.addAll(List.of("--at", at + "T00:00:00Z"));
    return Shell.run(words.toArray());
  }
}
