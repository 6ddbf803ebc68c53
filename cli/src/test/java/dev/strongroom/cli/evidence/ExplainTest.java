package dev.strongroom.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.Shell;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom evidence verify --explain` reads as advice.
class ExplainTest {
  private static final String RECOVERY = "cpu/tdx/v5-tcb-recovery-pair/";
  private static final String H100 = "gpu/hopper/h100-550.90.07/";
  private static final String DEBUG = "cpu/snp/milan-v2-debug/";

  @TempDir Path directory;

  private static Shell explain(String at, List<String> files, Object... more) {
    var words = new ArrayList<Object>(List.of("evidence", "verify", "--explain", "--at", at));
    files.forEach(file -> words.add(Vectors.path(file)));
    words.addAll(List.of(more));
    return Shell.run(words.toArray());
  }

  private static Shell outOfDate() {
    return explain(
        "2026-03-01T00:00:00Z",
        List.of(RECOVERY + "quote.bin", RECOVERY + "collateral-eval18-outofdate.json"));
  }

  private static Shell debug(Object... more) {
    var words = new ArrayList<Object>(List.of(more));
    words.addAll(List.of("--collateral", Vectors.path("cpu/snp/certs/milan")));
    return explain(
        "2024-01-01T00:00:00Z", List.of(DEBUG + "report.bin", DEBUG + "vcek.der"), words.toArray());
  }

  private static String words(Shell shell) {
    return shell.out().replaceAll("\\s+", " ");
  }

  @Test
  void anOutOfDateGuestIsToldWhatIsOldAndWhatToUpdate() {
    var shell = outOfDate();

    assertThat(shell.status()).as(shell.err()).isEqualTo(11);
    assertThat(shell.out()).startsWith("DO NOT USE THIS MACHINE AS IT IS");
    assertThat(words(shell))
        .contains("An Intel TDX guest", "90c06f000000", "Intel rates it OutOfDate")
        .contains("security holes that Intel has published and closed")
        .contains("behind 718 days: what became public after 2024-03-13 may be open on it")
        .contains(
            "a) Update the microcode: SGX TCB component 1 (Early Microcode Update) is 2, want 3")
        .contains(
            "The early part comes with the BIOS, the late one from the host's operating system.")
        .contains("b) Update the BIOS: SGX TCB component 5 (BIOS) is 3, want 4 or more.")
        .contains("c) Update the TDX module: SEAM SVN is 5, want 6 or more.")
        .contains(
            "d) Fetch the PCK certificate for the new TCB: until then quotes show the old one.")
        .contains("e) Launch the guest anew, and have a new quote made.")
        .contains("closes 5 advisories: INTEL-SA-01036, INTEL-SA-01079, INTEL-SA-01099,")
        .contains("The host may not debug the guest.")
        .doesNotContain("up to date.");
    assertThat(shell.out())
        .containsSubsequence("1. ", "dcap.tcb.out-of-date", "2. ", "tdx.service-td (refuses)");
  }

  @Test
  void theSameGuestBeforeTheRecoveryIsToldWhatIsWrongWithItStill() throws Exception {
    var bundle =
        StrictJson.read(Vectors.read("cpu/tdx/v4-uptodate-eval17/collateral.json"), Map.class);
    var list = Bytes.ofHex("pck_crl", String.valueOf(bundle.get("pck_crl")));
    var file = Files.write(directory.resolve("pck-crl.der"), list.toArray());

    var shell =
        explain(
            "2025-07-01T00:00:00Z",
            List.of(
                RECOVERY + "quote.bin",
                RECOVERY + "tcbinfo-eval17-uptodate.json",
                RECOVERY + "qe-identity-eval17.json",
                "cpu/tdx/common/tcb-signing-chain.pem",
                "cpu/tdx/common/root-crl-20250320-20260403.der"),
            file);

    assertThat(shell.status()).as(shell.err()).isEqualTo(11);
    assertThat(words(shell))
        .contains("and one thing in what it says forbids it", "Intel rates it UpToDate")
        .contains("Intel rates firmware, microcode, TDX module and quoting enclave up to date.")
        .contains("1. Another TD is bound to this guest and may act on it", "tdx.service-td")
        .doesNotContain("days", "closes");
  }

  @Test
  void aDebugGuestIsToldWhatThatMeansAndWhatToDo() {
    var shell = debug();

    assertThat(shell.status()).as(shell.err()).isEqualTo(11);
    assertThat(words(shell))
        .contains("one thing in what it says forbids it", "EPYC of the Milan generation")
        .contains("1. The guest was launched open to debugging: whatever it holds, the host has")
        .contains("seen POLICY DEBUG 1 expected POLICY DEBUG 0")
        .contains("Launch the guest with the DEBUG bit of its policy clear (bit 19; QEMU: policy")
        .contains("and seal anew whatever it was given.")
        .contains("snp.debug (refuses)", "snp.alias-check (warns;")
        .doesNotContain("The host may not debug");
  }

  @Test
  void whatForbidsComesBeforeWhatWarnsAndWhatWasNotLookedAtComesLast() {
    assertThat(debug().out())
        .containsSubsequence(
            "What this machine is",
            "What is wrong, gravest first",
            "1. ",
            "snp.debug",
            "2. ",
            "snp.alias-check",
            "What was looked at and is fine",
            "What was not looked at",
            "snp.crl.absent",
            "session.not-compared",
            "policy.not-compared");
  }

  @Test
  void collateralOfAnotherTimeLeavesItNotJudged() {
    var shell =
        explain(
            "2025-06-20T00:00:00Z",
            List.of(
                RECOVERY + "quote.bin",
                RECOVERY + "tcbinfo-eval17-uptodate.json",
                RECOVERY + "qe-identity-eval17.json",
                "cpu/tdx/common/tcb-signing-chain.pem",
                "cpu/tdx/common/root-crl-20250320-20260403.der",
                "cpu/tdx/common/pck-platform-crl-20250707-20250806.der"));

    assertThat(shell.out()).startsWith("NOT JUDGED").contains("chain.crl-stale");
  }

  @Test
  void anUpToDateGuestIsToldWhatWasFine() {
    var folder = "cpu/tdx/v4-gcp-uptodate-eval19/";

    var shell =
        explain("2026-07-10T00:00:00Z", List.of(folder + "quote.bin", folder + "collateral.json"));

    assertThat(shell.status()).as(shell.err()).isEqualTo(6);
    assertThat(shell.out()).startsWith("NOTHING IS WRONG");
    assertThat(words(shell))
        .contains("Intel rates firmware, microcode, TDX module and quoting enclave up to date.")
        .doesNotContain("What is wrong");
  }

  @Test
  void withoutCollateralItIsNotJudgedAndSaysHowToBringIt() {
    var shell = explain("2026-03-01T00:00:00Z", List.of(RECOVERY + "quote.bin"), "--offline");

    assertThat(shell.status()).isEqualTo(14);
    assertThat(shell.out())
        .startsWith("NOT JUDGED")
        .contains("What it claims to be, unproved", "dcap.collateral-absent")
        .contains(
            "strongroom collateral fetch quote.bin --out site.zip (or, without the quote: --fmspc"
                + " 90c06f000000 --tee tdx --ca platform)")
        .doesNotContain("What was looked at and is fine");
  }

  @Test
  void staleCollateralWithItsStaleSignerIsNoForgery() {
    var shell =
        explain(
            "2026-02-10T00:00:00Z",
            List.of(
                "cpu/tdx/v5-relaunch-advised/quote.bin",
                "cpu/tdx/v5-relaunch-advised/collateral.json"));

    assertThat(shell.status()).isEqualTo(14);
    assertThat(shell.out()).startsWith("NOT JUDGED").contains("chain.validity");
  }

  @Test
  void aForgeryDoesNotPassForStaleCollateral() throws Exception {
    var bytes = Vectors.read("cpu/tdx/v5-relaunch-advised/quote.bin").toArray();
    bytes[0x60] ^= 1;
    var forged = Files.write(directory.resolve("quote.bin"), bytes);
    var collateral = Vectors.path("cpu/tdx/v5-relaunch-advised/collateral.json");
    var report = Vectors.read(DEBUG + "report.bin").toArray();
    report[0x90] ^= 1;
    var flipped = Files.write(directory.resolve("report.bin"), report);

    for (var at : List.of("2025-03-10T00:00:00Z", "2026-02-10T00:00:00Z")) {
      var shell = explain(at, List.of(), forged, collateral);
      assertThat(shell.status()).as(at).isEqualTo(10);
      assertThat(shell.out()).contains("report.signature");
    }
    for (var at : List.of("2024-01-01T00:00:00Z", "2040-01-01T00:00:00Z")) {
      var shell =
          explain(
              at,
              List.of(DEBUG + "vcek.der"),
              flipped,
              "--collateral",
              Vectors.path("cpu/snp/certs/milan"));
      assertThat(shell.status()).as(at).isEqualTo(10);
      assertThat(shell.out()).contains("report.signature");
    }
  }

  @Test
  void aNumberedSetIsThatSetOrNone() {
    var files =
        List.of(
            "cpu/tdx/v5-relaunch-advised/quote.bin", "cpu/tdx/v5-relaunch-advised/collateral.json");

    assertThat(explain("2025-03-10T00:00:00Z", files, "--tcb-set", "18").status()).isEqualTo(6);
    var other = explain("2025-03-10T00:00:00Z", files, "--tcb-set", "19");
    assertThat(other.status()).isEqualTo(14);
    assertThat(other.out()).contains("dcap.collateral-absent");
  }

  @Test
  void azuresEvidenceForAnotherNonceIsAuthenticAndDoesNotAnswer() {
    var folder = "cpu/az-vtpm/tdx-ak-chain/";
    var files = List.of(folder + "evidence.json", folder + "collateral.json");

    var other = explain("2026-06-15T00:00:00Z", files, "--nonce", "0011223344556677");
    assertThat(other.status()).isEqualTo(11);
    assertThat(other.out()).startsWith("IT DOES NOT ANSWER YOU").contains("tpm.nonce");
  }

  @Test
  void azuresEvidenceWithoutCollateralIsNotJudged() {
    var shell =
        explain(
            "2026-06-15T00:00:00Z", List.of("cpu/az-vtpm/tdx-ak-chain/evidence.json"), "--offline");

    assertThat(shell.status()).isEqualTo(14);
    assertThat(shell.out())
        .startsWith("NOT JUDGED")
        .contains("collateral fetch evidence.json", "--fmspc 90c06f000000");
  }

  @Test
  void anAdvisedRelaunchIsToldAsOneStepWithItsAdvisories() {
    var shell =
        explain(
            "2025-03-10T00:00:00Z",
            List.of(
                "cpu/tdx/v5-relaunch-advised/quote.bin",
                "cpu/tdx/v5-relaunch-advised/collateral.json"));

    assertThat(words(shell))
        .contains("do Launch the guest anew: the TDX module was updated under it.")
        .contains("behind 362 days: what became public after 2024-03-13 may be open on it")
        .contains("about 2 advisories: INTEL-SA-01036, INTEL-SA-01099")
        .doesNotContain("a) Launch");
  }

  @Test
  void anEventLogIsSaidToExplainTheRegistersOnlyWhereItWasGiven() {
    var quote = "cpu/tdx/v4-gcp-ccel/quote.bin";
    var collateral = "cpu/tdx/v4-gcp-ccel/collateral-eval18.json";
    var at = "2026-02-10T00:00:00Z";
    var sentence = "The event log comes to exactly the registers that were signed.";

    var own = explain(at, List.of(quote, collateral, "cpu/tdx/v4-gcp-ccel/ccel.bin"));
    var other = explain(at, List.of(quote, collateral, "cpu/tdx/v4-ccel-live/ccel-matching.bin"));
    var none = explain(at, List.of(quote, collateral));

    assertThat(words(own)).contains(sentence);
    assertThat(words(none)).doesNotContain(sentence, "event log");
    assertThat(words(other)).doesNotContain(sentence).contains("eventlog.mismatch (refuses)");
  }

  @Test
  void aForgedReportIsNotToBeReliedOn() throws Exception {
    var bytes = Vectors.read(DEBUG + "report.bin").toArray();
    bytes[0x90] ^= 1;
    var forged = Files.write(directory.resolve("report.bin"), bytes);

    var shell =
        Shell.run(
            "evidence",
            "verify",
            "--explain",
            forged,
            Vectors.path(DEBUG + "vcek.der"),
            "--collateral",
            Vectors.path("cpu/snp/certs/milan"),
            "--at",
            "2024-01-01T00:00:00Z");

    assertThat(shell.status()).isEqualTo(10);
    assertThat(shell.out())
        .startsWith("DO NOT RELY ON IT")
        .contains("What it claims to be, unproved", "report.signature");
  }

  @Test
  void intelsAnswersBesideAQuoteAreToldApartWhateverTheirOrder() {
    var folder = "cpu/sgx/v3-swhardening/";
    var files =
        new ArrayList<>(
            List.of(
                folder + "pck-crl.der",
                "cpu/tdx/common/tcb-signing-chain.pem",
                folder + "tcbinfo.json",
                folder + "quote.bin",
                folder + "qe-identity.json",
                "cpu/tdx/common/root-crl-20250320-20260403.der"));
    var first = explain("2025-08-20T00:00:00Z", files);
    var second = explain("2025-08-20T00:00:00Z", files.reversed());

    assertThat(first.status()).as(first.err()).isEqualTo(6);
    assertThat(first.out())
        .startsWith("USABLE IF A POLICY ACCEPTS IT")
        .contains("SWHardeningNeeded")
        .isEqualTo(second.out());
  }

  @Test
  void aMissingPartOfIntelsAnswersIsNamed() {
    var folder = "cpu/sgx/v3-swhardening/";

    var shell =
        explain("2025-08-20T00:00:00Z", List.of(folder + "quote.bin", folder + "tcbinfo.json"));

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("got 0 of quoting enclave identity", "want 1", "[malformed]");
  }

  @Test
  void jsonHasTheSameFindingsUnderStableNames() {
    var shell = outOfDate();
    var json =
        explain(
            "2026-03-01T00:00:00Z",
            List.of(RECOVERY + "quote.bin", RECOVERY + "collateral-eval18-outofdate.json"),
            "--format",
            "json");

    assertThat(json.status()).isEqualTo(shell.status());
    assertThat(json.out())
        .contains("\"authentic\" : true", "\"tier\" : \"contraindicated\"", "\"fields\"")
        .contains("\"findings\"", "\"code\" : \"dcap.tcb.out-of-date\"", "\"meaning\"")
        .contains("\"expected\"", "\"actual\"", "\"clause\"", "\"advice\"", "718 days behind");
  }

  private static Shell gpu(String at, String... answers) {
    var files =
        new ArrayList<>(
            List.of(
                H100 + "report.bin",
                H100 + "cert-chain.pem",
                H100 + "NV_GPU_DRIVER_GH100_550.90.07.xml"));
    for (var answer : answers) {
      files.add(H100 + "ocsp/" + answer + ".der");
    }
    return explain(at, files);
  }

  @Test
  void staleAnswersAboutAManifestAreNotTheDevicesFault() {
    var shell = gpu("2025-08-21T07:00:00Z", "rim-l3");

    assertThat(shell.status()).isEqualTo(14);
    assertThat(words(shell))
        .contains("NOT JUDGED: the report is authentic", "chain.ocsp-stale")
        .doesNotContain("DO NOT USE");
  }

  @Test
  void whatSeveralManifestsWouldShowIsSaidOnceWithEachThatIsLacking() {
    var words =
        words(
            explain("2025-10-24T12:00:00Z", List.of(H100 + "report.bin", H100 + "cert-chain.pem")));

    assertThat(words.split("nothing was compared with its manifests", -1)).hasSize(2);
    assertThat(words)
        .contains("the manifest of DRIVER 550.90.07", "the manifest of VBIOS 96.00.9F.00.01")
        .contains("strongroom agent collect --nonce")
        .doesNotContain("evidence collect", "policy draft");
  }
}
