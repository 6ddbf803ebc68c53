package dev.strongroom.attestation.appraisal;

import static dev.strongroom.attestation.appraisal.EvidenceInspection.field;

import dev.strongroom.attestation.claims.EvidenceClaims;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an SEV-SNP report says by itself.
final class SnpInspection {
  private SnpInspection() {}

  static Seen of(Evidence evidence, Optional<SessionNonce> nonce, Conditions conditions)
      throws MalformedException {
    var report = SnpReport.parse(evidence.report());
    var chain = CertificateChain.parse(evidence.chain());
    var fields = new ArrayList<>(fields(report));
    var verification =
        SnpVerifier.verify(
            report,
            chain,
            conditions.anchors(),
            conditions.collateral().amdRevocation(),
            conditions.now());
    return switch (verification) {
      case Rejected<SnpReport>(var findings) -> Seen.refused(fields, findings);
      case Verified<SnpReport> verified -> {
        fields.addAll(verified(verified));
        var bound = nonce.map(n -> SnpAppraisal.bound(verified, n.reportData())).orElse(List.of());
        yield Seen.cpu(
            fields,
            Seen.both(bound, SnpAppraisal.intrinsic(verified)),
            EvidenceClaims.ofSnp(verified));
      }
    };
  }

  /// What only the chain makes readable: the layout of TCBs follows the product.
  static List<Inspection.Field> verified(Verified<SnpReport> verified) {
    var report = verified.evidence();
    var product = SnpVerifier.product(verified);
    return List.of(
        field("product", product.text()),
        field("REPORTED_TCB", product.tcb(report.reportedTcb()).toString()),
        field("COMMITTED_TCB", product.tcb(report.committedTcb()).toString()));
  }

  static List<Inspection.Field> fields(SnpReport report) {
    var fields = new ArrayList<>(fieldsOfEveryVersion(report));
    if (report.hasMitigations()) {
      fields.add(field("LAUNCH_MIT_VECTOR", "%016x".formatted(report.launchMitigations())));
      fields.add(field("CURRENT_MIT_VECTOR", "%016x".formatted(report.currentMitigations())));
    }
    for (var unknown : report.unknown()) {
      fields.add(field("unknown at 0x%03x".formatted(unknown.offset()), unknown.value().hex()));
    }
    return fields;
  }

  private static List<Inspection.Field> fieldsOfEveryVersion(SnpReport report) {
    return List.of(
        field("VERSION", "" + report.version()),
        field("GUEST_SVN", "" + report.guestSvn()),
        field("POLICY", report.policy().hex()),
        field("VMPL", "" + report.vmpl()),
        field("PLATFORM_INFO", report.platformInfo().hex()),
        field("PLATFORM_INFO unknown bits", "%x".formatted(report.platformInfo().unknown())),
        field("CPUID", report.hasCpuid() ? report.cpuid().toString() : "not in this version"),
        field("REPORT_DATA", report.reportData().hex()),
        field("MEASUREMENT", report.measurement().hex()),
        field("HOST_DATA", report.hostData().hex()),
        field("ID_KEY_DIGEST", report.idKeyDigest().hex()),
        field("AUTHOR_KEY_DIGEST", report.authorKeyDigest().hex()),
        field("REPORT_ID", report.reportId().hex()),
        field("CHIP_ID", report.chipId().hex()),
        field("firmware", report.currentFirmware().toString()));
  }
}
