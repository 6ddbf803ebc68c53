package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.scheme.nvidia.NvidiaAppraisal;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
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
  private final Conditions conditions;
  private final List<Finding> findings = new ArrayList<>();

  private NodeAppraisal(Expected expected, AppraisalPolicy policy, Conditions conditions) {
    this.expected = expected;
    this.policy = policy;
    this.conditions = conditions;
  }

  /// Parses, verifies and appraises.
  ///
  /// @param evidence as received
  /// @param expected what this session's Evidence must be bound to
  /// @param policy what the node must be
  /// @param collateral fetched beforehand
  /// @param anchors which roots are trusted
  /// @param now the time to verify at
  /// @return the verdict, with every finding; findings about devices name `devices[i]`
  /// @throws MalformedException if a report or chain has another form than its scheme demands
  public static AttestationResult<Claims> appraise(
      EvidenceSet evidence,
      Expected expected,
      AppraisalPolicy policy,
      Collateral collateral,
      TrustAnchors anchors,
      Instant now)
      throws MalformedException {
    var conditions = Conditions.of(Optional.empty(), collateral, anchors, now);
    return new NodeAppraisal(expected, policy, conditions).run(evidence);
  }

  /// The same, with chains of accelerators that were verified before at hand. The verdict is the
  /// same.
  ///
  /// @param cache kept between nodes
  public static AttestationResult<Claims> appraise(
      EvidenceSet evidence,
      Expected expected,
      AppraisalPolicy policy,
      Collateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache)
      throws MalformedException {
    var conditions = Conditions.of(Optional.empty(), collateral, anchors, now, cache);
    return new NodeAppraisal(expected, policy, conditions).run(evidence);
  }

  private AttestationResult<Claims> run(EvidenceSet evidence) throws MalformedException {
    var cpu = cpu(evidence.cpu());
    if (!evidence.devices().isEmpty() && Seen.isOfAnotherSession(findings)) {
      findings.add(EvidenceAppraisal.notOfTheseDevices(evidence.devices().size()));
    }
    var devices =
        NodeDevices.appraise(evidence.devices(), Optional.of(expected.deviceNonce()), conditions);
    findings.addAll(devices.findings());
    if (devices.isComplete()) {
      // Only where every device is known: the class of a rejected one is not.
      classesAndCounts(devices.classes());
    }
    for (var device : devices.verified().entrySet()) {
      floors(device.getKey(), device.getValue());
    }
    return AttestationResult.of(
        cpu.map(report -> claims(report, devices)), findings, conditions.now());
  }

  private Optional<SnpReport> cpu(Evidence cpu) throws MalformedException {
    if (cpu.scheme() != Scheme.AMD_SEV_SNP) {
      findings.add(
          new Finding(NodeRule.CPU_SCHEME, Scheme.AMD_SEV_SNP.text(), cpu.scheme().text()));
      return Optional.empty();
    }
    var report = SnpReport.parse(cpu.report());
    var chain = CertificateChain.parse(cpu.chain());
    var verification =
        SnpVerifier.verify(
            report,
            chain,
            conditions.anchors(),
            conditions.collateral().amdRevocation(),
            conditions.now());
    return switch (verification) {
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

  private void classesAndCounts(SortedMap<String, Integer> seen) {
    var wanted = new TreeMap<String, Integer>();
    for (ReleasePolicy.Accelerators accelerators : policy.accelerators()) {
      wanted.put(accelerators.architecture(), accelerators.count());
    }
    if (!wanted.equals(seen)) {
      findings.add(new Finding(NodeRule.DEVICES, wanted.toString(), seen.toString()));
    }
  }

  private void floors(String subject, NvidiaDevice device) {
    for (var wanted : policy.accelerators()) {
      if (wanted.architecture().equals(device.architecture().text())) {
        NvidiaAppraisal.floors(device, wanted)
            .forEach(finding -> findings.add(finding.about(subject)));
      }
    }
  }

  private Claims claims(SnpReport cpu, NodeDevices devices) {
    return new Claims(
        conditions.anchors().profile() == Profile.SIMULATION,
        cpu.chipId().hex(),
        cpu.reportId().hex(),
        cpu.measurement(),
        cpu.hostData(),
        devices.claims());
  }
}
