package dev.strongroom.attestation.scheme.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbOutlook;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPlatform;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbStatus;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class TcbOutlookTest {
  private static final String FOLDER = "tdx/v5-tcb-recovery-pair";
  private static final Instant JULY_2025 = Instant.parse("2025-07-01T00:00:00Z");

  private static DcapCollateral collateral17() throws MalformedException {
    return GenuineDcap.files(
        FOLDER + "/tcbinfo-eval17-uptodate.json",
        FOLDER + "/qe-identity-eval17.json",
        Vectors.read(GenuineDcap.ROOT_CRL_2025),
        GenuineDcap.member("tdx/v4-uptodate-eval17/collateral.json", "pck_crl"));
  }

  private static TcbPlatform platform() throws MalformedException {
    return GenuineDcap.verified(GenuineDcap.quote(FOLDER), collateral17(), JULY_2025)
        .evidence()
        .platform();
  }

  private static TcbOutlook.TcbSet set17(String name) throws MalformedException {
    return set(name, collateral17(), JULY_2025);
  }

  private static TcbOutlook.TcbSet set18(String name) throws MalformedException {
    var collateral = GenuineDcap.bundle(FOLDER + "/collateral-eval18-outofdate.json");
    return set(name, collateral, GenuineDcap.EARLY_2026);
  }

  private static TcbOutlook.TcbSet foreign(String name) throws MalformedException {
    var collateral = GenuineDcap.bundle("tdx/v4-gcp-uptodate-eval19/collateral.json");
    return set(name, collateral, Instant.parse("2026-07-15T00:00:00Z"));
  }

  /// Two sets that hold at one time are not among the vectors: each is verified at its own.
  private static TcbOutlook.TcbSet set(String name, DcapCollateral collateral, Instant at) {
    var anchors = TrustAnchors.production();
    if (DcapVerifier.verifyTcbInfo(collateral, anchors, at) instanceof Verified<TcbInfo> info
        && DcapVerifier.verifyQeIdentity(collateral, anchors, at)
            instanceof Verified<QeIdentity> identity) {
      return new TcbOutlook.TcbSet(name, info, identity);
    }
    throw new AssertionError("genuine collateral was rejected");
  }

  @Test
  @DisplayName("a set in force that is the later one warns of nothing")
  void warnsOfLaterSetsOnly() throws Exception {
    var platform = platform();
    var outlook = TcbOutlook.of(platform, set18("standard"), List.of(set17("pinned")));
    assertThat(outlook.current().status()).isEqualTo(TcbStatus.OUT_OF_DATE);
    assertThat(outlook.entries().getLast().evaluation().status()).isEqualTo(TcbStatus.UP_TO_DATE);
    assertThat(outlook.forecast()).isEmpty();
  }

  @Test
  @DisplayName("a node that is up to date today is warned before the early set is promoted")
  void warnsBeforeAPromotionDemotes() throws Exception {
    var outlook = TcbOutlook.of(platform(), set17("standard"), List.of(set18("early")));
    assertThat(outlook.current().status()).isEqualTo(TcbStatus.UP_TO_DATE);
    var finding = outlook.forecast().getFirst();
    assertThat(finding.rule()).isEqualTo(DcapRule.TCB_FORECAST);
    assertThat(finding.expected()).isEqualTo("UpToDate, as by standard (17)");
    assertThat(finding.actual()).isEqualTo("OutOfDate by early (18)");
    assertThat(finding.nextStep())
        .contains("SEAM SVN 5 < 6", "update the TDX module", "INTEL-SA-01036")
        .doesNotContain("days behind");
  }

  @Test
  @DisplayName("a later set of another kind of platform is a warning, not a comparison")
  void warnsOfSetsThatDoNotFit() throws Exception {
    var outlook = TcbOutlook.of(platform(), set17("standard"), List.of(foreign("early")));
    assertThat(outlook.forecast().getFirst().actual()).startsWith("dcap.fmspc");
  }

  @Test
  void setsHaveNamesOfTheirOwn() throws Exception {
    var platform = platform();
    var set = set17("a");
    assertThatThrownBy(() -> TcbOutlook.of(platform, set, List.of(set)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
