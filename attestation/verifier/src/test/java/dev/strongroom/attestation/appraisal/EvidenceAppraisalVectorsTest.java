package dev.strongroom.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDraft;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What genuine machines show, appraised as a whole.
@Tag("vectors")
class EvidenceAppraisalVectorsTest {
  private static final String GENOA = "genoa-v5-bergamo-siena-model-a0";
  private static final TrustAnchors ANCHORS = TrustAnchors.production();

  private static Evidence cpu() throws MalformedException {
    return Genuine.snp(GENOA, GENOA + "/vcek.der", "genoa/ask");
  }

  private static Evidence gpu() {
    return Genuine.hopper("h100-550.90.07");
  }

  private static Session session() throws MalformedException {
    var carried = SnpReport.parse(cpu().report()).reportData();
    var asked = NvidiaReport.parse(gpu().report()).nonce();
    return new Session(
        new SessionNonce(carried), Optional.of(asked), Optional.empty(), new Binding.None());
  }

  private static Optional<AppliedPolicy> drafted() throws MalformedException {
    var seen = EvidenceInspection.inspect(cpu(), ANCHORS, Genuine.MID_2026);
    var end = Genuine.MID_2026.plusSeconds(60);
    var policy = Policy.compile(PolicyDraft.from(seen.claims().orElseThrow(), "first", end));
    return Optional.of(new AppliedPolicy(policy, List.of()));
  }

  private static AttestationResult<ClaimsTree> appraise(
      EvidenceSet evidence, Session session, Optional<AppliedPolicy> policy)
      throws MalformedException {
    return EvidenceAppraisal.appraise(
        evidence, session, policy, Collateral.none(), ANCHORS, Genuine.MID_2026);
  }

  private static List<String> codes(AttestationResult<?> result) {
    return result.findings().stream().map(finding -> finding.rule().code()).toList();
  }

  private static EvidenceSet alone() throws MalformedException {
    return new EvidenceSet(cpu(), Bytes.empty(), List.of());
  }

  @Test
  void withoutAPolicyNothingIsAccepted() throws Exception {
    var result = appraise(alone(), session(), Optional.empty());

    assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
    assertThat(codes(result)).containsExactly("snp.crl.absent", "policy.absent");
    assertThat(result.appraisedAt()).isEqualTo(Genuine.MID_2026);
  }

  @Test
  void aPolicyIsComparedWithAllThatIsShown() throws Exception {
    var bare = appraise(alone(), session(), drafted());
    var withGpu =
        appraise(new EvidenceSet(cpu(), Bytes.empty(), List.of(gpu())), session(), drafted());

    assertThat(codes(bare))
        .containsExactly(
            "snp.crl.absent",
            "policy.unpinned",
            "policy.unpinned",
            "policy.unpinned",
            "policy.warning-unaccepted");
    assertThat(codes(withGpu))
        .contains("node.device-unbound", "nvidia.rim.absent", "policy.accelerators")
        .doesNotContain("nvidia.nonce", "snp.report-data");
    assertThat(withGpu.findings())
        .filteredOn(finding -> finding.rule().code().equals("node.device-unbound"))
        .extracting(Finding::actual)
        .containsExactly("devices[0]: a nonce alone, which any machine's accelerator answers");
  }

  @Test
  void noncesOfAnotherSessionAreFound() throws Exception {
    var other = new SessionNonce(Bytes.utf8("another session"));
    var nonce = session().deviceNonce().orElseThrow();
    var session =
        new Session(other, Optional.of(nonce.sha256()), Optional.empty(), new Binding.None());
    var result =
        appraise(new EvidenceSet(cpu(), Bytes.empty(), List.of(gpu())), session, drafted());

    assertThat(codes(result)).contains("snp.report-data", "nvidia.nonce");
  }

  @Test
  void eachPieceHasItsPlace() throws Exception {
    var swapped =
        appraise(new EvidenceSet(gpu(), Bytes.empty(), List.of(cpu())), session(), drafted());

    assertThat(codes(swapped)).containsExactly("node.cpu-scheme", "node.device-scheme");
    assertThat(swapped.findings().getLast().actual()).isEqualTo("devices[0]: amd-sev-snp");
  }

  @Test
  void devicesWantANonce() throws Exception {
    var without =
        new Session(session().nonce(), Optional.empty(), Optional.empty(), new Binding.None());
    var evidence = new EvidenceSet(cpu(), Bytes.empty(), List.of(gpu()));

    assertThatThrownBy(() -> appraise(evidence, without, drafted()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("is needed where devices are shown");
  }

  private static Envelope ticket() {
    return SigningKey.generate(new SecureRandom()).sign(Ticket.PAYLOAD_TYPE, Bytes.utf8("{}"));
  }

  @Test
  void initDataThatWasNotMeasuredSaysNothing() throws Exception {
    var initData = new InitData(Bytes.utf8("ticket").sha384()).document();
    var bound =
        new Session(session().nonce(), Optional.empty(), Optional.of(ticket()), new Binding.None());

    var other = appraise(new EvidenceSet(cpu(), initData, List.of()), bound, drafted());
    var none = appraise(alone(), bound, drafted());

    assertThat(codes(other)).contains("node.init-data").doesNotContain("node.ticket");
    assertThat(none.findings())
        .filteredOn(finding -> finding.rule().code().equals("node.ticket"))
        .extracting(Finding::expected)
        .containsExactly("init-data that names it");
    assertThat(codes(none)).doesNotContain("node.init-data");
  }

  @Test
  void noncesAreOfTheirLengthsAndNeverZero() {
    for (int length : new int[] {8, 64}) {
      var nonce = new SessionNonce(Bytes.utf8("n".repeat(length)));
      assertThat(nonce.reportData().length()).isEqualTo(64);
      assertThat(nonce.reportData().slice(0, length)).isEqualTo(nonce.value());
      assertThat(nonce.reportData().slice(length, 64).isZero()).isTrue();
    }
    for (var wrong :
        List.of(Bytes.utf8("n".repeat(7)), Bytes.utf8("n".repeat(65)), Bytes.zeros(8))) {
      assertThatThrownBy(() -> new SessionNonce(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    var nonce = new SessionNonce(Bytes.utf8("a session"));
    for (var wrong : List.of(Bytes.utf8("n".repeat(31)), Bytes.zeros(32))) {
      assertThatThrownBy(
              () -> new Session(nonce, Optional.of(wrong), Optional.empty(), new Binding.None()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
