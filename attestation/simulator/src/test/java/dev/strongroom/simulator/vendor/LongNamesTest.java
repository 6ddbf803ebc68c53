package dev.strongroom.simulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.token.EarResult;
import dev.strongroom.attestation.token.EarToken;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

/// Certificates whose names a stranger made as long as they may be, of characters that are escaped:
/// refusing them must fill neither logs nor results.
class LongNamesTest {
  private static final int NAME = 3700;
  private static final int MAX_FINDINGS = 192 * 1024;

  private static final AttestationResult<Claims> REFUSED = refused();

  private static Certificate stranger(int serial) {
    var key = SigningKey.generate(Simulation.RANDOM);
    var name = new DERUTF8String("\u0001".repeat(NAME) + serial);
    return Authority.root(
            new Authority.Subject(
                new X500NameBuilder().addRDN(BCStyle.CN, name).build(),
                BigInteger.valueOf(serial),
                Simulation.NOW.minus(Duration.ofDays(9)),
                Simulation.NOW.minus(Duration.ofDays(8)),
                key.publicKey().platformKey(),
                List.of()),
            key.platformKey())
        .certificate();
  }

  private static AttestationResult<Claims> refused() {
    var chain = new ArrayList<Certificate>();
    for (int i = 0; i < 4; i++) {
      chain.add(stranger(i + 1));
    }
    // Behind another root nothing else would be looked at.
    chain.add(Simulation.VENDORS.nvidia().root().certificate());
    var report = Simulation.NODE.devices(Simulation.NONCE).getFirst().report();
    var device = new Evidence(Scheme.NVIDIA_GPU, report, new CertificateChain(chain).toPem());
    try {
      return Simulation.appraise(
          Simulation.NODE.cpu(Simulation.REPORT_DATA),
          Collections.nCopies(EvidenceSet.MAX_DEVICES, device));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void fillNoLog() {
    assertThat(REFUSED.findings()).hasSizeGreaterThan(10 * EvidenceSet.MAX_DEVICES);
    assertThat(REFUSED.findings().toString().length()).isLessThan(MAX_FINDINGS);
  }

  @Test
  void leaveAResultThatCanBeRead() throws Exception {
    var key = SigningKey.generate(Simulation.RANDOM);
    var result =
        EarResult.of(
            REFUSED,
            true,
            "verifier",
            "policy/1",
            Simulation.NONCE,
            Profile.SIMULATION,
            Duration.ofMinutes(5));

    var token = EarToken.sign(result, key);

    assertThat(
            EarToken.verify(token, "verifier", key.publicKey(), Simulation.NONCE, Simulation.NOW))
        .isEqualTo(result);
  }
}
