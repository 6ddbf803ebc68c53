package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The folders of `cpu/{snp,tdx,sgx}` as cases, each at a time within the window that its page
/// states, with the verdict of that page under a policy that forbids debug, migration and service
/// TDs, wants VMPL 0 and accepts UpToDate only. Folders without a report or without collateral of
/// their date are left out.
final class VectorCases {
  private static final String ACCEPT = "accept";
  private static final String REJECT = "reject: ";

  private final Path vectors;
  private final Path made;
  private final Map<PeerCase, String> cases = new LinkedHashMap<>();

  private VectorCases(Path vectors, Path made) {
    this.vectors = vectors.toAbsolutePath().normalize();
    this.made = made.toAbsolutePath().normalize();
  }

  /// Every case with what its page says of it.
  ///
  /// @param vectors folder that holds `cpu`
  /// @param made folder for collateral in the one form that all programs read
  static Map<PeerCase, String> of(Path vectors, Path made) throws MalformedException {
    var list = new VectorCases(vectors.resolve("cpu"), made);
    list.snp();
    list.tdx();
    list.tdxFromParts();
    list.sgx();
    return list.cases;
  }

  private void snp() {
    snp("genoa-v3-azure-aci", "vcek.pem", "genoa/ask", "2026-06-01", ACCEPT);
    snp("genoa-v5-bergamo-siena-model-a0", "vcek.der", "genoa/ask", "2026-06-01", ACCEPT);
    snp("milan-v2-azure-hcl", "vcek.der", "milan/ask", "2024-01-01", ACCEPT);
    snp("milan-v2-debug", "vcek.der", "milan/ask", "2024-01-01", REJECT + "debug");
    snp("milan-v2-vcek", "vcek.der", "milan/ask", "2024-01-01", ACCEPT);
    snp("milan-v3-azure-aci", "vcek.pem", "milan/ask", "2026-06-01", ACCEPT);
    snp("milan-v3-vlek-aws-vmpl0", "vlek.pem", "milan/asvk", "2025-06-01", ACCEPT);
    snp("milan-v3-vlek-aws-vmpl1", "vlek.der", "milan/asvk", "2025-06-01", REJECT + "VMPL 1");
    snp("turin-v5-azure", "vcek.pem", "turin/ask", "2026-06-01", ACCEPT);
    snp(
        "milan-v3-vlek-aws-vmpl0",
        "vlek-wrong-other-region.pem",
        "milan/asvk",
        "2024-06-01",
        REJECT + "VLEK of another region");
    for (var leaf : List.of("vcek-invalid-legacy.der", "vcek-invalid-new.der")) {
      snp(
          "snp/milan-bad-chain " + leaf,
          "milan-v2-vcek",
          "milan-bad-chain/" + leaf,
          "milan/ask",
          "2024-01-01",
          REJECT + "not signed by AMD");
    }
  }

  private void snp(String folder, String leaf, String issuer, String at, String expected) {
    var name = "snp/" + folder + (leaf.contains("wrong") ? " wrong leaf" : "");
    snp(name, folder, folder + "/" + leaf, issuer, at, expected);
  }

  private void snp(
      String name, String folder, String leaf, String issuer, String at, String expected) {
    var snp = vectors.resolve("snp");
    var product = issuer.substring(0, issuer.indexOf('/'));
    cases.put(
        PeerCase.snp(
            name,
            snp.resolve(folder).resolve("report.bin"),
            snp.resolve(leaf),
            snp.resolve("certs/" + issuer + ".der"),
            snp.resolve("certs/" + product + "/ark.der"),
            midnight(at)),
        expected);
  }

  private void tdx() {
    tdx("v4-gcp-uptodate-eval19", "collateral.json", "2026-07-15", ACCEPT);
    tdx("v4-uptodate-eval17", "collateral.json", "2025-07-01", ACCEPT);
    tdx("v5-uptodate-eval18", "collateral.json", "2026-03-01", ACCEPT);
    tdx("v5-no-tcb-level", "collateral.json", "2026-03-01", REJECT + "no level");
    tdx(
        "v5-tcb-recovery-pair",
        "collateral-eval18-outofdate.json",
        "2026-03-01",
        REJECT + "OutOfDate, service TD");
    tdx("v5-relaunch-advised", "collateral.json", "2025-03-10", REJECT + "TDRelaunchAdvised");
    tdx("v4-gcp-ccel", "collateral-eval18.json", "2026-02-10", REJECT + "OutOfDate");
  }

  private void tdx(String folder, String collateral, String at, String expected) {
    var path = vectors.resolve("tdx").resolve(folder);
    folder("tdx", folder, "", path.resolve(collateral), at, expected);
  }

  private void tdxFromParts() throws MalformedException {
    var base = collateral("tdx/v4-uptodate-eval17/collateral.json");
    var old = collateral("tdx/v5-relaunch-advised/collateral.json");
    var of2023 =
        base.withIssuers(base.pckCrlIssuerChain(), old.tcbInfoIssuerChain())
            .withLists(
                list("root-crl-20230403-20240402"), list("pck-platform-crl-20230608-20230708"));
    var rootOf2025 = list("root-crl-20250320-20260403");
    var july2025 = base.withLists(rootOf2025, list("pck-platform-crl-20250707-20250806"));
    var november2025 = base.withLists(rootOf2025, list("pck-platform-crl-20251013-20251112"));
    var april2026 =
        base.withLists(
            list("root-crl-20260226-20270226"), list("pck-platform-crl-20260316-20260415"));

    var recovery = "v5-tcb-recovery-pair";
    parts(
        recovery,
        " eval17",
        base,
        recovery + "/tcbinfo-eval17-uptodate",
        recovery + "/qe-identity-eval17",
        "2025-06-25",
        REJECT + "service TD");
    var masking = "v4-platform-outofdate-module-uptodate";
    var identity = masking + "/qe-identity";
    parts(
        masking, "", july2025, masking + "/tcbinfo", identity, "2025-07-20", REJECT + "OutOfDate");
    parts(
        "v4-gcp-ccel",
        " eval17",
        july2025,
        "v4-gcp-ccel/tcbinfo-eval17",
        identity,
        "2025-07-20",
        ACCEPT);
    var debug = "v4-debug-td";
    parts(
        debug,
        " 2023",
        of2023,
        debug + "/tcbinfo-20230618",
        debug + "/qe-identity-20230608",
        "2023-06-25",
        REJECT + "debug");
    parts(
        debug,
        " 2026",
        april2026,
        debug + "/tcbinfo-20260316",
        debug + "/qe-identity-20260316",
        "2026-04-01",
        REJECT + "OutOfDate, debug");
    var granite = "v4-gnr-mrconfigid-outofdate";
    parts(
        granite,
        "",
        november2025,
        granite + "/tcbinfo",
        granite + "/qe-identity",
        "2025-11-01",
        REJECT + "OutOfDate");
    parts(
        "v4-spr-no-tcb-level",
        "",
        of2023,
        "v4-spr-no-tcb-level/tcbinfo",
        debug + "/qe-identity-20230608",
        "2023-06-25",
        REJECT + "no level");
    var migratable = "v5-migratable-servicetd";
    parts(
        migratable,
        "",
        july2025,
        migratable + "/tcbinfo",
        migratable + "/qe-identity",
        "2025-07-20",
        REJECT + "OutOfDate, migratable, service TD");
  }

  private void parts(
      String folder,
      String set,
      IntelCollateral base,
      String tcbInfo,
      String qeIdentity,
      String at,
      String expected) {
    var whole = base.with(bytes("tdx/" + tcbInfo + ".json"), bytes("tdx/" + qeIdentity + ".json"));
    folder("tdx", folder, set, write("tdx-" + folder + set, whole), at, expected);
  }

  private void sgx() throws MalformedException {
    var config = "v3-config-and-swhardening";
    folder(
        "sgx",
        config,
        "",
        vectors.resolve("sgx/" + config + "/collateral.json"),
        "2025-07-01",
        REJECT + "ConfigurationAndSWHardeningNeeded");
    var platform = collateral("tdx/v4-uptodate-eval17/collateral.json");
    var root = list("root-crl-20250320-20260403");
    sgx("v3-swhardening", platform, root, REJECT + "SWHardeningNeeded");
    sgx("v3-outofdate-debug", platform, root, REJECT + "OutOfDate, debug");

    var sample = "intel-sample-not-intel-root";
    var pck = bytes("sgx/" + sample + "/pckSignChain.pem").utf8();
    var foreign =
        platform
            .withIssuers(pck, bytes("sgx/" + sample + "/tcbSignChain.pem").utf8())
            .withLists(
                bytes("sgx/" + sample + "/rootCaCrl.der"),
                bytes("sgx/" + sample + "/intermediateCaCrl.der"))
            .with(
                bytes("sgx/" + sample + "/tcbInfo.json"),
                bytes("sgx/" + sample + "/qeIdentity.json"));
    dcap(
        "sgx/" + sample,
        "sgx",
        "sgx/" + sample + "/quote.dat",
        write("sgx-" + sample, foreign),
        "2026-01-01",
        REJECT + "foreign root");
  }

  private void sgx(String folder, IntelCollateral base, Bytes rootList, String expected) {
    var path = "sgx/" + folder + "/";
    var whole =
        base.withLists(rootList, bytes(path + "pck-crl.der"))
            .with(bytes(path + "tcbinfo.json"), bytes(path + "qe-identity.json"));
    folder("sgx", folder, "", write("sgx-" + folder, whole), "2025-09-01", expected);
  }

  private void folder(
      String scheme, String folder, String set, Path collateral, String at, String expected) {
    var name = scheme + "/" + folder;
    dcap(name + set, scheme, name + "/quote.bin", collateral, at, expected);
  }

  private void dcap(
      String name, String scheme, String quote, Path collateral, String at, String expected) {
    var root = vectors.resolve("tdx/common/intel-sgx-root-ca.der");
    var input = PeerCase.dcap(name, scheme, vectors.resolve(quote), root, collateral, midnight(at));
    cases.put(input, expected);
  }

  private IntelCollateral collateral(String path) throws MalformedException {
    return IntelCollateral.parse(bytes(path));
  }

  private Bytes list(String name) {
    return bytes("tdx/common/" + name + ".der");
  }

  private Bytes bytes(String path) {
    return PeerCase.read(vectors.resolve(path).toString());
  }

  private Path write(String name, IntelCollateral collateral) {
    var path = made.resolve(name.replace(' ', '-') + ".json");
    try {
      Files.createDirectories(made);
      Files.write(path, StrictJson.write(collateral).toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }

  private static Instant midnight(String date) {
    return Instant.parse(date + "T00:00:00Z");
  }
}
