package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.azure.AzureEvidence.Hardware;
import dev.strongroom.attestation.eventlog.MeasuredEvent;
import dev.strongroom.attestation.eventlog.MeasurementRegisters;
import dev.strongroom.attestation.eventlog.Replay;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.scheme.tpm.QuoteDemand;
import dev.strongroom.attestation.scheme.tpm.TpmQuote;
import dev.strongroom.attestation.scheme.tpm.TpmVerifier;
import dev.strongroom.attestation.trust.BindingVerifier;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.attestation.trust.EvidenceVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/// Verifies an Azure virtual machine's Evidence from the CPU up: CPU report, HCL report, quote,
/// event log, and the attestation key's certificate beside them. Every finding is gathered. Pure;
/// one instance a verification.
public final class AzureVerifier {
  /// Roots of Azure's two hierarchies of virtual TPMs, by name: pins are shared with other schemes.
  private static final Set<String> ROOTS =
      Set.of(
          "Azure Virtual TPM Root Certificate Authority 2023",
          "Microsoft RSA Devices Root CA 2021");

  private static final int SHORTEST_CHAIN = 3;
  private static final int LONGEST_CHAIN = 4;

  private final AzureEvidence evidence;
  private final QuoteDemand demand;
  private final Issuers issuers;
  private final TrustAnchors anchors;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();

  private AzureVerifier(
      AzureEvidence evidence,
      QuoteDemand demand,
      Issuers issuers,
      TrustAnchors anchors,
      Instant now) {
    this.evidence = evidence;
    this.demand = demand;
    this.issuers = issuers;
    this.anchors = anchors;
    this.now = now;
  }

  /// Verifies.
  ///
  /// @param demand PCRs and nonce; the nonce lives in the quote and nowhere else
  /// @param collateral fetched beforehand
  /// @param now time at which chains and collateral must hold
  public static AzureVerification verify(
      AzureEvidence evidence,
      QuoteDemand demand,
      AzureCollateral collateral,
      TrustAnchors anchors,
      Instant now) {
    return new AzureVerifier(evidence, demand, collateral.issuers(), anchors, now).run(collateral);
  }

  /// Verifies all but the CPU's report.
  static AzureVerification verifyUnder(
      VerifiedCpu cpu,
      AzureEvidence evidence,
      QuoteDemand demand,
      Issuers issuers,
      TrustAnchors anchors,
      Instant now) {
    return new AzureVerifier(evidence, demand, issuers, anchors, now).bound(cpu);
  }

  private AzureVerification run(AzureCollateral collateral) {
    var revocation = collateral.amdRevocation();
    return switch (evidence.hardware()) {
      case Hardware.Snp(var report, var vcek) ->
          switch (SnpVerifier.verify(report, issuers.complete(vcek), anchors, revocation, now)) {
            case Verified<SnpReport> verified -> paravisor(verified);
            case Rejected<SnpReport>(var reasons) -> refused(reasons);
          };
      case Hardware.Tdx(var quote, var chain) ->
          switch (tdx(quote, chain, collateral.dcap())) {
            case Verified<EndorsedQuote> verified -> bound(new VerifiedCpu.Tdx(verified));
            case Rejected<EndorsedQuote>(var reasons) -> refused(reasons);
          };
    };
  }

  private Verification<EndorsedQuote> tdx(
      Quote quote, CertificateChain chain, List<DcapCollateral> dcap) {
    return dcap.isEmpty()
        ? DcapVerifier.verifyWithoutCollateral(quote, chain, anchors, now)
        : DcapVerifier.verify(quote, chain, dcap.getFirst(), anchors, now);
  }

  // spec: AMD 56860 ATTESTATION_REPORT VMPL: the paravisor alone runs at 0; the guest above it can
  // ask for reports of its own, with any REPORT_DATA
  private AzureVerification paravisor(Verified<SnpReport> report) {
    long vmpl = report.evidence().vmpl();
    return vmpl == 0
        ? bound(new VerifiedCpu.Snp(report))
        : refused(List.of(new Finding(SnpRule.VMPL, "0, the paravisor", "" + vmpl)));
  }

  private AzureVerification bound(VerifiedCpu cpu) {
    return switch (BindingVerifier.verify(evidence.hcl(), cpu.report(), AzureRule.RUNTIME_DATA)) {
      case Verified<HclReport> hcl -> quoted(cpu, hcl);
      // Said by refused.
      case Rejected<HclReport> _ -> refused(List.of());
    };
  }

  /// Without a verified key, so that nobody needs a second attempt to see what else is wrong, and
  /// no forgery passes for collateral that is missing.
  private AzureVerification refused(List<Finding> reasons) {
    findings.addAll(reasons);
    unbound().ifPresent(findings::add);
    findings.addAll(
        EvidenceVerifier.signatureUnder(
            evidence.hcl().signerSpki(), evidence.quote(), "the attestation key"));
    findings.addAll(TpmVerifier.mismatches(evidence.quote(), demand));
    provenance();
    return new AzureVerification.Refused(findings);
  }

  /// What [BindingVerifier] would say if the CPU's report were verified.
  private Optional<Finding> unbound() {
    var seen =
        switch (evidence.hardware()) {
          case Hardware.Snp(var report, _) -> report.reportData();
          case Hardware.Tdx(var quote, _) -> quote.body().reportData();
        };
    var wanted = evidence.hcl().boundReportData();
    return seen.equals(wanted)
        ? Optional.empty()
        : Optional.of(
            new Finding(AzureRule.RUNTIME_DATA, "REPORT_DATA " + wanted, "REPORT_DATA " + seen));
  }

  private AzureVerification quoted(VerifiedCpu cpu, Verified<HclReport> hcl) {
    return switch (TpmVerifier.verify(evidence.quote(), hcl, demand)) {
      case Rejected<TpmQuote>(var reasons) -> {
        findings.addAll(reasons);
        provenance();
        yield new AzureVerification.Refused(findings);
      }
      case Verified<TpmQuote> quote -> {
        var events = replay(quote);
        provenance();
        yield findings.stream().anyMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED)
            ? new AzureVerification.Refused(findings)
            : new AzureVerification.Authentic(cpu, hcl, quote, events, findings);
      }
    };
  }

  private List<MeasuredEvent> replay(Verified<TpmQuote> quote) {
    var events = new ArrayList<MeasuredEvent>();
    var quoted = MeasurementRegisters.pcrs(TpmQuote.BANK, quote.evidence().pcrs());
    for (var log : evidence.eventLogs()) {
      var replay = Replay.of(log, quoted, Replay.FIRMWARE_PCRS);
      findings.addAll(replay.findings());
      events.addAll(replay.vouched());
    }
    return events;
  }

  private void provenance() {
    if (evidence.akCertificates().isEmpty()) {
      findings.add(hardwareOnly("no AK certificate"));
      return;
    }
    var leaf = evidence.akCertificates().getFirst();
    if (!leaf.spki().equals(evidence.hcl().signerSpki())) {
      findings.add(
          new Finding(
              AzureRule.AK_KEY,
              "a certificate of HCLAkPub",
              "a certificate of another key, " + leaf.subjectText()));
    }
    if (!AkCertificates.isForAttestation(leaf)) {
      findings.add(
          new Finding(
              AzureRule.AK_USAGE, "extended key usage 2.23.133.8.3", "none such in " + leaf));
    }
    var known = new ArrayList<>(evidence.akCertificates());
    known.addAll(issuers.certificates());
    var chain = new Issuers(known).complete(leaf);
    if (Issuers.endsAtRoot(chain)) {
      chain(chain);
    } else {
      var missing = new X500Principal(chain.root().issuer().toArray()).getName();
      findings.add(
          hardwareOnly("a chain without the certificate of its issuer '" + missing + "'")
              .advising(
                  "Give the certificates up to Azure's root beside the Evidence, as Azure publishes"
                      + " them, or accept the warning by name."));
    }
  }

  private static Finding hardwareOnly(String seen) {
    return new Finding(
        AzureRule.AK_PROVENANCE,
        "an AK certificate chain to Azure's root",
        seen + ": AK provenance via hardware report only");
  }

  private void chain(CertificateChain chain) {
    int length = Math.clamp(chain.certificates().size(), SHORTEST_CHAIN, LONGEST_CHAIN);
    var rules = new ChainRules(length, KeyAlgorithm.RSA_PKCS1_SHA2);
    switch (ChainVerifier.verify(chain, rules, anchors, new Revocation.NotGiven(), now)) {
      case Rejected<CertificateChain>(var reasons) ->
          reasons.forEach(reason -> findings.add(reason.about("AK certificate")));
      case Verified<CertificateChain> _ -> {
        var root = chain.root().commonName();
        if (!ROOTS.contains(root)) {
          findings.add(new Finding(ChainRule.NAME, "a root of Azure's virtual TPMs", root));
        }
        findings.add(
            new Finding(
                AzureRule.AK_CRL_ABSENT, "its issuers looked up", "no revocation list given"));
      }
    }
  }
}
