package dev.strongroom.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A look at one piece of Evidence")
@Tag("vectors")
class EvidenceInspectionTest {
  private static final String RECOVERY = "cpu/tdx/v5-tcb-recovery-pair/";
  private static final Instant RECOVERED = Instant.parse("2026-03-01T00:00:00Z");
  private static final String ALWAYS = " session.not-compared policy.not-compared";

  private static Inspection inspect(String report, Collateral collateral, Instant at)
      throws MalformedException {
    var bytes = Vectors.read(report);
    var evidence = new Evidence(EvidenceFormat.detect(bytes), bytes, Bytes.empty());
    return EvidenceInspection.inspect(evidence, collateral, TrustAnchors.production(), at);
  }

  private static Collateral intel(String... bundles) throws MalformedException {
    var dcap = new ArrayList<DcapCollateral>();
    for (var bundle : bundles) {
      dcap.add(DcapCollateral.ofJson(Vectors.read(bundle)));
    }
    return new Collateral(new Revocation.NotGiven(), dcap, new Issuers(List.of()));
  }

  @Test
  void ratesATdxQuoteByTheCollateralOfItsPlatform() throws Exception {
    var others = "cpu/tdx/v4-gcp-uptodate-eval19/collateral.json";
    var own = RECOVERY + "collateral-eval18-outofdate.json";
    var seen = inspect(RECOVERY + "quote.bin", intel(others, own), RECOVERED);

    assertThat(seen.verdict())
        .isEqualTo("authentic, contraindicated: dcap.tcb.out-of-date tdx.service-td" + ALWAYS);
    var fields =
        seen.fields().stream()
            .collect(Collectors.toMap(Inspection.Field::name, Inspection.Field::value));
    assertThat(fields)
        .containsEntry("TCB status", "OutOfDate")
        .containsEntry("FMSPC", "90c06f000000")
        .containsEntry("tcbEvaluationDataNumber", "18");
  }

  @Test
  void rejectsAQuoteWithoutCollateralForThatAlone() throws Exception {
    assertThat(inspect(RECOVERY + "quote.bin", Collateral.none(), RECOVERED).verdict())
        .isEqualTo("rejected: dcap.collateral-absent" + ALWAYS);
    var others = intel("cpu/tdx/v4-gcp-uptodate-eval19/collateral.json");
    assertThat(inspect(RECOVERY + "quote.bin", others, RECOVERED).authentic()).isFalse();
  }

  @Test
  void looksAtSgxQuotesAndAzureMachines() throws Exception {
    var sgx = "cpu/sgx/v3-config-and-swhardening/";
    assertThat(
            inspect(
                    sgx + "quote.bin",
                    intel(sgx + "collateral.json"),
                    Instant.parse("2025-07-01T00:00:00Z"))
                .verdict())
        .startsWith("authentic, warning: dcap.tcb.configuration-and-sw-hardening");

    var roots = "cpu/az-vtpm/roots/azure-virtual-tpm-root-2023.pem";
    var root = CertificateChain.parse(Vectors.read(roots)).root();
    var azure = "cpu/az-vtpm/tdx-ak-chain/";
    var dcap = intel(azure + "collateral.json").dcap();
    var collateral = new Collateral(new Revocation.NotGiven(), dcap, new Issuers(List.of(root)));
    var seen = inspect(azure + "evidence.json", collateral, Instant.parse("2026-06-15T00:00:00Z"));
    assertThat(seen.verdict()).isEqualTo("authentic, warning: azure.ak-crl.absent" + ALWAYS);
  }

  private static Inspection withLog(String report, String log, Collateral collateral)
      throws MalformedException {
    var bytes = Vectors.read(report);
    return EvidenceInspection.inspect(
        new Evidence(EvidenceFormat.detect(bytes), bytes, Bytes.empty()),
        new Comparison(
            Optional.empty(), Optional.empty(), Optional.of(EventLog.parse(Vectors.read(log)))),
        collateral,
        TrustAnchors.production(),
        Instant.parse("2026-02-10T00:00:00Z"));
  }

  @Test
  void anEventLogMustExplainEveryRegister() throws Exception {
    var quote = "cpu/tdx/v4-gcp-ccel/quote.bin";
    var collateral = intel("cpu/tdx/v4-gcp-ccel/collateral-eval18.json");

    var own = withLog(quote, "cpu/tdx/v4-gcp-ccel/ccel.bin", collateral);
    var other = withLog(quote, "cpu/tdx/v4-ccel-live/ccel-matching.bin", collateral);

    assertThat(own.verdict())
        .isEqualTo("authentic, contraindicated: dcap.tcb.out-of-date" + ALWAYS);
    assertThat(own.fields())
        .contains(new Inspection.Field("event log vouched for", "43 of 43 events"));
    assertThat(other.verdict())
        .isEqualTo("authentic, contraindicated: dcap.tcb.out-of-date eventlog.mismatch" + ALWAYS);
  }

  @Test
  void anEventLogIsComparedWithAuthenticRegistersOnly() throws Exception {
    var log = "cpu/tdx/v4-gcp-ccel/ccel.bin";
    var seen = withLog("cpu/tdx/v4-gcp-ccel/quote.bin", log, Collateral.none());

    assertThat(seen.verdict()).isEqualTo("rejected: dcap.collateral-absent" + ALWAYS);
    assertThat(seen.fields()).extracting("name").doesNotContain("event log vouched for");
    var sgx = "cpu/sgx/v3-config-and-swhardening/";
    assertThatThrownBy(
            () ->
                EvidenceInspection.inspect(
                    new Evidence(Scheme.INTEL_SGX, Vectors.read(sgx + "quote.bin"), Bytes.empty()),
                    new Comparison(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(EventLog.parse(Vectors.read(log)))),
                    intel(sgx + "collateral.json"),
                    TrustAnchors.production(),
                    Instant.parse("2025-07-01T00:00:00Z")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("this Evidence shows none");
  }

  @Test
  void findingsNameTheCertificateAndTheDocument() throws Exception {
    var json = Vectors.read("cpu/tdx/v4-gcp-ccel/collateral-eval18.json").utf8();
    var signature = "a1ac227ba058227872c0467fe2efe6b75cc92c0d";
    var forged = Bytes.utf8(json.replace(signature, signature.replace("a1", "a2")));
    var dcap = List.of(DcapCollateral.ofJson(forged));
    var collateral = new Collateral(new Revocation.NotGiven(), dcap, new Issuers(List.of()));
    var altered =
        inspect("cpu/tdx/v4-gcp-ccel/quote.bin", collateral, Instant.parse("2026-02-10T00:00:00Z"));
    var late =
        inspect(
            "cpu/tdx/v5-relaunch-advised/quote.bin",
            intel("cpu/tdx/v5-relaunch-advised/collateral.json"),
            Instant.parse("2026-02-10T00:00:00Z"));

    assertThat(late.findings())
        .extracting(Finding::actual)
        .anyMatch(actual -> actual.startsWith("chain[0] 'Intel SGX TCB Signing', valid 2018"));
    assertThat(altered.findings().getFirst().actual())
        .isEqualTo("the signature of the TCB info does not verify");
    assertThat(altered.findings().getFirst().expected())
        .isEqualTo("a signature by chain[0] 'Intel SGX TCB Signing'");
  }

  @Test
  void aQuoteThatLacksItsChainIsMalformed() {
    var quote = Vectors.read(RECOVERY + "quote.bin");
    var cut = quote.slice(0, quote.length() - 1);
    assertThatThrownBy(
            () ->
                EvidenceInspection.inspect(
                    new Evidence(EvidenceFormat.detect(cut), cut, Bytes.empty()),
                    TrustAnchors.production(),
                    RECOVERED))
        .isInstanceOf(MalformedException.class);
  }
}
