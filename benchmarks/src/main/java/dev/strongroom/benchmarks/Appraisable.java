package dev.strongroom.benchmarks;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.policy.PolicyDraft;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Claims of a node, and a production policy of ten expressions that accepts them: launch,
/// init-data and workload pinned, one machine listed, one accelerator.
record Appraisable(ClaimsTree claims, Policy policy, Instant now) {
  private static final int RULES = 10;
  private static final DeviceClaims DEVICE =
      new DeviceClaims("GPU-0", "GH100", "570.1", "96.00", "1", "", "spt", "");
  private static final List<String> ANY =
      List.of(
          "!simulated",
          "cpu.report_data != ''",
          "devices.all(d, d.architecture == 'GH100')",
          "findings.all(f, !f.startsWith('chain.'))");
  private static final List<String> SNP =
      List.of(
          "cpu.snp.vmpl == 0 && cpu.snp.signing_key == 'vcek'",
          "!cpu.snp.policy.migrate_ma",
          "cpu.snp.version >= 3",
          "cpu.snp.current_tcb.microcode >= cpu.snp.committed_tcb.microcode",
          "cpu.snp.committed_firmware.major > 1 || cpu.snp.committed_firmware.minor >= 55");
  private static final List<String> TDX =
      List.of(
          "!cpu.tdx.attributes.migratable",
          "cpu.tdx.attributes.sept_ve_disable",
          "cpu.tdx.tcb.evaluation_data_number >= 18",
          "cpu.tdx.mr_signer_seam.matches('^0{96}$')",
          "cpu.tdx.tcb.advisory_ids.all(id, id != 'INTEL-SA-00000')");

  static Appraisable snp(ClaimsTree shown, Instant now) {
    return of(shown, SNP, now);
  }

  static Appraisable tdx(ClaimsTree shown, Instant now) {
    return of(shown, TDX, now);
  }

  private static Appraisable of(ClaimsTree shown, List<String> own, Instant now) {
    var claims = shown.withDevices(List.of(DEVICE)).withWorkload(Bytes.utf8("workload").sha384());
    var draft = PolicyDraft.from(claims, "benchmark", now.plus(Duration.ofDays(30)));
    var rules = new ArrayList<>(draft.rules());
    Stream.concat(own.stream(), ANY.stream())
        .limit(RULES - rules.size())
        .forEach(cel -> rules.add(rule(rules.size(), cel)));
    var document =
        new PolicyDocument(
            draft.name(),
            draft.version(),
            draft.notAfter(),
            draft.profile(),
            draft.schemes(),
            draft.products(),
            draft.platforms(),
            draft.tcbGraceDays(),
            draft.accelerators(),
            draft.pins(),
            draft.acceptedWarnings(),
            draft.references(),
            rules);
    try {
      return new Appraisable(claims, Policy.compile(document), now);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PolicyDocument.Expression rule(int number, String cel) {
    return new PolicyDocument.Expression("policy.rule-" + number, cel, cel, "Change the guest.");
  }

  /// The genuine guests were launched without init-data, which production objects to; nothing else
  /// is found.
  ///
  /// @throws IllegalStateException if the policy finds anything of the guest: then less would be
  ///   measured
  List<Finding> appraise() {
    var findings = policy.findings(claims, List.of(), List.of(), Profile.PRODUCTION, now);
    boolean isObjection = findings.size() == 1 && findings.getFirst().rule() == PolicyRule.UNPINNED;
    if (!isObjection || policy.document().rules().size() != RULES) {
      throw new IllegalStateException(findings.toString());
    }
    return findings;
  }
}
