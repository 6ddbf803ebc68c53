package dev.strongroom.simulator.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.Binding;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.EvidenceAppraisal;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Session;
import dev.strongroom.attestation.appraisal.SessionNonce;
import dev.strongroom.attestation.azure.AzureCollateral;
import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.azure.AzureVerification;
import dev.strongroom.attestation.azure.AzureVerifier;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDraft;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.attestation.scheme.tpm.QuoteDemand;
import dev.strongroom.attestation.scheme.tpm.QuoteNonce;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.simulator.eventlog.SimulatedEventLog;
import dev.strongroom.simulator.intel.IntelCollateralFields;
import dev.strongroom.simulator.intel.IntelHierarchy;
import dev.strongroom.simulator.intel.IntelPlatform;
import dev.strongroom.simulator.intel.PckFields;
import dev.strongroom.simulator.intel.QuoteFields;
import dev.strongroom.simulator.intel.TdReportFields;
import dev.strongroom.simulator.vendor.AmdHierarchy;
import dev.strongroom.simulator.vendor.AmdProcessor;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Azure guests whose every signature holds, each with one thing out of order: exactly that is
/// found.
class AzureFindingsTest {
  private static final Instant NOT_BEFORE = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AmdHierarchy AMD = AmdHierarchy.create(SnpProduct.GENOA, RANDOM, NOT_BEFORE);
  private static final AzureHierarchy AZURE = AzureHierarchy.create(RANDOM, NOT_BEFORE);
  private static final AzureVtpm VTPM = AzureVtpm.create(AZURE, RANDOM, NOT_BEFORE);
  private static final AzureVtpm OTHER = AzureVtpm.create(AZURE, RANDOM, NOT_BEFORE);
  private static final IntelHierarchy INTEL = IntelHierarchy.create(RANDOM, NOT_BEFORE);
  private static final IntelPlatform PLATFORM =
      IntelPlatform.create(INTEL, new PckFields(), RANDOM, NOT_BEFORE);
  private static final AmdProcessor PROCESSOR =
      AmdProcessor.withVcek(
          AMD,
          Bytes.utf8("chip").sha384().concat(Bytes.zeros(16)),
          new SnpTcb(0, 10, 0, 23, 84),
          RANDOM,
          NOT_BEFORE);
  private static final TrustAnchors ANCHORS =
      TrustAnchors.simulation(
          List.of(
              AMD.ark().certificate().fingerprint(),
              AZURE.rootFingerprint(),
              INTEL.rootFingerprint()));
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();

  /// What is always said: no list of Azure's is looked at.
  private static final String CRL = "azure.ak-crl.absent";

  private static Bytes hcl(Consumer<HclReportFields> change) {
    var fields = VTPM.hclReport(HclReportFields.SNP);
    change.accept(fields);
    return fields.around(data -> PROCESSOR.report(data, _ -> {}).report());
  }

  private static TpmQuote quote(Consumer<TpmQuoteFields> change) {
    var fields = new TpmQuoteFields(NONCE);
    change.accept(fields);
    return VTPM.sign(fields);
  }

  private static AzureEvidence read(Bytes hcl, TpmQuote quote) throws MalformedException {
    var fields = AzureEvidenceFields.snp(hcl, quote, PROCESSOR.chain().leaf());
    return AzureEvidence.read(fields.confidentialContainers());
  }

  private static AzureEvidence with(
      AzureEvidence evidence, CertificateChain ak, List<EventLog> logs) {
    return new AzureEvidence(
        evidence.hcl(), evidence.hardware(), evidence.quote(), ak.certificates(), logs);
  }

  private static List<String> codes(AzureEvidence evidence) {
    var issuers = List.of(AMD.ask().certificate(), AMD.ark().certificate());
    return codes(evidence, AzureCollateral.ofIssuers(issuers));
  }

  private static List<String> codes(AzureEvidence evidence, AzureCollateral collateral) {
    var result =
        AzureVerifier.verify(
            evidence, QuoteDemand.ofAllPcrs(new QuoteNonce(NONCE)), collateral, ANCHORS, NOW);
    var findings =
        switch (result) {
          case AzureVerification.Authentic authentic -> authentic.warnings();
          case AzureVerification.Refused(var reasons) -> reasons;
        };
    return findings.stream().map(Finding::rule).map(rule -> rule.code()).toList();
  }

  private static AzureEvidence good() throws MalformedException {
    return with(read(hcl(_ -> {}), quote(_ -> {})), VTPM.chain(), List.of());
  }

  @Test
  void aGoodGuestIsAuthenticByBothWays() throws Exception {
    assertThat(codes(good())).containsExactly(CRL);
    assertThat(codes(with(good(), VTPM.earlierChain(), List.of()))).containsExactly(CRL);
    assertThat(codes(read(hcl(_ -> {}), quote(_ -> {})))).containsExactly("azure.ak-provenance");
  }

  @Test
  void anEventLogReplays() throws Exception {
    var log = SimulatedEventLog.tpm();
    for (int pcr = 0; pcr < 8; pcr++) {
      log.event(pcr, SimulatedEventLog.EV_SEPARATOR, Bytes.zeros(4));
    }
    var quote =
        quote(
            fields -> {
              for (int pcr = 0; pcr < 8; pcr++) {
                fields.pcr(pcr, log.register(pcr));
              }
            });
    var evidence = read(hcl(_ -> {}), quote);
    var parsed = List.of(EventLog.parse(log.toBytes(4096)));
    assertThat(codes(with(evidence, VTPM.chain(), parsed))).containsExactly(CRL);
    var more = log.event(7, SimulatedEventLog.EV_IPL, Bytes.utf8("more")).toBytes();
    assertThat(codes(with(evidence, VTPM.chain(), List.of(EventLog.parse(more)))))
        .containsExactlyInAnyOrder("eventlog.mismatch", CRL);
  }

  @Test
  void initDataIsWhatTheGuestExtendedAndNotWhatTheHostBound() throws Exception {
    var initData = new InitData(Bytes.utf8("ticket").sha384()).document();
    var digest = InitData.hostData(initData);
    var extended = Bytes.zeros(32).concat(digest).sha256();

    assertThat(ofNode(hcl(_ -> {}), quote(f -> f.pcr(8, extended)), initData))
        .doesNotContain("node.init-data");
    assertThat(ofNode(hcl(_ -> {}), quote(f -> f.pcr(8, digest)), initData))
        .contains("node.init-data");
    var bound =
        VTPM.hclReport(HclReportFields.SNP)
            .around(data -> PROCESSOR.report(data, r -> r.hostData(digest)).report());
    assertThat(ofNode(bound, quote(_ -> {}), initData)).contains("node.init-data");
  }

  private static List<String> ofNode(Bytes hcl, TpmQuote quote, Bytes initData) throws Exception {
    var fields = AzureEvidenceFields.snp(hcl, quote, PROCESSOR.chain().leaf());
    var issuers = List.of(AMD.ask().certificate(), AMD.ark().certificate());
    var seen = new Evidence(Scheme.AZURE_VTPM, fields.confidentialContainers(), Bytes.empty());
    var collateral = Collateral.none().withIssuers(issuers);
    var claims = EvidenceInspection.inspect(seen, collateral, ANCHORS, NOW).claims().orElseThrow();
    var policy = Policy.compile(PolicyDraft.from(claims, "azure", NOW.plusSeconds(60)));
    var result =
        EvidenceAppraisal.appraise(
            new EvidenceSet(seen, initData, List.of()),
            new Session(
                new SessionNonce(NONCE), Optional.empty(), Optional.empty(), new Binding.None()),
            Optional.of(new AppliedPolicy(policy, List.of())),
            collateral,
            ANCHORS,
            NOW);
    return result.findings().stream().map(finding -> finding.rule().code()).toList();
  }

  @TestFactory
  Stream<DynamicTest> aQuoteOutOfOrder() {
    return Stream.of(
        quoted("no nonce", f -> f.nonce(Bytes.empty()), "tpm.nonce"),
        quoted("another nonce", f -> f.nonce(NONCE.sha256()), "tpm.nonce"),
        quoted("another digest", f -> f.digest(NONCE), "tpm.pcr-digest"),
        quoted(
            "PCR 16 in another's place",
            f -> f.select(0xfeffff),
            "tpm.pcr-selection",
            "tpm.pcr-digest"),
        quoted("another bank", f -> f.bank(12), "tpm.pcr-bank", "tpm.pcr-selection"),
        quoted(
            "one more bank",
            f -> f.alsoSelect(12, Bytes.zeros(3)),
            "tpm.pcr-bank",
            "tpm.pcr-selection"));
  }

  private static DynamicTest quoted(String name, Consumer<TpmQuoteFields> change, String... codes) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var evidence = with(read(hcl(_ -> {}), quote(change)), VTPM.chain(), List.of());
          assertThat(codes(evidence))
              .containsExactlyInAnyOrder(
                  Stream.concat(Stream.of(codes), Stream.of(CRL)).toArray(String[]::new));
        });
  }

  @Test
  void partsOfAnotherGuest() throws Exception {
    var good = good();
    // another vTPM's quote
    var foreign = OTHER.sign(new TpmQuoteFields(NONCE));
    assertThat(codes(with(read(hcl(_ -> {}), foreign), VTPM.chain(), List.of())))
        .containsExactlyInAnyOrder("report.signature", CRL);
    // another vTPM's certificate
    assertThat(codes(with(good, OTHER.chain(), List.of())))
        .containsExactlyInAnyOrder("azure.ak-key", CRL);
    // another guest's CPU report around this guest's runtime data
    var other =
        VTPM.hclReport(HclReportFields.SNP)
            .around(_ -> PROCESSOR.report(Bytes.zeros(64), _ -> {}).report());
    assertThat(codes(with(read(other, quote(_ -> {})), VTPM.chain(), List.of())))
        .containsExactlyInAnyOrder("azure.runtime-data", CRL);
    // filling that is not zero
    var filled =
        VTPM.hclReport(HclReportFields.SNP)
            .around(
                data ->
                    PROCESSOR.report(data.slice(0, 63).concat(Bytes.utf8("x")), _ -> {}).report());
    assertThat(codes(with(read(filled, quote(_ -> {})), VTPM.chain(), List.of())))
        .containsExactlyInAnyOrder("azure.runtime-data", CRL);
  }

  @Test
  void anotherAzure() throws Exception {
    var foreign = AzureVtpm.create(AzureHierarchy.create(RANDOM, NOT_BEFORE), RANDOM, NOT_BEFORE);
    var evidence = with(good(), foreign.chain(), List.of());
    assertThat(codes(evidence)).containsExactlyInAnyOrder("azure.ak-key", "chain.root-profile");
  }

  @Test
  void aGuestOnTdxIsAuthentic() throws Exception {
    var td = new TdReportFields();
    var log = SimulatedEventLog.tpm();
    for (int pcr = 0; pcr < 8; pcr++) {
      log.event(pcr, SimulatedEventLog.EV_SEPARATOR, Bytes.zeros(4));
    }
    var hcl = VTPM.hclReport(HclReportFields.TDX).around(data -> td.reportData(data).tdReport());
    var quote =
        quote(
            fields -> {
              for (int pcr = 0; pcr < 8; pcr++) {
                fields.pcr(pcr, log.register(pcr));
              }
            });
    var fields =
        AzureEvidenceFields.tdx(hcl, quote, PLATFORM.sign(QuoteFields.tdx4(td)))
            .with(VTPM.chain())
            .withEventLog(log.toBytes());
    var published = IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW).sign().toJson();
    var collateral =
        new AzureCollateral(
            new Issuers(List.of(AZURE.root().certificate())),
            new Revocation.NotGiven(),
            List.of(DcapCollateral.ofJson(published)));
    assertThat(codes(AzureEvidence.read(fields.attestedTls()), collateral)).containsExactly(CRL);
    assertThat(codes(AzureEvidence.read(fields.confidentialContainers()), collateral))
        .containsExactly("azure.ak-provenance");
    var other = PLATFORM.sign(QuoteFields.tdx4(td.reportData(Bytes.zeros(64))));
    var swapped = AzureEvidenceFields.tdx(hcl, quote, other).with(VTPM.chain());
    assertThat(codes(AzureEvidence.read(swapped.attestedTls()), collateral))
        .containsExactlyInAnyOrder("azure.runtime-data", CRL);
  }
}
