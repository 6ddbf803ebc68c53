package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.ANCHORS;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.simulator.nvidia.Board;
import dev.strongroom.simulator.nvidia.NvidiaHierarchy;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.OcspResponder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A simulated device whose issuers are asked for, as NVIDIA answers: not for the leaf.
class NvidiaAnswersTest {
  private static final ChainRules RULES = new ChainRules(5, KeyAlgorithm.ECDSA_P384_SHA384, 1);
  private static final NvidiaHierarchy NVIDIA = Simulation.VENDORS.nvidia();
  private static final Duration MONTHS = Duration.ofDays(60);

  private final CertificateChain device =
      Board.h100(1).build(NVIDIA, "answers", RANDOM, NOW).getFirst().chain();

  private Verified<CertificateChain> verify(Revocation revocation) {
    var seen = ChainVerifier.verify(device, RULES, ANCHORS, revocation, NOW);
    if (seen instanceof Verified<CertificateChain> verified) {
      return verified;
    }
    throw new AssertionError(seen.toString());
  }

  @Test
  void answersForThreeIssuersLookTheDeviceUp() throws Exception {
    var issuers =
        List.of(
            NVIDIA.provisioner(NvidiaArchitecture.GH100),
            NVIDIA.identity(NvidiaArchitecture.GH100),
            NVIDIA.root());
    var answers = new ArrayList<OcspAnswer>();
    for (int i = 0; i < issuers.size(); i++) {
      var responder =
          OcspResponder.delegated(issuers.get(i), OcspResponder.NoCheck.KEY_PURPOSE, RANDOM, NOW);
      var der = responder.answer(device.certificates().get(i + 1), NOW, _ -> {});
      answers.add(new OcspAnswer(OcspResponse.ofDer("ocsp", der), Optional.empty()));
    }

    assertThat(verify(new Revocation.Answers(answers, List.of())).revocationLookedUp()).isTrue();
  }

  @Test
  void listsAloneLeaveTheBromOpen() throws Exception {
    var lists =
        List.of(
            list("l1-root", NVIDIA.root()),
            list("l2-gh100", NVIDIA.identity(NvidiaArchitecture.GH100)));

    var verified = verify(new Revocation.Answers(List.of(), lists));

    assertThat(verified.notLookedUp()).containsExactly(1);
    assertThat(verified.revocationLookedUp()).isFalse();
  }

  private static RevocationList list(String name, Authority issuer) throws Exception {
    return RevocationList.ofDer(name, issuer.revocationList(NOW, NOW.plus(MONTHS), List.of()));
  }
}
