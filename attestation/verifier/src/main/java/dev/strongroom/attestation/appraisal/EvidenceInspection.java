package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.scheme.nvidia.NvidiaAppraisal;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Looks at one piece of Evidence outside any session: is it authentic, what does it say, what
/// would refuse it whatever the policy. Thread-safe, pure.
public final class EvidenceInspection {
  private EvidenceInspection() {}

  /// Parses, verifies, and gathers what can be found without session and policy.
  ///
  /// @param evidence report and complete chain;
  ///   [dev.strongroom.attestation.evidence.EvidenceFormat] finds the scheme of a report without a
  ///   label
  /// @param anchors which roots are trusted
  /// @param now the time to verify at
  /// @throws MalformedException if report or chain has another form than the scheme demands
  public static Inspection inspect(Evidence evidence, TrustAnchors anchors, Instant now)
      throws MalformedException {
    return switch (evidence.scheme()) {
      case AMD_SEV_SNP -> snp(evidence, anchors, now);
      case NVIDIA_GPU -> nvidia(evidence, anchors, now);
    };
  }

  private static Inspection snp(Evidence evidence, TrustAnchors anchors, Instant now)
      throws MalformedException {
    var report = SnpReport.parse(evidence.report());
    var chain = CertificateChain.parse(evidence.chain());
    var fields = new ArrayList<>(snpFields(report));
    return switch (SnpVerifier.verify(report, chain, anchors, now)) {
      case Rejected<SnpReport>(var findings) ->
          inspection(evidence, false, anchors, fields, findings, now);
      case Verified<SnpReport> verified -> {
        var product = SnpVerifier.product(verified);
        fields.add(field("product", product.text()));
        fields.add(field("REPORTED_TCB", product.tcb(report.reportedTcb()).toString()));
        fields.add(field("COMMITTED_TCB", product.tcb(report.committedTcb()).toString()));
        yield inspection(evidence, true, anchors, fields, SnpAppraisal.intrinsic(verified), now);
      }
    };
  }

  private static List<Inspection.Field> snpFields(SnpReport report) {
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

  private static Inspection nvidia(Evidence evidence, TrustAnchors anchors, Instant now)
      throws MalformedException {
    var report = NvidiaReport.parse(evidence.report());
    var chain = CertificateChain.parse(evidence.chain());
    var fields = new ArrayList<>(nvidiaFields(report));
    return switch (NvidiaVerifier.verify(report, chain, anchors, now)) {
      case Rejected<NvidiaReport>(var findings) ->
          inspection(evidence, false, anchors, fields, findings, now);
      case Verified<NvidiaReport> verified -> {
        var device = NvidiaDevice.of(verified);
        fields.add(field("architecture", device.architecture()));
        fields.add(field("device id", device.id()));
        fields.add(field("ueid", device.ueid()));
        yield inspection(evidence, true, anchors, fields, NvidiaAppraisal.intrinsic(verified), now);
      }
    };
  }

  private static List<Inspection.Field> nvidiaFields(NvidiaReport report) {
    var fields = new ArrayList<Inspection.Field>();
    fields.add(field("requester nonce", report.nonce().hex()));
    fields.add(field("measurement blocks", "" + report.measurements().size()));
    switch (report.opaque()) {
      case OpaqueData.Typed(var raw) ->
          fields.add(field("opaque data", "NVDAOD, " + raw.length() + " bytes, not read"));
      case OpaqueData.Legacy legacy -> {
        fields.add(field("driver version", legacy.driverVersion()));
        fields.add(field("VBIOS version", legacy.vbiosVersion()));
        fields.add(field("FWID", legacy.fwid().map(Object::toString).orElse("absent")));
        fields.add(field("NVDEC0", legacy.nvdec0On() ? "on" : "off"));
        fields.add(field("protected PCIe", legacy.protectedPcie() ? "on" : "off"));
      }
    }
    return fields;
  }

  private static Inspection inspection(
      Evidence evidence,
      boolean authentic,
      TrustAnchors anchors,
      List<Inspection.Field> fields,
      List<Finding> findings,
      Instant now) {
    var all = new ArrayList<>(findings);
    all.add(
        new Finding(
            NodeRule.SESSION_NOT_COMPARED, "a nonce of this session", "looked at by itself"));
    all.add(
        new Finding(NodeRule.POLICY_NOT_COMPARED, "an appraisal policy", "looked at without one"));
    boolean simulated = anchors.profile() == Profile.SIMULATION;
    return new Inspection(evidence.scheme(), authentic, simulated, fields, all, now);
  }

  private static Inspection.Field field(String name, String value) {
    return new Inspection.Field(name, value);
  }
}
