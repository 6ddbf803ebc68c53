package dev.strongroom.broker.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.token.EarResult;
import dev.strongroom.attestation.token.EarStatus;
import dev.strongroom.attestation.token.EarToken;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.testing.Guests;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.appraisal.AppraisalRequest;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Appraisals for Relying Parties")
class AppraisalsTest {
  private static final SigningKey KEY = SigningKey.generate(Site.RANDOM);
  private static final Instant NOW = Guests.MADE;
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Bytes NONCE = Bytes.utf8("a nonce of the relying party");
  private static final TrustAnchors ANCHORS = TrustAnchors.simulation(Guests.roots());

  private static final CollateralAtHand EVERYTHING = _ -> everything();
  private static final List<Envelope> REFERENCES = List.of(Guests.references());

  private static Collateral everything() {
    try {
      return Bundle.of(Guests.materials()).collateral(EvaluationSet.Update.STANDARD);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Appraisals appraisals(
      CollateralAtHand collateral, List<Envelope> references, Instant now) throws Exception {
    var identity = new BrokerIdentity(Profile.SIMULATION, "verifier-1");
    return new Appraisals(
        ANCHORS,
        AppraisalPolicies.of(Guests.policies(), Profile.SIMULATION),
        collateral,
        () -> references,
        new ResultSigner(identity, KEY, LIFE),
        new Turns(1, Duration.ZERO),
        InstantSource.fixed(now));
  }

  private static EarResult appraise(AppraisalRequest request) throws Exception {
    return appraise(request, NOW);
  }

  private static EarResult appraise(AppraisalRequest request, Instant now) throws Exception {
    return appraise(request, EVERYTHING, REFERENCES, now);
  }

  private static EarResult appraise(
      AppraisalRequest request, CollateralAtHand collateral, List<Envelope> references, Instant now)
      throws Exception {
    var token = appraisals(collateral, references, now).appraise(request).ear();
    return EarToken.verify(token, "verifier-1", KEY.publicKey(), request.nonce(), now);
  }

  private static List<String> codes(EarResult result) {
    return result.submods().values().stream()
        .flatMap(part -> part.findings().stream())
        .map(EarResult.Said::code)
        .distinct()
        .toList();
  }

  @Test
  void affirmATdxGuestThatItsPolicyAccepts() throws Exception {
    var result = appraise(Guests.tdx(NONCE));

    assertThat(codes(result)).isEmpty();
    assertThat(result.status()).isEqualTo(EarStatus.AFFIRMING);
    assertThat(result.submods()).containsOnlyKeys("cpu");
    assertThat(Guests.part(result, "cpu").policyId()).isEqualTo("tdx/1");
    assertThat(result.profile()).isEqualTo(Profile.SIMULATION);
    assertThat(result.issuedAt()).isEqualTo(NOW.truncatedTo(ChronoUnit.SECONDS));
    assertThat(result.expiresAt()).isEqualTo(result.issuedAt().plus(LIFE));
  }

  @Test
  void affirmTheCpuOfAnSnpGuestAndTellAcceptedWarningsOfItsAccelerator() throws Exception {
    var result = appraise(Guests.snp(NONCE));

    assertThat(result.submods()).containsOnlyKeys("cpu", "gpu");
    assertThat(Guests.part(result, "cpu").status()).isEqualTo(EarStatus.AFFIRMING);
    assertThat(Guests.part(result, "gpu").status()).isEqualTo(EarStatus.WARNING);
    assertThat(codes(result))
        .containsExactly("nvidia.rim.absent", "nvidia.ocsp.absent", "node.device-unbound");
    assertThat(Guests.part(result, "gpu").policyId()).isEqualTo("snp-h100/3");
  }

  @Test
  @DisplayName("sign a refusal too, with every finding")
  void signARefusalTooWithEveryFinding() throws Exception {
    var result = appraise(Guests.snp(NONCE, fields -> fields.policy(0xb0000)));

    assertThat(result.status()).isEqualTo(EarStatus.CONTRAINDICATED);
    assertThat(codes(result)).contains("snp.debug", "policy.no-debug");
    assertThat(Guests.part(result, "cpu").findings())
        .allSatisfy(said -> assertThat(said.advice()).isNotBlank());
  }

  @Test
  void findEvidenceOfAnotherSession() throws Exception {
    var other = Guests.tdx(Bytes.utf8("a nonce of somebody else"));
    var request =
        new AppraisalRequest(
            other.evidence(),
            NONCE,
            other.deviceNonce(),
            AppraisalRequest.Binding.NONE,
            other.ticket(),
            other.policy());

    var result = appraise(request);

    assertThat(codes(result)).containsExactly("dcap.report-data");
    assertThat(result.nonce()).isEqualTo(NONCE);
  }

  @Test
  void findThatTheWorkloadIsUnknownWithoutItsTicket() throws Exception {
    var whole = Guests.tdx(NONCE);
    var request =
        new AppraisalRequest(
            whole.evidence(),
            NONCE,
            Bytes.empty(),
            AppraisalRequest.Binding.NONE,
            Bytes.empty(),
            whole.policy());

    assertThat(codes(appraise(request))).containsExactly("policy.pin");
  }

  @Test
  void findThatReferenceValuesOrCollateralAreMissing() throws Exception {
    CollateralAtHand nothing = _ -> Collateral.none();

    assertThat(codes(appraise(Guests.tdx(NONCE), nothing, List.of(), NOW)))
        .contains("dcap.collateral-absent");
    assertThat(codes(appraise(Guests.snp(NONCE), nothing, List.of(), NOW)))
        .contains("policy.reference-absent", "snp.crl.absent");
  }

  @Test
  void findCollateralThatHasGrownOldHoweverLongItIsKept() throws Exception {
    var result = appraise(Guests.tdx(NONCE), NOW.plus(Duration.ofDays(29)).plusSeconds(1));

    assertThat(result.status()).isEqualTo(EarStatus.CONTRAINDICATED);
    assertThat(codes(result)).contains("dcap.collateral-time", "chain.crl-stale");
  }

  @Test
  void acceptNothingByAPolicyThatHasEnded() throws Exception {
    var end = Guests.snpPolicy().notAfter();

    assertThat(codes(appraise(Guests.tdx(NONCE), end))).containsExactly("policy.expired");
  }

  @Test
  void endWithTheirPolicy() throws Exception {
    var end = Guests.snpPolicy().notAfter();
    var result = appraise(Guests.snp(NONCE), end.minusSeconds(10));

    assertThat(result.expiresAt()).isBeforeOrEqualTo(end);
  }

  @Test
  void giveNoResultWithoutCollateralThatMayBeUsed() throws Exception {
    CollateralAtHand ended =
        _ -> {
          throw new UnavailableException("the broker's collateral ended");
        };

    assertThatThrownBy(() -> appraisals(ended, REFERENCES, NOW).appraise(Guests.tdx(NONCE)))
        .isInstanceOf(UnavailableException.class);
  }

  @Test
  void signNoResultInTheNameOfAPolicyThatIsNotTheirs() throws Exception {
    var known = Guests.tdx(NONCE);
    var request =
        new AppraisalRequest(
            known.evidence(),
            NONCE,
            known.deviceNonce(),
            AppraisalRequest.Binding.NONE,
            known.ticket(),
            "everything-goes");

    var refused =
        catchThrowableOfType(
            RefusedException.class,
            () -> appraisals(EVERYTHING, REFERENCES, NOW).appraise(request));

    assertThat(refused.problem().status()).isEqualTo(404);
    assertThat(refused.problem().code()).isEqualTo("appraisal.policy-unknown");
  }

  @Test
  void signNoResultOverWhatIsNoEvidence() {
    var junk = new Evidence(Scheme.AMD_SEV_SNP, Bytes.utf8("no report"), Bytes.empty());
    var set = new EvidenceSet(junk, Bytes.empty(), List.of());

    assertMalformed(
        new AppraisalRequest(
            set, NONCE, Bytes.empty(), AppraisalRequest.Binding.NONE, Bytes.empty(), Guests.SNP),
        "ATTESTATION_REPORT");
    var good = Guests.snp(NONCE);
    assertMalformed(
        new AppraisalRequest(
            good.evidence(),
            NONCE,
            Bytes.empty(),
            AppraisalRequest.Binding.NONE,
            good.ticket(),
            Guests.SNP),
        "deviceNonce");
    assertMalformed(
        new AppraisalRequest(
            good.evidence(),
            NONCE,
            good.deviceNonce(),
            AppraisalRequest.Binding.NONE,
            Bytes.utf8("{}"),
            Guests.SNP),
        "ticket");
  }

  private static void assertMalformed(AppraisalRequest request, String field) {
    assertThatThrownBy(() -> appraisals(EVERYTHING, REFERENCES, NOW).appraise(request))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(field);
  }

  @Test
  void haveALifeOfASecondToAnHour() {
    var identity = new BrokerIdentity(Profile.SIMULATION, "verifier-1");
    for (var life : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofSeconds(3601))) {
      assertThatThrownBy(() -> new ResultSigner(identity, KEY, life))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new ResultSigner(identity, KEY, LIFE).toString())
        .isEqualTo("ResultSigner[verifier-1, " + KEY.publicKey().keyId() + "]");
  }

  @Test
  void neverCarryAnotherProfileThanTheRoots() {
    var identity = new BrokerIdentity(Profile.PRODUCTION, "verifier-1");

    assertThatThrownBy(
            () ->
                new Appraisals(
                    ANCHORS,
                    AppraisalPolicies.of(Guests.policies(), Profile.SIMULATION),
                    EVERYTHING,
                    () -> REFERENCES,
                    new ResultSigner(identity, KEY, LIFE),
                    new Turns(1),
                    InstantSource.fixed(NOW)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("log one line of digests and codes, and nothing of the Evidence")
  void logOneLineOfDigestsAndCodes() throws Exception {
    var lines = new ArrayList<String>();
    var handler = handler(lines);
    var logger = Logger.getLogger(Appraisals.class.getName());
    logger.addHandler(handler);
    try {
      var _ = appraise(Guests.snp(NONCE, fields -> fields.policy(0xb0000)));
      assertMalformed(
          new AppraisalRequest(
              new EvidenceSet(
                  new Evidence(Scheme.AMD_SEV_SNP, Bytes.utf8("no report"), Bytes.empty()),
                  Bytes.empty(),
                  List.of()),
              NONCE,
              Bytes.empty(),
              AppraisalRequest.Binding.NONE,
              Bytes.empty(),
              Guests.SNP),
          "ATTESTATION_REPORT");
    } finally {
      logger.removeHandler(handler);
    }

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .matches(
            "appraised amd-sev-snp SHA-256 [0-9a-f]{64} and 1 devices by snp-h100/3:"
                + " contraindicated \\[snp.debug, policy.no-debug, nvidia.rim.absent,"
                + " nvidia.ocsp.absent, node.device-unbound]");
    assertThat(lines.getLast())
        .matches(
            "appraised amd-sev-snp SHA-256 [0-9a-f]{64} and 0 devices by snp-h100/3: malformed at"
                + " ATTESTATION_REPORT");
  }

  private static Handler handler(List<String> lines) {
    return new Handler() {
      private final SimpleFormatter formatter = new SimpleFormatter();

      @Override
      public void publish(LogRecord record) {
        lines.add(formatter.formatMessage(record));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
