package dev.strongroom.attestation.appraisal;

import static dev.strongroom.attestation.appraisal.EvidenceInspection.field;

import dev.strongroom.attestation.azure.AzureCollateral;
import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.azure.AzureVerification;
import dev.strongroom.attestation.azure.AzureVerifier;
import dev.strongroom.attestation.azure.VerifiedCpu;
import dev.strongroom.attestation.claims.EvidenceClaims;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.TpmRule;
import dev.strongroom.attestation.scheme.dcap.DcapAppraisal;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.tpm.QuoteDemand;
import dev.strongroom.attestation.scheme.tpm.QuoteNonce;
import dev.strongroom.attestation.scheme.tpm.TpmQuote;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an Azure virtual machine's Evidence says by itself. Without a session the nonce is taken
/// from the quote.
final class AzureInspection {
  private AzureInspection() {}

  static Seen of(Evidence evidence, Optional<SessionNonce> nonce, Conditions conditions)
      throws MalformedException {
    var azure = AzureEvidence.read(evidence.report());
    // A quote for another nonce is authentic all the same, so it is verified under its own.
    var own = nonceOf(azure.quote(), nonce);
    var collateral = conditions.collateral();
    var atHand =
        new AzureCollateral(
            collateral.issuers(), collateral.amdRevocation(), dcap(azure, collateral));
    var demand = QuoteDemand.ofAllPcrs(own);
    var fields = new ArrayList<>(fields(azure));
    return switch (AzureVerifier.verify(
        azure, demand, atHand, conditions.anchors(), conditions.now())) {
      case AzureVerification.Refused(var findings) ->
          Seen.refused(fields, Seen.both(findings, answer(own, nonce)));
      case AzureVerification.Authentic authentic -> {
        var findings = Seen.both(answer(own, nonce), authentic.warnings());
        findings.addAll(cpu(authentic.cpu(), fields, conditions));
        var seen = Seen.cpu(fields, findings, EvidenceClaims.ofAzure(authentic));
        yield switch (authentic.cpu()) {
          case VerifiedCpu.Snp _ -> seen;
          case VerifiedCpu.Tdx(var report) -> seen.rated(report.evidence().tcb());
        };
      }
    };
  }

  private static List<Finding> answer(QuoteNonce own, Optional<SessionNonce> nonce) {
    return nonce
        .filter(wanted -> !wanted.value().equals(own.value()))
        .map(wanted -> new Finding(TpmRule.NONCE, "extraData " + wanted.value(), own.value().hex()))
        .stream()
        .toList();
  }

  /// What the quote carries; if that is no nonce, the wanted one, which it then lacks.
  private static QuoteNonce nonceOf(TpmQuote quote, Optional<SessionNonce> wanted)
      throws MalformedException {
    var carried = quote.extraData();
    boolean isNonce = carried.length() > 0 && carried.length() <= QuoteNonce.MAX_BYTES;
    if (!isNonce && wanted.isEmpty()) {
      throw new MalformedException(
          "extraData", -1, "got " + carried.length() + " bytes, want a nonce of 1 to 64");
    }
    return new QuoteNonce(isNonce ? carried : wanted.get().value());
  }

  private static List<DcapCollateral> dcap(AzureEvidence azure, Collateral collateral)
      throws MalformedException {
    return switch (azure.hardware()) {
      case AzureEvidence.Hardware.Snp _ -> List.of();
      case AzureEvidence.Hardware.Tdx(var quote, var chain) ->
          collateral.of(quote, chain).stream().toList();
    };
  }

  private static List<Finding> cpu(
      VerifiedCpu cpu, List<Inspection.Field> fields, Conditions conditions)
      throws MalformedException {
    return switch (cpu) {
      case VerifiedCpu.Snp(var report) -> {
        fields.addAll(SnpInspection.verified(report));
        yield SnpAppraisal.intrinsic(report);
      }
      case VerifiedCpu.Tdx(var report) -> {
        fields.addAll(DcapInspection.platform(report.evidence(), conditions.now()));
        var outlook = DcapOutlook.of(report, conditions);
        fields.addAll(outlook.fields());
        var intrinsic = DcapAppraisal.intrinsic(report, conditions.tcb(), conditions.now());
        yield Seen.both(intrinsic, outlook.findings());
      }
    };
  }

  static List<Inspection.Field> fields(AzureEvidence azure) {
    var fields = new ArrayList<Inspection.Field>();
    azure
        .hcl()
        .runtimeData()
        .vmConfiguration()
        .forEach((name, value) -> fields.add(field("vm-configuration " + name, value)));
    fields.add(field("extraData", azure.quote().extraData().hex()));
    fields.add(field("firmwareVersion", azure.quote().firmwareVersion().hex()));
    azure.quote().pcrs().forEach((index, value) -> fields.add(field("PCR" + index, value.hex())));
    switch (azure.hardware()) {
      case AzureEvidence.Hardware.Snp(var report, _) -> fields.addAll(SnpInspection.fields(report));
      case AzureEvidence.Hardware.Tdx(var quote, _) -> {
        if (quote.body() instanceof TdReport td) {
          fields.addAll(DcapInspection.td(td));
        }
      }
    }
    return fields;
  }
}
