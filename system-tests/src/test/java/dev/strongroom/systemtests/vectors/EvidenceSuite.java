package dev.strongroom.systemtests.vectors;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reports and chains, verified under the vendors' pinned roots at a stated time. What is compared
/// is whether they are authentic and which findings there are beside those that every lone report
/// has.
final class EvidenceSuite implements Suite {
  private static final Set<String> OF_EVERY_LONE_REPORT =
      Set.of(
          "session.not-compared",
          "policy.not-compared",
          "snp.crl.absent",
          "nvidia.rim.absent",
          "nvidia.ocsp.absent");

  /// One case.
  ///
  /// @param name folder of the case
  /// @param report file of the report
  /// @param chain files of certificates, leaf first
  /// @param at when to verify
  /// @param expected verdict, then codes
  record Case(String name, String report, List<String> chain, String at, String expected) {}

  private final List<Case> cases;

  EvidenceSuite(List<Case> cases) {
    this.cases = cases;
  }

  static EvidenceSuite cpu() {
    return new EvidenceSuite(
        List.of(
            snp("genoa-v3-azure-aci", "vcek.pem", "genoa", "ask", "2026-06-01", "authentic"),
            snp(
                "genoa-v5-bergamo-siena-model-a0",
                "vcek.der",
                "genoa",
                "ask",
                "2026-06-01",
                "authentic"),
            snp(
                "milan-v2-azure-hcl",
                "vcek.der",
                "milan",
                "ask",
                "2024-01-01",
                "authentic snp.alias-check"),
            snp(
                "milan-v2-debug",
                "vcek.der",
                "milan",
                "ask",
                "2024-01-01",
                "authentic snp.alias-check snp.debug"),
            snp(
                "milan-v2-vcek",
                "vcek.der",
                "milan",
                "ask",
                "2024-01-01",
                "authentic snp.alias-check"),
            snp("milan-v3-azure-aci", "vcek.pem", "milan", "ask", "2026-06-01", "authentic"),
            snp(
                "milan-v3-vlek-aws-vmpl0",
                "vlek.pem",
                "milan",
                "asvk",
                "2025-06-01",
                "authentic snp.chip-id-unproven"),
            snp(
                "milan-v3-vlek-aws-vmpl0",
                "vlek-wrong-other-region.pem",
                "milan",
                "asvk",
                "2024-06-01",
                "rejected report.signature snp.certificate-tcb"),
            snp(
                "milan-v3-vlek-aws-vmpl1",
                "vlek.der",
                "milan",
                "asvk",
                "2025-06-01",
                "authentic snp.chip-id-unproven snp.vmpl"),
            snp("turin-v5-azure", "vcek.pem", "turin", "ask", "2026-06-01", "authentic"),
            badChain("vcek-invalid-legacy.der"),
            badChain("vcek-invalid-new.der")));
  }

  static EvidenceSuite gpu() {
    return new EvidenceSuite(
        List.of(
            hopper("h100-550.90.07", "authentic"),
            hopper("h100-535.86.09", "authentic nvidia.fwid.absent"),
            hopper("h100-580.159.03", "authentic"),
            hopper("negative-bad-signature", "rejected nvidia.fwid report.signature"),
            hopper("negative-trailing-byte", "malformed"),
            hopperChain(1, "authentic"),
            hopperChain(2, "rejected chain.length"),
            hopperChain(3, "rejected chain.length"),
            hopperChain(4, "rejected chain.length")));
  }

  private static Case snp(
      String folder, String leaf, String product, String issuer, String at, String expected) {
    return new Case(
        "snp/" + folder,
        "snp/" + folder + "/report.bin",
        List.of(
            "snp/" + folder + "/" + leaf,
            "snp/certs/" + product + "/" + issuer + ".der",
            "snp/certs/" + product + "/ark.der"),
        at,
        expected);
  }

  private static Case badChain(String leaf) {
    return new Case(
        "snp/milan-bad-chain",
        "snp/milan-v2-vcek/report.bin",
        List.of(
            "snp/milan-bad-chain/" + leaf, "snp/certs/milan/ask.der", "snp/certs/milan/ark.der"),
        "2024-01-01",
        "rejected chain.signature");
  }

  private static Case hopper(String folder, String expected) {
    var path = "hopper/" + folder;
    return new Case(
        path, path + "/report.bin", List.of(path + "/cert-chain.pem"), "2026-06-01", expected);
  }

  private static Case hopperChain(int number, String expected) {
    return new Case(
        "hopper/cert-chain-cases case " + number,
        // The valid chain of case 1 belongs to another GPU than any published report.
        "hopper/h100-550.90.07/report.bin",
        List.of("hopper/cert-chain-cases/hopper_cert_chain_case" + number + ".txt"),
        "2026-06-01",
        expected);
  }

  @Override
  public List<Row> rows(Path folder) throws IOException {
    var rows = new ArrayList<Row>();
    var covered = new TreeSet<String>();
    for (var each : cases) {
      rows.add(new Row(each.name(), each.expected(), verdict(folder, each)));
      covered.add(each.name().split(" ", -1)[0]);
    }
    for (var leftOver : Folders.below(folder)) {
      if (covered.stream().noneMatch(name -> name.equals(leftOver))) {
        rows.add(Row.notYet(leftOver));
      }
    }
    return rows;
  }

  private static String verdict(Path folder, Case each) throws IOException {
    try {
      var certificates = new ArrayList<Certificate>();
      for (var file : each.chain()) {
        var content = Bytes.copyOf(Files.readAllBytes(folder.resolve(file)));
        if (file.endsWith(".der")) {
          certificates.add(Certificate.ofDer(file, content));
        } else {
          certificates.addAll(CertificateChain.parse(content).certificates());
        }
      }
      var report = Bytes.copyOf(Files.readAllBytes(folder.resolve(each.report())));
      var evidence =
          new Evidence(
              EvidenceFormat.detect(report), report, new CertificateChain(certificates).toPem());
      var inspection =
          EvidenceInspection.inspect(
              evidence, TrustAnchors.production(), Instant.parse(each.at() + "T00:00:00Z"));
      var codes =
          inspection.findings().stream()
              .map(finding -> finding.rule().code())
              .filter(code -> !OF_EVERY_LONE_REPORT.contains(code))
              .collect(Collectors.toCollection(TreeSet::new));
      return ((inspection.authentic() ? "authentic " : "rejected ") + String.join(" ", codes))
          .strip();
    } catch (MalformedException _) {
      return "malformed";
    }
  }
}
