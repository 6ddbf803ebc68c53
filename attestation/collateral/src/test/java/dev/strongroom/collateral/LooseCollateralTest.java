package dev.strongroom.collateral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.simulator.intel.IntelCollateralFields;
import dev.strongroom.simulator.intel.IntelHierarchy;
import dev.strongroom.simulator.intel.IntelPlatform;
import dev.strongroom.simulator.intel.PckFields;
import dev.strongroom.simulator.intel.QuoteFields;
import dev.strongroom.simulator.intel.TdReportFields;
import dev.strongroom.simulator.vendor.AmdHierarchy;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever sends Evidence may send collateral with it.
@DisplayName("Collateral beside Evidence")
class LooseCollateralTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant FROM = NOW.minus(Duration.ofDays(30));
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final IntelHierarchy INTEL = IntelHierarchy.create(RANDOM, FROM);
  private static final IntelPlatform PLATFORM =
      IntelPlatform.create(INTEL, new PckFields(), RANDOM, FROM);
  private static final Evidence QUOTE =
      new Evidence(
          Scheme.INTEL_TDX,
          PLATFORM.sign(QuoteFields.tdx5Td15(new TdReportFields())),
          Bytes.empty());

  private static IntelCollateralFields fields() {
    return IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW);
  }

  private static IntelCollateralFields outOfDate() {
    return fields().tcbInfo(info -> info.set("tcbLevels.0.tcbStatus", "OutOfDate"));
  }

  private static DcapCollateral read(IntelCollateralFields fields) throws Exception {
    return DcapCollateral.ofJson(fields.sign().toJson());
  }

  private static Collateral bundle(DcapCollateral... dcap) {
    return new Collateral(new Revocation.NotGiven(), List.of(dcap), new Issuers(List.of()));
  }

  private static Collateral beside(IntelCollateralFields sent, Collateral bundle) throws Exception {
    var loose = new LooseCollateral();
    assertThat(loose.takes(sent.sign().toJson())).isTrue();
    return loose.and(bundle, EvaluationSet.Update.STANDARD);
  }

  private static Inspection inspect(Collateral collateral) throws Exception {
    var anchors = TrustAnchors.simulation(List.of(INTEL.rootFingerprint()));
    return EvidenceInspection.inspect(QUOTE, collateral, anchors, NOW);
  }

  // Intel signs TCB info of older evaluation numbers afresh.
  @Test
  void doesNotReplaceTheOperators() throws Exception {
    var older =
        fields()
            .tcbInfo(info -> info.set("tcbEvaluationDataNumber", 12))
            .qeIdentity(identity -> identity.set("tcbEvaluationDataNumber", 12));
    var bundle = bundle(read(outOfDate()));

    var both = beside(older, bundle);

    assertThat(inspect(both).verdict()).isEqualTo(inspect(bundle).verdict());
    assertThat(inspect(beside(older, bundle())).verdict()).isNotEqualTo(inspect(bundle).verdict());
    assertThat(both.dcap()).hasSize(1);
  }

  @Test
  void aPlatformThatTheBundleKnowsInAnotherSetIsKnown() throws Exception {
    var others = List.of(new Collateral.OtherSet("early", read(outOfDate())));
    var bundle =
        new Collateral(
            new Revocation.NotGiven(),
            List.of(),
            new Issuers(List.of()),
            NvidiaCollateral.none(),
            others);

    assertThat(beside(fields(), bundle).dcap()).isEmpty();
  }

  @Test
  void ofSeveralSetsTheNewestDecidesOrTheOneThatWasAskedFor() throws Exception {
    var newer = fields().tcbInfo(info -> info.set("tcbEvaluationDataNumber", 21)).sign().toJson();
    var older = fields().tcbInfo(info -> info.set("tcbEvaluationDataNumber", 12)).sign().toJson();
    for (var files : List.of(List.of(older, newer), List.of(newer, older))) {
      var loose = new LooseCollateral();
      for (var file : files) {
        assertThat(loose.takes(file)).isTrue();
      }

      assertThat(numbers(loose.and(bundle(), EvaluationSet.Update.STANDARD))).containsExactly(21);
      assertThat(numbers(loose.and(bundle(), new EvaluationSet.Pinned(12)))).containsExactly(12);
      var absent = loose.and(bundle(), new EvaluationSet.Pinned(19));
      assertThat(absent.dcap()).isEmpty();
      assertThat(absent.otherSets()).extracting("name").containsExactly("21", "12");
    }
  }

  private static List<Integer> numbers(Collateral collateral) {
    return collateral.dcap().stream().map(one -> one.tcbInfo().tcbEvaluationDataNumber()).toList();
  }

  @Test
  void countsForAPlatformThatTheBundleDoesNotKnow() throws Exception {
    var another = read(outOfDate().tcbInfo(info -> info.set("fmspc", "00906ED50000")));
    var sent = fields();

    assertThat(inspect(beside(sent, bundle(another))).verdict())
        .isEqualTo(inspect(bundle(read(sent))).verdict());
  }

  @Test
  void doesNotHideARevocationByAnOlderListOfTheSameIssuer() throws Exception {
    var another =
        read(
            fields()
                .tcbInfo(info -> info.set("fmspc", "00906ED50000"))
                .pckRevoked(PLATFORM.chain().leaf()));
    var issued = another.pckCrl().thisUpdate();
    var older = fields().pckCrlIssued(issued.minusSeconds(1));
    var newer = fields().pckCrlIssued(issued.plusSeconds(1));

    var both = beside(older, bundle(another));

    assertThat(both.dcap().getLast().pckCrl()).isEqualTo(another.pckCrl());
    assertThat(inspect(both).verdict()).contains("chain.revoked");
    assertThat(beside(newer, bundle(another)).dcap().getLast().pckCrl().thisUpdate())
        .isEqualTo(issued.plusSeconds(1));
  }

  @Test
  void addsItsListsToTheBundles() throws Exception {
    var ark = AmdHierarchy.create(SnpProduct.GENOA, RANDOM, FROM).ark();
    var to = NOW.plus(Duration.ofDays(9));
    var operators =
        RevocationList.ofDer("list", ark.revocationList(FROM, to, List.of(ark.certificate())));
    var older = ark.revocationList(FROM.minusSeconds(9), to, List.of());
    var loose = new LooseCollateral();
    assertThat(loose.takes(older)).isTrue();

    var both =
        loose.and(
            new Collateral(
                new Revocation.Given(List.of(operators)), List.of(), new Issuers(List.of())),
            EvaluationSet.Update.STANDARD);

    assertThat(both.amdRevocation())
        .isEqualTo(new Revocation.Given(List.of(operators, RevocationList.ofDer("list", older))));
  }

  @Test
  void certificatesBesideAzuresEvidenceCompleteItsChains() throws Exception {
    var folder = Vectors.path("cpu/snp/certs/genoa");
    var evidence = Vectors.path("cpu/az-vtpm/snp-genoa-v3/evidence.json");
    var at = Instant.parse("2026-06-01T00:00:00Z");

    var alone = EvidenceFiles.read(List.of(evidence), Bundle.empty());
    var found =
        EvidenceFiles.read(
            List.of(evidence, folder.resolve("ask.der"), folder.resolve("ark.der")),
            Bundle.empty());

    assertThat(verdict(alone, at)).startsWith("rejected: chain.length");
    assertThat(verdict(found, at)).startsWith("authentic");
  }

  private static String verdict(EvidenceFiles.Found found, Instant at) throws Exception {
    var anchors = TrustAnchors.production();
    return EvidenceInspection.inspect(found.evidence(), found.collateral(), anchors, at).verdict();
  }

  @Test
  void anotherVendorsCertificateBesideAQuoteIsRefused() {
    var files =
        List.of(
            Vectors.path("cpu/tdx/v4-gcp-ccel/quote.bin"),
            Vectors.path("cpu/snp/certs/genoa/ask.der"));

    assertThatThrownBy(() -> EvidenceFiles.read(files, Bundle.empty()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("got 'SEV-Genoa' beside a quote, want none or its PCK chain");
  }

  @Test
  void anEventLogIsToldFromReportsAndChains() throws Exception {
    var folder = Vectors.path("cpu/tdx/v4-gcp-ccel");
    var log = folder.resolve("ccel.bin");
    var quote = folder.resolve("quote.bin");

    assertThat(EvidenceFiles.read(List.of(log, quote), Bundle.empty()).eventLog()).isPresent();
    assertThat(EvidenceFiles.read(List.of(quote), Bundle.empty()).eventLog()).isEmpty();
    assertThatThrownBy(() -> EvidenceFiles.read(List.of(log, quote, log), Bundle.empty()))
        .hasMessageContaining("and 2 event logs, want 1 report and at most 1");
    assertThatThrownBy(() -> EvidenceFiles.read(List.of(log), Bundle.empty()))
        .hasMessageContaining("got 0 reports [] and 1 event logs");
  }

  @Test
  void whatIsLongerThanAnythingKnownIsRefusedUnread(@TempDir Path directory) throws Exception {
    var quote = Vectors.path("cpu/tdx/v4-gcp-ccel/quote.bin");
    var long1 = Files.write(directory.resolve("long"), new byte[(1 << 20) + 1]);
    var spaces = " ".repeat((1 << 19) + 1);
    var json = Files.writeString(directory.resolve("azure.json"), "{" + spaces + "}");

    assertThatThrownBy(() -> EvidenceFiles.read(List.of(quote, long1), Bundle.empty()))
        .hasMessageContaining("exceeds 1 MiB");
    assertThatThrownBy(() -> EvidenceFiles.read(List.of(json), Bundle.empty()))
        .hasMessageContaining("exceeds 512 KiB");
  }
}
