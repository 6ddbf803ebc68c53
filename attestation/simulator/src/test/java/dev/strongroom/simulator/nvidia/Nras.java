package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.nras.NrasAppraisal;
import dev.strongroom.attestation.nras.NrasKeys;
import dev.strongroom.attestation.nras.NrasResult;
import dev.strongroom.attestation.nras.NrasSigners;
import dev.strongroom.attestation.nras.NrasTokens;
import dev.strongroom.attestation.nras.NrasVerifier;
import dev.strongroom.attestation.nras.SentDevice;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One session with a simulated service, as the tests of this package see it.
final class Nras {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final SecureRandom RANDOM = new SecureRandom();
  static final NrasService SERVICE = NrasService.create(RANDOM, NOW);
  static final NrasSigners SIGNERS = NrasSigners.simulation(List.of(SERVICE.issuerPin()));
  static final Bytes NONCE = Bytes.utf8("nonce").sha256();
  static final String SWITCH = "694931143880983876767046803400974855445978836716";
  static final List<DeviceClaims> GPUS = List.of(gpu("1001"), gpu("1002"));
  static final List<SentDevice> SENT =
      GPUS.stream()
          .map(
              gpu ->
                  new SentDevice(
                      gpu.ueid(),
                      Optional.of(gpu.architecture()),
                      Optional.of(gpu.driverVersion()),
                      Optional.of(gpu.vbiosVersion())))
          .toList();

  private Nras() {}

  private static DeviceClaims gpu(String ueid) {
    return new DeviceClaims(
        "48b02d92494badf4", "GH100", "550.90.07", "96.00.9F.00.01", ueid, "", "", "");
  }

  static NrasAnswerFields v2() {
    return NrasAnswerFields.v2(NONCE, GPUS, NOW);
  }

  static NrasAnswerFields v3() {
    return NrasAnswerFields.v3(NONCE, GPUS, NOW);
  }

  static NrasAnswerFields ofSwitch() {
    return NrasAnswerFields.ofSwitch(NONCE, SWITCH, NOW);
  }

  /// Codes of all findings, each once and in their order.
  static List<String> codes(List<Finding> findings) {
    return findings.stream().map(finding -> finding.rule().code()).distinct().toList();
  }

  static List<Finding> findings(Bytes answer, Bytes jwks, NrasSigners signers, Instant now)
      throws MalformedException {
    return findings(answer, jwks, signers, now, SENT);
  }

  static List<Finding> findings(
      Bytes answer, Bytes jwks, NrasSigners signers, Instant now, List<SentDevice> sent)
      throws MalformedException {
    var tokens = NrasTokens.parse(answer);
    return switch (NrasVerifier.verify(tokens, NrasKeys.parse(jwks), signers, now)) {
      case Verified<NrasResult> verified -> NrasAppraisal.appraise(verified, NONCE, sent);
      case Rejected<NrasResult>(var findings) -> findings;
    };
  }

  static List<Finding> findings(NrasAnswerFields fields) throws MalformedException {
    return findings(SERVICE.answer(fields), SERVICE.jwks(), SIGNERS, NOW);
  }

  static List<String> codes(NrasAnswerFields fields) throws MalformedException {
    return codes(findings(fields));
  }

  static List<String> codes(NrasAnswerFields fields, List<SentDevice> sent)
      throws MalformedException {
    return codes(findings(SERVICE.answer(fields), SERVICE.jwks(), SIGNERS, NOW, sent));
  }
}
