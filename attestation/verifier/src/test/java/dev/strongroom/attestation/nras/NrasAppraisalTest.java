package dev.strongroom.attestation.nras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.Proof;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Results taken for authentic, each with one claim out of order.
class NrasAppraisalTest {
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();
  private static final SentDevice SENT =
      new SentDevice(
          "7", Optional.of("GH100"), Optional.of("550.90.07"), Optional.of("96.00.9F.00.01"));
  private static final String TIER = "nras.not-local";
  private static final String CHAIN = "x-nvidia-gpu-driver-rim-cert-chain";

  /// Good claims about a GPU.
  private static ObjectNode claims(ClaimsVersion version) {
    var claims =
        Answer.claims("{'ueid':'7','measres':'success','secboot':true,'dbgstat':'disabled'}")
            .put("eat_nonce", NONCE.hex())
            .put("hwmodel", "GH100 A01 GSP BROM")
            .put("x-nvidia-gpu-driver-version", "550.90.07")
            .put("x-nvidia-gpu-vbios-version", "96.00.9F.00.01");
    for (var check : NrasCheck.values()) {
      if (check.isOf(NrasDevice.Kind.GPU) && check.isNeededIn(version)) {
        claims.put(check.claim(NrasDevice.Kind.GPU), true);
      }
    }
    if (version == ClaimsVersion.V3) {
      for (var chain : List.of("attestation-report", "driver-rim", "vbios-rim")) {
        claims
            .putObject("x-nvidia-gpu-" + chain + "-cert-chain")
            .put("x-nvidia-cert-status", "valid")
            .put("x-nvidia-cert-ocsp-status", "good")
            .put("x-nvidia-cert-expiration-date", TestChains.NOW.toString());
      }
    }
    return claims;
  }

  private static Verified<NrasResult> result(
      ClaimsVersion version, Consumer<ObjectNode> overall, List<ObjectNode> gpus)
      throws MalformedException {
    var answer = Answer.unsigned();
    answer.submodules().removeAll();
    for (var gpu : gpus) {
      var name = "GPU-" + answer.submodules().size();
      answer.submodule(name, Answer.token("{'alg':'ES384'}", gpu));
    }
    answer.overall(
        Answer.changed(
            answer.overall(),
            claims -> {
              claims.put("x-nvidia-ver", version == ClaimsVersion.V2 ? "2.0" : "3.0");
              claims.put("eat_nonce", NONCE.hex());
              overall.accept(claims);
            }));
    var parsed = new NrasResult(NrasTokens.parse(answer.json()));
    return Proof.of(parsed, TestChains.AK.chain(), TestChains.NOW);
  }

  private static List<Finding> findings(ClaimsVersion version, Consumer<ObjectNode> change)
      throws MalformedException {
    var claims = claims(version);
    change.accept(claims);
    return NrasAppraisal.appraise(result(version, _ -> {}, List.of(claims)), NONCE, List.of(SENT));
  }

  private static void expect(Consumer<ObjectNode> change, String line) throws MalformedException {
    var findings = findings(ClaimsVersion.V3, change);
    assertThat(findings).hasSize(2);
    assertThat(findings.getFirst().describe()).startsWith(line);
    assertThat(findings.getLast().rule().code()).isEqualTo(TIER);
  }

  @ParameterizedTest
  @EnumSource(ClaimsVersion.class)
  void goodClaimsLeaveTheTier(ClaimsVersion version) throws Exception {
    assertThat(GenuineNras.codes(findings(version, _ -> {}))).isEqualTo(TIER);
  }

  @ParameterizedTest
  @EnumSource(ClaimsVersion.class)
  void eachCheckThatIsNeededMustHaveHeld(ClaimsVersion version) throws Exception {
    for (var check : NrasCheck.values()) {
      var claim = check.claim(NrasDevice.Kind.GPU);
      boolean needed = check.isOf(NrasDevice.Kind.GPU) && check.isNeededIn(version);
      assertThat(GenuineNras.codes(findings(version, claims -> claims.remove(claim))))
          .as(claim)
          .isEqualTo(needed ? "nras.claims " + TIER : TIER);
      if (check.isOf(NrasDevice.Kind.GPU)) {
        assertThat(GenuineNras.codes(findings(version, claims -> claims.put(claim, false))))
            .as(claim)
            .isEqualTo("nras.claims " + TIER);
      }
    }
  }

  @Test
  void saysWhatIsMissingAndWhatFailed() throws Exception {
    var claim = "x-nvidia-gpu-arch-check";
    expect(c -> c.put(claim, false), "nras.claims: got GPU-0: false, want " + claim + " true.");
    expect(c -> c.remove(claim), "nras.claims: got GPU-0: not said, want " + claim + " true.");
    expect(c -> c.put("secboot", false), "nras.claims: got GPU-0: false, want secboot true.");
    expect(c -> c.remove("secboot"), "nras.claims: got GPU-0: not said, want secboot true.");
    expect(
        c -> c.put("dbgstat", "enabled"),
        "nras.claims: got GPU-0: enabled, want dbgstat disabled.");
    expect(
        c -> c.put("measres", "fail"), "nras.measurements: got GPU-0: fail, want measres success.");
    expect(
        c -> c.remove("measres"), "nras.measurements: got GPU-0: not said, want measres success.");
    expect(
        c -> c.putArray("x-nvidia-mismatch-indexes").add(9),
        "nras.measurements: got GPU-0: 9, want no x-nvidia-mismatch-indexes.");
    expect(
        c -> c.put("x-nvidia-attestation-warning", "on hold"), "nras.warned: got GPU-0: on hold,");
    expect(c -> c.put("x-nvidia-new", false), "nras.claim-unknown: got GPU-0: x-nvidia-new,");
    expect(
        c -> c.remove("eat_nonce"),
        "nras.nonce: got GPU-0: none, want eat_nonce " + NONCE.hex() + ".");
  }

  @Test
  void saysWhatIsWrongWithACertificateChain() throws Exception {
    expect(
        claims ->
            ((ObjectNode) claims.get(CHAIN))
                .put("x-nvidia-cert-ocsp-status", "revoked")
                .put("x-nvidia-cert-revocation-reason", "keyCompromise")
                .put("x-nvidia-cert-ocsp-nonce-matches", false),
        "nras.certificates: got GPU-0: status 'valid', OCSP 'revoked' by an answer that does not"
            + " hold, until 2026-06-15T00:00:00Z, revoked for 'keyCompromise', want "
            + CHAIN
            + " valid, OCSP good, at 2026-06-15T00:00:00Z.");
    expect(
        claims -> claims.remove(CHAIN),
        "nras.certificates: got GPU-0: status '', OCSP '', until no time that is said, want");
  }

  @ParameterizedTest
  @CsvSource({
    "x-nvidia-cert-status, expired",
    "x-nvidia-cert-ocsp-status, unknown",
    "x-nvidia-cert-revocation-reason, certificateHold",
    "x-nvidia-cert-expiration-date, 2026-06-14T23:59:59Z"
  })
  void aChainIsValidGoodAndHoldsNow(String claim, String value) throws Exception {
    expect(c -> ((ObjectNode) c.get(CHAIN)).put(claim, value), "nras.certificates: ");
  }

  @Test
  void aChainRestsOnAnswersThatHold() throws Exception {
    for (var claim :
        List.of("x-nvidia-cert-ocsp-nonce-matches", "x-nvidia-cert-ocsp-response-valid")) {
      expect(c -> ((ObjectNode) c.get(CHAIN)).put(claim, false), "nras.certificates: ");
    }
  }

  @Test
  void saysInWhichStateTheServiceSawTheDevice() throws Exception {
    expect(c -> c.put("hwmodel", "GB100"), "nras.device: got GPU-0: hwmodel GB100, want hwmodel");
    expect(
        c -> c.put("x-nvidia-gpu-driver-version", "1"),
        "nras.device: got GPU-0: driver 1, want driver 550.90.07.");
    expect(
        c -> c.remove("x-nvidia-gpu-vbios-version"),
        "nras.device: got GPU-0: VBIOS not said, want VBIOS 96.00.9F.00.01.");
  }

  @Test
  void namesADeviceThatStandsThereTwice() throws Exception {
    var gpus = List.of(claims(ClaimsVersion.V2), claims(ClaimsVersion.V2));
    var findings =
        NrasAppraisal.appraise(result(ClaimsVersion.V2, _ -> {}, gpus), NONCE, List.of(SENT));
    assertThat(findings.getFirst().describe())
        .startsWith("nras.ueid: got ueid '7' in GPU-0 and GPU-1, want distinct devices.");
  }

  @Test
  void namesTheDevicesOfTheResult() throws Exception {
    var result = result(ClaimsVersion.V3, _ -> {}, List.of(claims(ClaimsVersion.V3)));
    var findings = NrasAppraisal.appraise(result, NONCE, List.of(SENT, SentDevice.of("8")));
    assertThat(findings.getFirst().describe())
        .startsWith("nras.ueid: got [7], want ueids of the Evidence sent: [7, 8].");
    assertThatThrownBy(() -> SentDevice.of("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFirstTokenToEndEndsTheResult() throws Exception {
    var early = claims(ClaimsVersion.V2).put("exp", 5);
    var late = claims(ClaimsVersion.V2).put("exp", 9);
    for (var gpus : List.of(List.of(early, late), List.of(late, early))) {
      var result = result(ClaimsVersion.V2, claims -> claims.put("exp", 7), gpus).evidence();
      assertThat(result.expiresAt()).hasToString("1970-01-01T00:00:05Z");
    }
  }

  @Test
  void anErrorIsTold() throws Exception {
    var failed = Answer.claims("{'x-nvidia-error-details':{'code':4007,'message':'INVALID'}}");
    var gpus = new ArrayList<>(List.of(failed));
    var result =
        result(ClaimsVersion.V2, claims -> claims.put("x-nvidia-overall-att-result", false), gpus);
    var findings = NrasAppraisal.appraise(result, NONCE, List.of(SENT));
    assertThat(findings).extracting(Finding::actual).contains("GPU-0: error 4007 INVALID: ");
    assertThat(GenuineNras.codes(findings)).isEqualTo("nras.result " + TIER);
  }
}
