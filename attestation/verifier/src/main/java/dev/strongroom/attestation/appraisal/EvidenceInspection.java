package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Looks at one piece of Evidence: is it authentic, what does it say, what would refuse it whatever
/// the policy, and what a policy says of it. Thread-safe, pure.
public final class EvidenceInspection {
  private EvidenceInspection() {}

  /// Parses, verifies without collateral, and gathers what can be found without session and policy.
  ///
  /// @see #inspect(Evidence, Comparison, Collateral, TrustAnchors, Instant)
  public static Inspection inspect(Evidence evidence, TrustAnchors anchors, Instant now)
      throws MalformedException {
    return inspect(evidence, Collateral.none(), anchors, now);
  }

  /// Parses, verifies, and gathers what can be found without session and policy.
  ///
  /// @see #inspect(Evidence, Comparison, Collateral, TrustAnchors, Instant)
  public static Inspection inspect(
      Evidence evidence, Collateral collateral, TrustAnchors anchors, Instant now)
      throws MalformedException {
    return inspect(evidence, Comparison.none(), collateral, anchors, now);
  }

  /// Parses, verifies, and appraises by what there is to compare with. Without nonce or policy it
  /// is never affirming: that they were not compared is a finding.
  ///
  /// @param evidence report and complete chain; none where the report carries its own.
  ///   [dev.strongroom.attestation.evidence.EvidenceFormat] finds the scheme of a report without a
  ///   label
  /// @param comparison what it is compared with
  /// @param collateral fetched beforehand
  /// @param anchors which roots are trusted
  /// @param now the time to verify at
  /// @throws MalformedException if report or chain has another form than the scheme demands, or
  ///   there is an event log and the scheme has nothing that it explains
  public static Inspection inspect(
      Evidence evidence,
      Comparison comparison,
      Collateral collateral,
      TrustAnchors anchors,
      Instant now)
      throws MalformedException {
    var policy = comparison.policy();
    var seen = look(evidence, comparison.nonce(), Conditions.of(policy, collateral, anchors, now));
    var boot = boot(comparison, seen);
    var all = Seen.both(seen.findings(), boot.findings());
    if (comparison.nonce().isEmpty()) {
      all.add(
          new Finding(
              NodeRule.SESSION_NOT_COMPARED, "a nonce of this session", "looked at by itself"));
    }
    var claims = seen.claims();
    if (policy.isPresent() && claims.isPresent()) {
      // All that verification found is among what the policy says.
      var verification = List.copyOf(all);
      all.clear();
      all.addAll(policy.get().findings(claims.get(), verification, anchors.profile(), now));
    } else {
      var why = policy.isEmpty() ? "looked at without one" : "no claims of a CPU to compare";
      all.add(new Finding(NodeRule.POLICY_NOT_COMPARED, "an appraisal policy", why));
    }
    if (policy.isPresent() && seen.authentic() && claims.isEmpty()) {
      var schemes = policy.get().policy().document().schemes();
      all.add(
          new Finding(
              PolicyRule.PRODUCT, "one of " + schemes, "by itself " + evidence.scheme().text()));
    }
    return new Inspection(
        evidence.scheme(),
        seen.authentic(),
        anchors.profile() == Profile.SIMULATION,
        Seen.both(seen.fields(), boot.fields()),
        claims,
        all,
        now,
        seen.tcb());
  }

  private static ExplainedBoot boot(Comparison comparison, Seen seen) throws MalformedException {
    return comparison.eventLog().isPresent() && seen.authentic()
        ? ExplainedBoot.of(comparison.eventLog().get(), seen.claims())
        : ExplainedBoot.NONE;
  }

  /// One piece of Evidence, without the policy.
  static Seen look(Evidence evidence, Optional<SessionNonce> nonce, Conditions conditions)
      throws MalformedException {
    return switch (evidence.scheme()) {
      case AMD_SEV_SNP -> SnpInspection.of(evidence, nonce, conditions);
      case NVIDIA_GPU -> NvidiaInspection.of(evidence, nonce.map(SessionNonce::value), conditions);
      case INTEL_TDX, INTEL_SGX -> DcapInspection.of(evidence, nonce, conditions);
      case AZURE_VTPM -> AzureInspection.of(evidence, nonce, conditions);
    };
  }

  /// What Evidence says, with nothing verified: claims of whoever wrote the bytes.
  ///
  /// @throws MalformedException if it has another form than the scheme demands
  public static List<Inspection.Field> claims(Scheme scheme, Bytes report)
      throws MalformedException {
    return switch (scheme) {
      case AMD_SEV_SNP -> SnpInspection.fields(SnpReport.parse(report));
      case NVIDIA_GPU -> NvidiaInspection.fields(NvidiaReport.parse(report));
      case INTEL_TDX, INTEL_SGX -> DcapInspection.fields(Quote.parse(report));
      case AZURE_VTPM -> AzureInspection.fields(AzureEvidence.read(report));
    };
  }

  static Inspection.Field field(String name, String value) {
    return new Inspection.Field(name, value);
  }
}
