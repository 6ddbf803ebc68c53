package dev.strongroom.simulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.simulator.nvidia.DeviceReportFields;
import dev.strongroom.simulator.nvidia.LeafExtensions;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Whoever got the BROM key out of one GPU signs leaves with any id, serial number and key.
class OneBromTest {
  private static final String PDI = "431d480fe5e87274";
  private static final Bytes FWID = Bytes.utf8("firmware").sha384();

  private final SigningKey bromKey = SigningKey.generate(Simulation.RANDOM);
  private final Authority brom =
      new Authority(
          Simulation.VENDORS
              .nvidia()
              .provisioner(NvidiaArchitecture.GH100)
              .issue(
                  subject(
                      "GH100 A01 GSP BROM",
                      new BigInteger("41" + PDI, 16),
                      bromKey,
                      Authority.issuing(new BasicConstraints(true), KeyUsage.keyCertSign))),
          bromKey.platformKey());

  private static Authority.Subject subject(
      String name, BigInteger serial, SigningKey key, List<Authority.Extra> extensions) {
    return new Authority.Subject(
        new X500Name("CN=" + name),
        serial,
        Simulation.NOW,
        Simulation.NOW.plus(Duration.ofDays(1)),
        key.publicKey().platformKey(),
        extensions);
  }

  private Evidence device(int number) {
    var key = SigningKey.generate(Simulation.RANDOM);
    var info = "NVIDIA:GH100:%016X".formatted(number);
    var extensions = LeafExtensions.of(NvidiaArchitecture.GH100, info, bromKey, FWID);
    var nvidia = Simulation.VENDORS.nvidia();
    var chain =
        new CertificateChain(
            List.of(
                brom.issue(
                    subject("GH100 A01 GSP FMC LF", BigInteger.valueOf(number), key, extensions)),
                brom.certificate(),
                nvidia.provisioner(NvidiaArchitecture.GH100).certificate(),
                nvidia.identity(NvidiaArchitecture.GH100).certificate(),
                nvidia.root().certificate()));
    var report = DeviceReportFields.hopper(Simulation.NONCE, Bytes.zeros(32), FWID).sign(key);
    return new Evidence(Scheme.NVIDIA_GPU, report, chain.toPem());
  }

  @Test
  void isOneDeviceWhateverItsLeavesSay() throws Exception {
    var cpu = Simulation.NODE.cpu(Simulation.REPORT_DATA);
    var another = Simulation.NODE.devices(Simulation.NONCE).getFirst();

    assertThat(Simulation.codes(Simulation.appraise(cpu, List.of(device(7), another)))).isEmpty();
    assertThat(Simulation.codes(Simulation.appraise(cpu, List.of(device(7), device(8)))))
        .containsExactly("node.device-twice");
  }

  @Test
  @DisplayName("is one device on two nodes too: fleets know it by what NVIDIA certified")
  void isOneDeviceOnTwoNodes() throws Exception {
    var one = claims(device(7));
    var other = claims(device(8));
    assertThat(one.id()).isNotEqualTo(other.id());
    assertThat(one.certifiedId()).isEqualTo(other.certifiedId()).isEqualTo(PDI);
  }

  private static DeviceClaims claims(Evidence device) throws Exception {
    var another = Simulation.NODE.devices(Simulation.NONCE).getFirst();
    var cpu = Simulation.NODE.cpu(Simulation.REPORT_DATA);
    var warning =
        (AttestationResult.Warning<Claims>) Simulation.appraise(cpu, List.of(device, another));
    return warning.claims().devices().getFirst();
  }
}
