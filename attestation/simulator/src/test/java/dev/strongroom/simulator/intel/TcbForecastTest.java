package dev.strongroom.simulator.intel;

import static dev.strongroom.simulator.intel.Intel.INTEL;
import static dev.strongroom.simulator.intel.Intel.NOW;
import static dev.strongroom.simulator.intel.Intel.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What Intel's other sets of TCB data would make of a machine, beside the one that decides.
class TcbForecastTest {
  private static final String FIELD = "TCB status by set early";

  private static DcapCollateral signed(IntelCollateralFields fields) throws MalformedException {
    return DcapCollateral.ofJson(fields.sign().toJson());
  }

  private static IntelCollateralFields fields() {
    return IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW);
  }

  private static IntelCollateralFields recovered() {
    return fields()
        .tcbInfo(TcbForecastTest::recover)
        .qeIdentity(identity -> identity.set("tcbEvaluationDataNumber", 21));
  }

  private static void recover(PcsDocument info) {
    info.set("tcbEvaluationDataNumber", 21)
        .set("tcbLevels.0.tcbDate", "2026-11-11T00:00:00Z")
        .set("tcbLevels.0.tcb.sgxtcbcomponents.0.svn", 5);
  }

  private static Inspection inspect(IntelCollateralFields deciding, IntelCollateralFields early)
      throws MalformedException {
    var collateral =
        new Collateral(
            new Revocation.NotGiven(),
            List.of(signed(deciding)),
            new Issuers(List.of()),
            NvidiaCollateral.none(),
            List.of(new Collateral.OtherSet("early", signed(early))));
    var report = PLATFORM.sign(QuoteFields.tdx5Td15(new TdReportFields()));
    var anchors = TrustAnchors.simulation(List.of(INTEL.rootFingerprint()));
    return EvidenceInspection.inspect(
        new Evidence(Scheme.INTEL_TDX, report, Bytes.empty()), collateral, anchors, NOW);
  }

  private static List<String> said(Inspection inspection) {
    return inspection.fields().stream()
        .filter(field -> field.name().equals(FIELD))
        .map(Inspection.Field::value)
        .toList();
  }

  private static List<Finding> forecast(Inspection inspection) {
    return inspection.findings().stream()
        .filter(finding -> finding.rule() == DcapRule.TCB_FORECAST)
        .toList();
  }

  @Test
  void aLaterSetThatRatesTheMachineWorseIsForecastWithItsDay() throws Exception {
    var inspection = inspect(fields(), recovered());

    assertThat(inspection.authentic()).isTrue();
    assertThat(said(inspection)).containsExactly("OutOfDate (evaluation data number 21)");
    assertThat(forecast(inspection))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.expected()).isEqualTo("UpToDate, as by the set in force (20)");
              assertThat(finding.actual()).isEqualTo("OutOfDate by early (21)");
              assertThat(finding.nextStep())
                  .startsWith(
                      "By about 2027-11-11, 12 months after the TCB recovery of 2026-11-11: SGX TCB"
                          + " component 1 (Early Microcode Update) 4 < 5");
            });
    assertThat(inspection.tcb().orElseThrow().evaluationDataNumber()).isEqualTo(20);
  }

  @Test
  void aSetThatIsNotLaterForecastsNothing() throws Exception {
    var inspection = inspect(recovered(), fields());

    assertThat(said(inspection)).containsExactly("UpToDate (evaluation data number 20)");
    assertThat(forecast(inspection)).isEmpty();
  }

  @Test
  void aSetOfAnotherTimeIsNotBelieved() throws Exception {
    Consumer<PcsDocument> old = document -> document.issued(NOW.minus(Duration.ofDays(60)));

    var inspection = inspect(fields(), recovered().tcbInfo(old));

    assertThat(said(inspection))
        .singleElement()
        .asString()
        .startsWith("not known: dcap.collateral");
    assertThat(forecast(inspection)).isEmpty();
    assertThat(inspection.authentic()).isTrue();
  }

  @Test
  void aSetThatSomebodyElseSignedIsNotBelieved() throws Exception {
    var inspection = inspect(fields(), recovered().signer(INTEL.platformCa()));

    assertThat(said(inspection)).singleElement().asString().startsWith("not known: ");
    assertThat(forecast(inspection)).isEmpty();
  }

  @Test
  void aSetOfAnotherKindOfMachineIsPassedOver() throws Exception {
    Consumer<PcsDocument> foreign = info -> info.set("fmspc", "00806F050000");

    var inspection = inspect(fields(), recovered().tcbInfo(foreign));

    assertThat(said(inspection)).isEmpty();
    assertThat(forecast(inspection)).isEmpty();
  }
}
