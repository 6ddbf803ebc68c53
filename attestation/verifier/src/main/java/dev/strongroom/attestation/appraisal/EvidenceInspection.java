package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
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
import java.util.ArrayList;
import java.util.List;

/// Looks at one piece of Evidence outside any session: is it authentic, what does it say, what
/// would refuse it whatever the policy. Thread-safe, pure.
public final class EvidenceInspection {
  private EvidenceInspection() {}

  /// What a scheme finds.
  ///
  /// @param authentic true if chain and signature hold
  /// @param fields what the Evidence says
  /// @param findings what is wrong
  record Seen(boolean authentic, List<Inspection.Field> fields, List<Finding> findings) {}

  /// Parses, verifies without collateral, and gathers what can be found without session and policy.
  ///
  /// @see #inspect(Evidence, Collateral, TrustAnchors, Instant)
  public static Inspection inspect(Evidence evidence, TrustAnchors anchors, Instant now)
      throws MalformedException {
    return inspect(evidence, Collateral.none(), anchors, now);
  }

  /// Parses, verifies, and gathers what can be found without session and policy.
  ///
  /// @param evidence report and complete chain; none where the report carries its own.
  ///   [dev.strongroom.attestation.evidence.EvidenceFormat] finds the scheme of a report without a
  ///   label
  /// @param collateral fetched beforehand
  /// @param anchors which roots are trusted
  /// @param now the time to verify at
  /// @throws MalformedException if report or chain has another form than the scheme demands
  public static Inspection inspect(
      Evidence evidence, Collateral collateral, TrustAnchors anchors, Instant now)
      throws MalformedException {
    var seen =
        switch (evidence.scheme()) {
          case AMD_SEV_SNP -> SnpInspection.of(evidence, collateral, anchors, now);
          case NVIDIA_GPU -> NvidiaInspection.of(evidence, anchors, now);
          case INTEL_TDX, INTEL_SGX -> DcapInspection.of(evidence, collateral, anchors, now);
          case AZURE_VTPM -> AzureInspection.of(evidence, collateral, anchors, now);
        };
    var all = new ArrayList<>(seen.findings);
    all.add(
        new Finding(
            NodeRule.SESSION_NOT_COMPARED, "a nonce of this session", "looked at by itself"));
    all.add(
        new Finding(NodeRule.POLICY_NOT_COMPARED, "an appraisal policy", "looked at without one"));
    boolean simulated = anchors.profile() == Profile.SIMULATION;
    return new Inspection(evidence.scheme(), seen.authentic, simulated, seen.fields, all, now);
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
