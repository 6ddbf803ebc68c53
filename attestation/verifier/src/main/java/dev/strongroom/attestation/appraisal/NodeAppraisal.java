package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.scheme.nvidia.NvidiaAppraisal;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Verifies and appraises everything that one node says of itself in one session: the CPU's report,
/// every accelerator's, and the set as a whole. Every finding is gathered, so a person can mend all
/// of them at once. Thread-safe, pure.
///
/// Nothing binds an accelerator to a CPU in hardware before TDISP: the binding is the nonce in each
/// device report and the digest of those reports in the CPU's REPORT_DATA, made by measured
/// software.
public final class NodeAppraisal {
  private final Expected expected;
  private final AppraisalPolicy policy;
  private final TrustAnchors anchors;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();
  private final List<NvidiaDevice> devices = new ArrayList<>();

  private NodeAppraisal(
      Expected expected, AppraisalPolicy policy, TrustAnchors anchors, Instant now) {
    this.expected = expected;
    this.policy = policy;
    this.anchors = anchors;
    this.now = now;
  }

  /// Parses, verifies and appraises.
  ///
  /// @param evidence as received
  /// @param expected what this session's Evidence must be bound to
  /// @param policy what the node must be
  /// @param anchors which roots are trusted
  /// @param now the time to verify at
  /// @return the verdict, with every finding; findings about devices name `devices[i]`
  /// @throws MalformedException if a report or chain has another form than its scheme demands
  public static AttestationResult<Claims> appraise(
      EvidenceSet evidence,
      Expected expected,
      AppraisalPolicy policy,
      TrustAnchors anchors,
      Instant now)
      throws MalformedException {
    return new NodeAppraisal(expected, policy, anchors, now).run(evidence);
  }

  private AttestationResult<Claims> run(EvidenceSet evidence) throws MalformedException {
    var cpu = cpu(evidence.cpu());
    for (int i = 0; i < evidence.devices().size(); i++) {
      device("devices[" + i + "]", evidence.devices().get(i));
    }
    if (devices.size() == evidence.devices().size()) {
      // Only where every device is known: the class of a rejected one is not.
      classesAndCounts();
    }
    distinct();
    return AttestationResult.of(cpu.map(this::claims), findings, now);
  }

  private Optional<SnpReport> cpu(Evidence cpu) throws MalformedException {
    if (cpu.scheme() != Scheme.AMD_SEV_SNP) {
      findings.add(
          new Finding(NodeRule.CPU_SCHEME, Scheme.AMD_SEV_SNP.text(), cpu.scheme().text()));
      return Optional.empty();
    }
    var report = SnpReport.parse(cpu.report());
    var chain = CertificateChain.parse(cpu.chain());
    return switch (SnpVerifier.verify(report, chain, anchors, now)) {
      case Rejected<SnpReport>(var reasons) -> {
        findings.addAll(reasons);
        yield Optional.empty();
      }
      case Verified<SnpReport> verified -> {
        var floor = policy.minimumTcb();
        var minimum =
            new SnpTcb(
                floor.fmc(), floor.bootloader(), floor.tee(), floor.snp(), floor.microcode());
        findings.addAll(
            SnpAppraisal.bound(verified, expected.snpReportData(), expected.hostData()));
        findings.addAll(SnpAppraisal.chip(verified, policy.chips()));
        findings.addAll(SnpAppraisal.acceptable(verified, policy.measurements(), minimum));
        findings.addAll(SnpAppraisal.intrinsic(verified));
        yield Optional.of(verified.evidence());
      }
    };
  }

  private void device(String subject, Evidence device) throws MalformedException {
    if (device.scheme() != Scheme.NVIDIA_GPU) {
      findings.add(
          new Finding(NodeRule.DEVICE_SCHEME, Scheme.NVIDIA_GPU.text(), device.scheme().text())
              .about(subject));
      return;
    }
    var report = NvidiaReport.parse(device.report());
    var chain = CertificateChain.parse(device.chain());
    switch (NvidiaVerifier.verify(report, chain, anchors, now)) {
      case Rejected<NvidiaReport>(var reasons) -> about(subject, reasons);
      case Verified<NvidiaReport> verified -> {
        devices.add(NvidiaDevice.of(verified));
        about(subject, NvidiaAppraisal.bound(verified, expected.deviceNonce()));
        about(subject, NvidiaAppraisal.intrinsic(verified));
      }
    }
  }

  private void about(String subject, List<Finding> reasons) {
    reasons.forEach(finding -> findings.add(finding.about(subject)));
  }

  private void classesAndCounts() {
    var wanted = new TreeMap<String, Integer>();
    for (ReleasePolicy.Accelerators accelerators : policy.accelerators()) {
      wanted.put(accelerators.architecture(), accelerators.count());
    }
    var seen = new TreeMap<String, Integer>();
    devices.forEach(device -> seen.merge(device.architecture(), 1, Integer::sum));
    if (!wanted.equals(seen)) {
      findings.add(new Finding(NodeRule.DEVICES, wanted.toString(), seen.toString()));
    }
  }

  private void distinct() {
    var ids = new HashSet<String>();
    var keys = new HashSet<>();
    for (var device : devices) {
      // Both are added, so either alone shows a repetition.
      boolean newId = ids.add(device.id());
      boolean newKey = keys.add(device.leafKey());
      if (!newId || !newKey) {
        findings.add(
            new Finding(NodeRule.DEVICE_TWICE, "distinct devices", device.id() + " twice"));
      }
    }
  }

  private Claims claims(SnpReport cpu) {
    return new Claims(
        anchors.profile() == Profile.SIMULATION,
        cpu.chipId().hex(),
        cpu.reportId().hex(),
        cpu.measurement(),
        cpu.hostData(),
        devices.stream()
            .map(
                d ->
                    new DeviceClaims(d.id(), d.architecture(), d.driverVersion(), d.vbiosVersion()))
            .toList());
  }
}
