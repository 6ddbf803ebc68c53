package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A device makes its leaf itself: whoever has the key of one BROM can make as many as he likes.
class CountedOnceTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();
  private static final BigInteger ANOTHER_SERIAL = BigInteger.TWO.pow(158);

  private final SecureRandom random = new SecureRandom();
  private final NvidiaHierarchy nvidia = NvidiaHierarchy.create(random, NOW);
  private final TrustAnchors anchors =
      TrustAnchors.simulation(List.of(nvidia.root().certificate().fingerprint()));

  private SimulatedDevice b200(String machine) {
    return Board.b200(1).build(nvidia, machine, random, NOW).getFirst();
  }

  /// Another leaf of the same BROM: its own key, device id and serial number.
  private SimulatedDevice another(SimulatedDevice device) {
    var key = SigningKey.generate(random);
    var fwid = Board.fwid(device.architecture());
    var certificates = new ArrayList<>(device.chain().certificates());
    var leaf =
        device
            .brom()
            .issue(
                new Authority.Subject(
                    X500Name.getInstance(device.chain().leaf().subject().toArray()),
                    ANOTHER_SERIAL,
                    NOW,
                    NOW.plus(Duration.ofDays(1)),
                    key.publicKey().platformKey(),
                    LeafExtensions.of(
                        NvidiaArchitecture.GB100, "NVIDIA:GB100:48B02D0000000001", key, fwid)));
    certificates.set(0, leaf);
    var issued = new NvidiaHierarchy.Issued(new CertificateChain(certificates), device.brom());
    return new SimulatedDevice(
        device.architecture(),
        key,
        issued,
        (nonce, responderNonce) -> DeviceReportFields.blackwell(nonce, responderNonce, fwid),
        random);
  }

  private List<String> found(SimulatedDevice... devices) throws MalformedException {
    var reports = new ArrayList<Evidence>();
    for (var device : devices) {
      reports.add(device.report(NONCE, _ -> {}));
    }
    var set =
        DeviceSetInspection.inspect(
            reports, Optional.of(NONCE), Collateral.none(), anchors, NOW.plusSeconds(1));
    assertThat(set.authentic()).isTrue();
    return set.ofTheSet().stream().map(finding -> finding.rule().code()).toList();
  }

  @Test
  @DisplayName("two leaves of one BROM are one device")
  void leavesOfOneBromAreOneDevice() throws Exception {
    var device = b200("a");
    assertThat(found(device, b200("b"))).containsExactly("node.device-unbound");
    assertThat(found(device, another(device)))
        .containsExactly("node.device-twice", "node.device-unbound");
  }
}
