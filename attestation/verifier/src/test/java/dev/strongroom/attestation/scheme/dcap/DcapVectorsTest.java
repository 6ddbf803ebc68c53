package dev.strongroom.attestation.scheme.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Verdicts as `cpu/tdx/VECTORS.md` and `cpu/sgx/VECTORS.md` state them: at both ends of each
/// stated window, with each stated collateral.
@Tag("vectors")
class DcapVectorsTest {
  /// Folders of shared material, without a quote of their own.
  private static final Set<String> WITHOUT_QUOTE = Set.of("tdx/common", "tdx/eventlogs");

  private interface Collateral {
    DcapCollateral read() throws MalformedException;
  }

  /// One stated verdict.
  ///
  /// @param name folder below `cpu`, and which collateral where there are several
  /// @param from first minute of the stated window
  /// @param until last minute of it
  private record Case(
      String name, Collateral collateral, String from, String until, String verdict) {
    String folder() {
      return name.split(" ", -1)[0];
    }
  }

  private static Collateral bundle(String path) {
    return () -> GenuineDcap.bundle(path);
  }

  private static Collateral files(
      String tcbInfo, String qeIdentity, String rootCrl, String pckCrl) {
    return () ->
        GenuineDcap.files(
            tcbInfo,
            qeIdentity,
            rootCrl.equals(ROOT_2023)
                ? GenuineDcap.olderSigners()
                : Vectors.read(GenuineDcap.COMMON + "tcb-signing-chain.pem"),
            Vectors.read(GenuineDcap.COMMON + rootCrl),
            Vectors.read(
                pckCrl.startsWith("sgx") ? GenuineDcap.CPU + pckCrl : GenuineDcap.COMMON + pckCrl));
  }

  private static final String ROOT_2023 = "root-crl-20230403-20240402.der";
  private static final String ROOT_2025 = "root-crl-20250320-20260403.der";
  private static final String PCK_2023 = "pck-platform-crl-20230608-20230708.der";
  private static final String PCK_JULY_2025 = "pck-platform-crl-20250707-20250806.der";

  private static Stream<Case> upToDate() {
    return Stream.of(
        new Case(
            "tdx/v4-gcp-uptodate-eval19",
            bundle("tdx/v4-gcp-uptodate-eval19/collateral.json"),
            "2026-06-30T08:12Z",
            "2026-07-30T07:53Z",
            "UpToDate (19): platform UpToDate 2025-05-14, TDX module UpToDate 2025-05-14,"
                + " QE UpToDate 2025-05-14; advisories []; no finding"),
        new Case(
            "tdx/v4-uptodate-eval17",
            bundle("tdx/v4-uptodate-eval17/collateral.json"),
            "2025-06-19T10:32Z",
            "2025-07-19T10:00Z",
            "UpToDate (17): platform UpToDate 2024-03-13, TDX module UpToDate 2024-03-13,"
                + " QE UpToDate 2024-03-13; advisories []; no finding"),
        new Case(
            "tdx/v5-uptodate-eval18",
            bundle("tdx/v5-uptodate-eval18/collateral.json"),
            "2026-02-18T10:58Z",
            "2026-03-20T10:41Z",
            "UpToDate (18): platform UpToDate 2024-11-13, TDX module UpToDate 2024-11-13,"
                + " QE UpToDate 2024-11-13; advisories []; no finding"),
        new Case(
            "tdx/v5-tcb-recovery-pair eval 17",
            () ->
                GenuineDcap.files(
                    "tdx/v5-tcb-recovery-pair/tcbinfo-eval17-uptodate.json",
                    "tdx/v5-tcb-recovery-pair/qe-identity-eval17.json",
                    Vectors.read(GenuineDcap.ROOT_CRL_2025),
                    GenuineDcap.member("tdx/v4-uptodate-eval17/collateral.json", "pck_crl")),
            // The page's window opens at 2025-06-14T16:04Z; the first PCK list at hand does later.
            "2025-06-19T10:00Z",
            "2025-07-04T09:40Z",
            "UpToDate (17): platform UpToDate 2024-03-13, TDX module UpToDate 2024-03-13,"
                + " QE UpToDate 2024-03-13; advisories []; tdx.service-td"),
        new Case(
            "tdx/v4-gcp-ccel eval 17",
            files(
                "tdx/v4-gcp-ccel/tcbinfo-eval17.json",
                "tdx/v4-platform-outofdate-module-uptodate/qe-identity.json",
                ROOT_2025,
                PCK_JULY_2025),
            "2025-07-07T09:20Z",
            "2025-08-06T09:06Z",
            "UpToDate (17): platform UpToDate 2024-03-13, TDX module UpToDate 2024-03-13,"
                + " QE UpToDate 2024-03-13; advisories []; no finding"),
        new Case(
            "tdx/v5-relaunch-advised",
            bundle("tdx/v5-relaunch-advised/collateral.json"),
            "2025-02-26T10:37Z",
            "2025-03-22T11:31Z",
            "TDRelaunchAdvised (18): platform UpToDate 2024-11-13, TDX module OutOfDate 2024-03-13,"
                + " QE UpToDate 2024-11-13; advisories [01036 01099]; tdx.relaunch-advised"),
        new Case(
            "tdx/v4-debug-td eval 15",
            files(
                "tdx/v4-debug-td/tcbinfo-20230618.json",
                "tdx/v4-debug-td/qe-identity-20230608.json",
                ROOT_2023,
                PCK_2023),
            "2023-06-18T08:42Z",
            "2023-07-08T07:24Z",
            "UpToDate (15): platform UpToDate 2023-02-15, QE UpToDate 2023-02-15; advisories [];"
                + " tdx.debug"));
  }

  private static Stream<Case> behind() {
    return Stream.of(
        new Case(
            "tdx/v5-no-tcb-level",
            bundle("tdx/v5-no-tcb-level/collateral.json"),
            "2026-02-18T10:58Z",
            "2026-03-20T10:41Z",
            "TCB_NOT_SUPPORTED (18): TDX module UpToDate 2024-11-13, QE UpToDate 2024-11-13;"
                + " advisories []; dcap.tcb.not-supported"),
        new Case(
            "tdx/v5-tcb-recovery-pair eval 18",
            bundle("tdx/v5-tcb-recovery-pair/collateral-eval18-outofdate.json"),
            "2026-02-18T10:58Z",
            "2026-03-20T10:41Z",
            "OutOfDate (18): platform OutOfDate 2024-03-13, TDX module OutOfDate 2024-03-13,"
                + " QE UpToDate 2024-11-13; advisories [01036 01079 01099 01103 01111];"
                + " dcap.tcb.out-of-date tdx.service-td"),
        new Case(
            "tdx/v4-platform-outofdate-module-uptodate",
            files(
                "tdx/v4-platform-outofdate-module-uptodate/tcbinfo.json",
                "tdx/v4-platform-outofdate-module-uptodate/qe-identity.json",
                ROOT_2025,
                PCK_JULY_2025),
            "2025-07-07T09:20Z",
            "2025-08-06T09:06Z",
            "OutOfDate (17): platform OutOfDate 2023-08-09, TDX module UpToDate 2024-03-13,"
                + " QE UpToDate 2024-03-13; advisories [00960 00982 00986]; dcap.tcb.out-of-date"),
        new Case(
            "tdx/v4-gcp-ccel eval 18",
            bundle("tdx/v4-gcp-ccel/collateral-eval18.json"),
            "2026-01-27T09:49Z",
            "2026-02-26T09:01Z",
            "OutOfDate (18): platform OutOfDate 2024-03-13, TDX module OutOfDate 2024-03-13,"
                + " QE UpToDate 2024-11-13; advisories [01010 01036 01076 01079 01099 01103 01111];"
                + " dcap.tcb.out-of-date"),
        new Case(
            "tdx/v4-debug-td eval 18",
            files(
                "tdx/v4-debug-td/tcbinfo-20260316.json",
                "tdx/v4-debug-td/qe-identity-20260316.json",
                "root-crl-20260226-20270226.der",
                "pck-platform-crl-20260316-20260415.der"),
            "2026-03-16T22:34Z",
            "2026-04-15T22:16Z",
            "OutOfDate (18): platform OutOfDate 2023-02-15, QE UpToDate 2024-11-13; advisories"
                + " [00837 00960 00982 00986 01010 01036 01076 01079 01099 01103 01111];"
                + " dcap.tcb.out-of-date tdx.debug"),
        new Case(
            "tdx/v4-gnr-mrconfigid-outofdate",
            files(
                "tdx/v4-gnr-mrconfigid-outofdate/tcbinfo.json",
                "tdx/v4-gnr-mrconfigid-outofdate/qe-identity.json",
                ROOT_2025,
                "pck-platform-crl-20251013-20251112.der"),
            "2025-10-28T06:45Z",
            "2025-11-12T10:45Z",
            "OutOfDate (17): platform OutOfDate 2018-01-04, TDX module UpToDate 2024-03-13,"
                + " QE UpToDate 2024-03-13; advisories []; dcap.tcb.out-of-date"),
        new Case(
            "tdx/v4-spr-no-tcb-level",
            files(
                "tdx/v4-spr-no-tcb-level/tcbinfo.json",
                "tdx/v4-debug-td/qe-identity-20230608.json",
                ROOT_2023,
                PCK_2023),
            "2023-06-18T08:42Z",
            "2023-07-08T07:24Z",
            "TCB_NOT_SUPPORTED (15): QE UpToDate 2023-02-15; advisories [];"
                + " dcap.tcb.not-supported tdx.sept-ve-disable"),
        new Case(
            "tdx/v5-migratable-servicetd",
            files(
                "tdx/v5-migratable-servicetd/tcbinfo.json",
                "tdx/v5-migratable-servicetd/qe-identity.json",
                ROOT_2025,
                PCK_JULY_2025),
            "2025-07-07T09:20Z",
            "2025-08-06T09:06Z",
            "OutOfDate (17): platform OutOfDate 2023-08-09, TDX module OutOfDate 2023-08-09,"
                + " QE UpToDate 2024-03-13; advisories [00960 00982 00986];"
                + " dcap.tcb.out-of-date tdx.migratable tdx.service-td"));
  }

  private static Stream<Case> sgx() {
    return Stream.of(
        new Case(
            "sgx/v3-config-and-swhardening",
            bundle("sgx/v3-config-and-swhardening/collateral.json"),
            "2025-06-19T10:56Z",
            "2025-07-19T10:01Z",
            "ConfigurationAndSWHardeningNeeded (17):"
                + " platform ConfigurationAndSWHardeningNeeded 2024-03-13, QE UpToDate 2024-03-13;"
                + " advisories [00289 00615]; dcap.tcb.configuration-and-sw-hardening-needed"),
        new Case(
            "sgx/v3-swhardening",
            files(
                "sgx/v3-swhardening/tcbinfo.json",
                "sgx/v3-swhardening/qe-identity.json",
                ROOT_2025,
                "sgx/v3-swhardening/pck-crl.der"),
            "2025-08-15T05:41Z",
            "2025-09-14T04:36Z",
            "SWHardeningNeeded (17): platform SWHardeningNeeded 2024-03-13,"
                + " QE UpToDate 2024-03-13; advisories [00615]; dcap.tcb.sw-hardening-needed"),
        new Case(
            "sgx/v3-outofdate-debug",
            files(
                "sgx/v3-outofdate-debug/tcbinfo.json",
                "sgx/v3-outofdate-debug/qe-identity.json",
                ROOT_2025,
                "sgx/v3-outofdate-debug/pck-crl.der"),
            "2025-08-15T05:41Z",
            "2025-09-14T04:36Z",
            "OutOfDate (17): platform OutOfDate 2021-11-10, QE UpToDate 2024-03-13; advisories"
                + " [00586 00614 00615 00657 00730 00738 00767 00828 00837 00960];"
                + " dcap.tcb.out-of-date sgx.debug"));
  }

  private static Stream<Case> cases() {
    return Stream.of(upToDate(), behind(), sgx()).flatMap(part -> part);
  }

  // spec: Intel SDM volume 3D 39.7.1 ATTRIBUTES
  @TestFactory
  Stream<DynamicTest> verdictsAreThoseOfThePage() {
    Vectors.path(GenuineDcap.COMMON);
    return cases().map(c -> DynamicTest.dynamicTest(c.name(), () -> run(c)));
  }

  private static void run(Case c) throws Exception {
    var quote = GenuineDcap.quote(c.folder());
    var collateral = c.collateral().read();
    // The page gives minutes, rounded down.
    var from = minute(c.from()).plus(Duration.ofMinutes(1));
    var until = minute(c.until());
    var first = GenuineDcap.verdict(GenuineDcap.verify(quote, collateral, from), from);
    var last = GenuineDcap.verdict(GenuineDcap.verify(quote, collateral, until), until);
    Vectors.compare(GenuineDcap.CPU + c.name(), c.verdict(), first);
    assertThat(last).isEqualTo(c.verdict());
    outside(quote, collateral, minute(c.from()).minus(Duration.ofMinutes(1)));
    outside(quote, collateral, until.plus(Duration.ofMinutes(1)));
  }

  private static void outside(Quote quote, DcapCollateral collateral, Instant at)
      throws MalformedException {
    assertThat(GenuineDcap.verdict(GenuineDcap.verify(quote, collateral, at), at))
        .as("at %s", at)
        .startsWith("rejected: ");
  }

  private static Instant minute(String text) {
    return Instant.parse(text.replace("Z", ":00Z"));
  }

  @TestFactory
  @DisplayName("without collateral a genuine quote is refused for that one reason")
  Stream<DynamicTest> signatureOnlyVectors() {
    return Stream.of("tdx/v4-perfmon-attr", "tdx/v4-ccel-live")
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder,
                    () -> {
                      var quote = GenuineDcap.quote(folder);
                      var got =
                          DcapVerifier.verifyWithoutCollateral(
                              quote,
                              quote.pckChain(),
                              TrustAnchors.production(),
                              Instant.parse("2026-06-01T00:00:00Z"));
                      Vectors.compare(
                          GenuineDcap.CPU + folder,
                          "rejected: dcap.collateral-absent",
                          "rejected: " + GenuineDcap.codes(got.findings()));
                    }));
  }

  @Test
  @DisplayName("PERFMON is refused by the strict policy")
  void refusesPerfmon() throws Exception {
    var td = (TdReport) GenuineDcap.quote("tdx/v4-perfmon-attr").body();
    assertThat(GenuineDcap.codes(TdAppraisal.findings(td, TdPolicy.strict())))
        .isEqualTo("tdx.perfmon");
  }

  @Test
  @DisplayName("Intel's sample has a root of its own: each part is refused for it")
  void refusesAForeignRoot() throws Exception {
    var folder = "cpu/sgx/intel-sample-not-intel-root/";
    var quote = Quote.parse(Vectors.read(folder + "quote.dat"));
    var chain = GenuineDcap.chain(folder + "pckCert.pem", folder + "pckSignChain.pem");
    var collateral =
        DcapCollateral.of(
            Vectors.read(folder + "tcbInfo.json"),
            Vectors.read(folder + "tcbSignChain.pem"),
            Vectors.read(folder + "qeIdentity.json"),
            Vectors.read(folder + "tcbSignChain.pem"),
            Vectors.read(folder + "rootCaCrl.der"),
            Vectors.read(folder + "intermediateCaCrl.der"));
    var at = Instant.parse("2020-01-01T00:00:00Z");
    var got = DcapVerifier.verify(quote, chain, collateral, TrustAnchors.production(), at);
    Vectors.compare(
        folder.substring(0, folder.length() - 1),
        "rejected: chain.root-unknown",
        GenuineDcap.verdict(got, at));
  }

  @Test
  @DisplayName("Intel's TDX sample: foreign root, no PEM in the quote, SVNs that no TCB has")
  void refusesIntelsTdxSample() throws Exception {
    var folder = "cpu/sgx/intel-sample-not-intel-root/tdx/";
    var quote = Quote.parse(Vectors.read(folder + "quote.dat"));
    var chain = GenuineDcap.chain(folder + "pckCert.pem", folder + "pckSignChain.pem");
    var at = Instant.parse("2022-01-01T00:00:00Z");
    var got = DcapVerifier.verifyWithoutCollateral(quote, chain, TrustAnchors.production(), at);
    Vectors.compare(
        "cpu/sgx/intel-sample-not-intel-root tdx",
        "rejected: chain.root-unknown dcap.collateral-absent",
        GenuineDcap.verdict(got, at));
    assertThatThrownBy(quote::pckChain).isInstanceOf(MalformedException.class);
    var tcbInfo = Vectors.read(folder + "tcbInfo.json");
    assertThatThrownBy(() -> TcbInfo.ofResponse(tcbInfo))
        .hasMessage("svn: is not a number from 0 to 255");
  }

  @Test
  @DisplayName("TCB info version 2 is read and verified")
  void readsVersion2() throws Exception {
    var folder = "cpu/sgx/tcbinfo-v2-format";
    var collateral =
        GenuineDcap.files(
            "sgx/tcbinfo-v2-format/tcbinfo.json",
            "sgx/v3-swhardening/qe-identity.json",
            Vectors.read(GenuineDcap.ROOT_CRL_2025),
            Vectors.read("cpu/sgx/v3-swhardening/pck-crl.der"));
    var at = Instant.parse("2025-06-20T00:00:00Z");
    var verification = DcapVerifier.verifyTcbInfo(collateral, TrustAnchors.production(), at);
    var info = collateral.tcbInfo();
    Vectors.compare(
        folder,
        "Verified, version 2, 00606a000000, 11 levels",
        "%s, version %d, %s, %d levels"
            .formatted(
                verification.getClass().getSimpleName(),
                info.version(),
                info.fmspc(),
                info.levels().size()));
    assertThat(info.tee()).isEqualTo(Tee.SGX);
  }

  @Test
  @DisplayName("the common root is the pinned one")
  void theCommonRootIsPinned() throws Exception {
    var root =
        Certificate.ofDer("root", Vectors.read(GenuineDcap.COMMON + "intel-sgx-root-ca.der"));
    Vectors.compare(
        "cpu/tdx/common",
        "Intel SGX Root CA 44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3",
        root.commonName() + " " + root.fingerprint());
    assertThat(GenuineDcap.quote("tdx/v4-debug-td").pckChain().root()).isEqualTo(root);
  }

  @Test
  @DisplayName("MRTD is the digest that was computed from the firmware's image")
  void firmwareGivesMrTd() throws Exception {
    var folder = "tdx/v4-gcp-uptodate-eval19";
    var td = (TdReport) GenuineDcap.quote(folder).body();
    var expected = Vectors.read("cpu/" + folder + "/firmware-expected.json").utf8();
    assertThat(expected).contains("\"mrtd\": \"" + td.mrTd().hex() + "\"");
  }

  @Test
  @DisplayName("another signed TCB info of the same FMSPC and evaluation data")
  void takesTheOtherTcbInfo() throws Exception {
    var folder = "tdx/v5-uptodate-eval18";
    var c = GenuineDcap.bundle(folder + "/collateral.json");
    var other =
        new DcapCollateral(
            TcbInfo.ofResponse(Vectors.read("cpu/" + folder + "/tcbinfo-alt-20260201.json")),
            c.tcbInfoChain(),
            c.qeIdentity(),
            c.qeIdentityChain(),
            c.rootCrl(),
            c.pckCrl());
    var at = Instant.parse("2026-02-20T00:00:00Z");
    var verified = GenuineDcap.verified(GenuineDcap.quote(folder), other, at);
    assertThat(verified.evidence().tcb().status().text()).isEqualTo("UpToDate");
    assertThat(other.tcbInfo().signedBytes()).isNotEqualTo(c.tcbInfo().signedBytes());
  }

  @Test
  @DisplayName("bytes after the signature section surface and take part in nothing")
  void trailingBytesSurface() throws Exception {
    var padded = GenuineDcap.quoteBytes("tdx/v4-gcp-uptodate-eval19");
    var quote = Quote.parse(padded);
    assertThat(quote.trailing().length()).isEqualTo(3065);
    var other =
        Quote.parse(
            padded.slice(0, padded.length() - quote.trailing().length()).concat(Bytes.utf8("x")));
    var collateral = GenuineDcap.bundle("tdx/v4-gcp-uptodate-eval19/collateral.json");
    var at = Instant.parse("2026-07-15T00:00:00Z");
    assertThat(other.trailing()).isEqualTo(Bytes.utf8("x"));
    assertThat(GenuineDcap.verified(other, collateral, at).evidence().tcb().status().text())
        .isEqualTo("UpToDate");
  }

  @Test
  void everyFolderHasACase() throws IOException {
    var covered = cases().map(Case::folder).collect(Collectors.toCollection(TreeSet::new));
    covered.addAll(
        Set.of(
            "tdx/v4-perfmon-attr",
            "tdx/v4-ccel-live",
            "sgx/intel-sample-not-intel-root",
            "sgx/tcbinfo-v2-format"));
    covered.addAll(WITHOUT_QUOTE);
    var folders = new TreeSet<String>();
    for (var kind : Set.of("tdx", "sgx")) {
      try (var entries = Files.list(Vectors.path(GenuineDcap.CPU + kind))) {
        entries
            .filter(Files::isDirectory)
            .map(entry -> kind + "/" + entry.getFileName())
            .forEach(folders::add);
      }
    }
    assertThat(covered).isEqualTo(folders);
  }
}
