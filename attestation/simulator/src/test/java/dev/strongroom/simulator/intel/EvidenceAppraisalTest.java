package dev.strongroom.simulator.intel;

import static dev.strongroom.simulator.intel.Intel.INTEL;
import static dev.strongroom.simulator.intel.Intel.NOW;
import static dev.strongroom.simulator.intel.Intel.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Binding;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.Comparison;
import dev.strongroom.attestation.appraisal.EvidenceAppraisal;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Session;
import dev.strongroom.attestation.appraisal.SessionNonce;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.policy.PolicyDraft;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What one TDX guest shows, appraised by a policy that was drafted from the same guest.
class EvidenceAppraisalTest {
  private static final TrustAnchors ANCHORS =
      TrustAnchors.simulation(List.of(INTEL.rootFingerprint()));
  private static final SessionNonce NONCE = new SessionNonce(Bytes.utf8("a nonce of this session"));
  private static final Instant NOT_AFTER = NOW.plusSeconds(3600);
  private static final Bytes INIT_DATA = new InitData(Bytes.utf8("ticket").sha384()).document();
  private static final Bytes MEASURED = InitData.hostData(INIT_DATA).concat(Bytes.zeros(16));

  private static TdReportFields td() {
    return new TdReportFields()
        .mrConfigId(MEASURED)
        .reportData(NONCE.value().concat(Bytes.zeros(64 - NONCE.value().length())));
  }

  private static Evidence evidence(TdReportFields td) {
    return new Evidence(Scheme.INTEL_TDX, PLATFORM.sign(QuoteFields.tdx5Td15(td)), Bytes.empty());
  }

  private static Collateral collateral(IntelCollateralFields fields) throws MalformedException {
    var dcap = List.of(DcapCollateral.ofJson(fields.sign().toJson()));
    return new Collateral(new Revocation.NotGiven(), dcap, new Issuers(List.of()));
  }

  private static Collateral collateral() throws MalformedException {
    return collateral(IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW));
  }

  private static PolicyDocument draft() throws MalformedException {
    var seen = EvidenceInspection.inspect(evidence(td()), collateral(), ANCHORS, NOW);
    return PolicyDraft.from(seen.claims().orElseThrow(), "first", NOT_AFTER);
  }

  private static Optional<AppliedPolicy> applied(PolicyDocument document)
      throws MalformedException {
    return Optional.of(new AppliedPolicy(Policy.compile(document), List.of()));
  }

  private static AttestationResult<ClaimsTree> appraise(
      Evidence cpu, Bytes initData, Optional<Envelope> ticket, Optional<AppliedPolicy> policy)
      throws MalformedException {
    return EvidenceAppraisal.appraise(
        new EvidenceSet(cpu, initData, List.of()),
        new Session(NONCE, Optional.empty(), ticket, new Binding.None()),
        policy,
        collateral(),
        ANCHORS,
        NOW);
  }

  private static AttestationResult<ClaimsTree> appraise(Evidence cpu, Bytes initData)
      throws MalformedException {
    return appraise(cpu, initData, Optional.empty(), applied(draft()));
  }

  private static List<String> codes(AttestationResult<?> result) {
    return result.findings().stream().map(finding -> finding.rule().code()).toList();
  }

  @Test
  void aGuestThatItsPolicyWasDraftedFromIsAffirmed() throws Exception {
    var result = appraise(evidence(td()), INIT_DATA);

    assertThat(result).isInstanceOf(AttestationResult.Affirming.class);
    assertThat(result.appraisedAt()).isEqualTo(NOW);
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17
  @Test
  void aLateQuotingEnclaveDoesNotHideThatSoftwareMustBeHardened() throws Exception {
    var seen = draft();
    var bearsLateness =
        new PolicyDocument(
            seen.name(),
            seen.version(),
            seen.notAfter(),
            seen.profile(),
            seen.schemes(),
            seen.products(),
            seen.platforms(),
            365,
            seen.accelerators(),
            seen.pins(),
            List.of("dcap.tcb.out-of-date-grace"),
            List.of(),
            List.of());
    var late = EnclaveReportFields.quotingEnclave(PcsDocument.quotingSigner("TD_QE"), 2, 7);
    var quote = PLATFORM.sign(QuoteFields.tdx5Td15(td()).qeReport(late));
    var fields =
        IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW)
            .tcbInfo(i -> i.set("tcbLevels.0.tcbStatus", "SWHardeningNeeded"))
            .qeIdentity(i -> i.set("tcbLevels.1.tcbDate", "2026-05-13T00:00:00Z"));

    var result =
        EvidenceAppraisal.appraise(
            new EvidenceSet(
                new Evidence(Scheme.INTEL_TDX, quote, Bytes.empty()), INIT_DATA, List.of()),
            new Session(NONCE, Optional.empty(), Optional.empty(), new Binding.None()),
            applied(bearsLateness),
            collateral(fields),
            ANCHORS,
            NOW);

    assertThat(codes(result))
        .containsExactlyInAnyOrder(
            "dcap.tcb.out-of-date-grace",
            "dcap.tcb.sw-hardening-needed",
            "policy.warning-unaccepted");
    assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
  }

  // spec: RFC 9334 8.5
  @Test
  void withoutAPolicyNothingIsAccepted() throws Exception {
    var result = appraise(evidence(td()), INIT_DATA, Optional.empty(), Optional.empty());

    assertThat(codes(result)).containsExactly("policy.absent");
    assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
  }

  @Test
  void anotherKernelUnderTheSameFirmwareIsFound() throws Exception {
    for (int register = 0; register < 3; register++) {
      var other = td().rtmr(register, Bytes.utf8("another kernel").sha384());

      assertThat(codes(appraise(evidence(other), INIT_DATA))).containsExactly("policy.pin");
    }
  }

  @Test
  void anotherNonceIsFound() throws Exception {
    var other = td().reportData(Bytes.utf8("another").sha384().concat(Bytes.zeros(16)));

    assertThat(codes(appraise(evidence(other), INIT_DATA))).containsExactly("dcap.report-data");
  }

  // spec: RFC 9711 4.1 (entropy)
  @Test
  void aNonceOfZerosCannotBeAskedFor() {
    assertThatThrownBy(() -> new SessionNonce(Bytes.zeros(64)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SessionNonce(Bytes.utf8("short")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Session(
                    NONCE, Optional.of(Bytes.zeros(32)), Optional.empty(), new Binding.None()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void initDataThatTheGuestDidNotMeasureIsFound() throws Exception {
    var other = new InitData(Bytes.utf8("another").sha384()).document();

    assertThat(codes(appraise(evidence(td()), other))).containsExactly("node.init-data");
  }

  @Test
  void aMeasurementThatOnlyBeginsWithTheDigestIsFound() throws Exception {
    var longer = InitData.hostData(INIT_DATA).concat(Bytes.utf8("0123456789abcdef"));

    assertThat(codes(appraise(evidence(td().mrConfigId(longer)), INIT_DATA)))
        .containsExactly("node.init-data", "policy.pin");
  }

  @Test
  void aTicketThatTheInitDataDoesNotNameIsFound() throws Exception {
    var ticket =
        Optional.of(
            new Envelope(
                "application/vnd.strongroom.ticket.v1+json",
                Bytes.utf8("{}"),
                List.of(new Envelope.Signature("", Bytes.utf8("none")))));

    assertThat(codes(appraise(evidence(td()), INIT_DATA, ticket, applied(draft()))))
        .containsExactly("node.ticket");
    assertThat(codes(appraise(evidence(td()), Bytes.empty(), ticket, applied(draft()))))
        .containsExactly("node.ticket");
  }

  @Test
  void anAcceleratorInPlaceOfTheCpuIsFoundAndOneWithoutNonceIsRefused() throws Exception {
    var gpu = new Evidence(Scheme.NVIDIA_GPU, Bytes.zeros(64), Bytes.empty());

    assertThat(codes(appraise(gpu, Bytes.empty()))).containsExactly("node.cpu-scheme");
    var set = new EvidenceSet(evidence(td()), Bytes.empty(), List.of(gpu));
    assertThatThrownBy(
            () ->
                EvidenceAppraisal.appraise(
                    set,
                    new Session(NONCE, Optional.empty(), Optional.empty(), new Binding.None()),
                    applied(draft()),
                    collateral(),
                    ANCHORS,
                    NOW))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("deviceNonce");
  }

  @Test
  void evidenceThatIsNotAuthenticClaimsNothing() throws Exception {
    var elsewhere = IntelHierarchy.create(Intel.RANDOM, Intel.NOT_BEFORE);
    var foreign = IntelPlatform.create(elsewhere, new PckFields(), Intel.RANDOM, Intel.NOT_BEFORE);
    var quote = foreign.sign(QuoteFields.tdx5Td15(td()));

    var result = appraise(new Evidence(Scheme.INTEL_TDX, quote, Bytes.empty()), INIT_DATA);

    assertThat(codes(result)).containsExactly("chain.root-profile");
    assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
  }

  @Test
  void aLookWithNonceAndPolicyCanBeAffirming() throws Exception {
    var seen =
        EvidenceInspection.inspect(
            evidence(td()),
            Comparison.of(Optional.of(NONCE), applied(draft())),
            collateral(),
            ANCHORS,
            NOW);

    assertThat(seen.verdict()).isEqualTo("authentic, affirming");
    assertThat(seen.simulated()).isTrue();
    assertThat(draft().profile()).isEqualTo(Profile.SIMULATION);
  }

  @Test
  void theGraceOfThePolicyCountsAndItsWarningStillWantsToBeAccepted() throws Exception {
    var none = draft().toJson().utf8();
    var year = none.replace("\"tcbGraceDays\":0", "\"tcbGraceDays\":365");
    var accepted =
        year.replace(
            "\"acceptedWarnings\":[\"dcap.tcb.forecast\"]",
            "\"acceptedWarnings\":[\"dcap.tcb.out-of-date-grace\"]");

    assertThat(codesOutOfDate(none)).contains("dcap.tcb.out-of-date");
    assertThat(codesOutOfDate(year))
        .contains("dcap.tcb.out-of-date-grace", "policy.warning-unaccepted")
        .doesNotContain("dcap.tcb.out-of-date");
    assertThat(codesOutOfDate(accepted))
        .contains("dcap.tcb.out-of-date-grace")
        .doesNotContain("policy.warning-unaccepted");
  }

  /// What a policy says of a platform whose level Intel calls out of date since May.
  private static List<String> codesOutOfDate(String policy) throws MalformedException {
    var outOfDate =
        IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW)
            .tcbInfo(info -> info.set("tcbLevels.0.tcbStatus", "OutOfDate"));
    return codes(
        EvidenceAppraisal.appraise(
            new EvidenceSet(evidence(td()), INIT_DATA, List.of()),
            new Session(NONCE, Optional.empty(), Optional.empty(), new Binding.None()),
            applied(PolicyDocument.parse(Bytes.utf8(policy))),
            collateral(outOfDate),
            ANCHORS,
            NOW));
  }
}
