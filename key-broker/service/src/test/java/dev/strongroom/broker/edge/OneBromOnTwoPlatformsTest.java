package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.protocol.ledger.DevicePage;
import dev.strongroom.simulator.nvidia.DeviceReportFields;
import dev.strongroom.simulator.nvidia.LeafExtensions;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever got the BROM key out of one GPU shows it under any id: it is good for one platform at a
/// time all the same.
class OneBromOnTwoPlatformsTest extends OwnBroker {
  private static final String PDI = "431d480fe5e87274";
  private static final Bytes FWID = Bytes.utf8("firmware").sha384();
  private final Instant from = Instant.now().minusSeconds(60);
  private final SigningKey bromKey = SigningKey.generate(Site.RANDOM);
  private final Authority brom =
      new Authority(
          Site.vendors()
              .nvidia()
              .provisioner(NvidiaArchitecture.GH100)
              .issue(
                  subject(
                      "GH100 A01 GSP BROM",
                      new BigInteger("41" + PDI, 16),
                      bromKey,
                      Authority.issuing(new BasicConstraints(true), KeyUsage.keyCertSign))),
          bromKey.platformKey());

  OneBromOnTwoPlatformsTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

  private Authority.Subject subject(
      String name, BigInteger serial, SigningKey key, List<Authority.Extra> extensions) {
    return new Authority.Subject(
        new X500Name("CN=" + name),
        serial,
        from,
        from.plus(Duration.ofDays(1)),
        key.publicKey().platformKey(),
        extensions);
  }

  private Evidence device(int number, Bytes nonce) {
    var key = SigningKey.generate(Site.RANDOM);
    var info = "NVIDIA:GH100:%016X".formatted(number);
    var extensions = LeafExtensions.of(NvidiaArchitecture.GH100, info, bromKey, FWID);
    var nvidia = Site.vendors().nvidia();
    var chain =
        new CertificateChain(
            List.of(
                brom.issue(
                    subject("GH100 A01 GSP FMC LF", BigInteger.valueOf(number), key, extensions)),
                brom.certificate(),
                nvidia.provisioner(NvidiaArchitecture.GH100).certificate(),
                nvidia.identity(NvidiaArchitecture.GH100).certificate(),
                nvidia.root().certificate()));
    var report = DeviceReportFields.hopper(nonce, Bytes.zeros(32), FWID).sign(key);
    return new Evidence(Scheme.NVIDIA_GPU, report, chain.toPem());
  }

  private void obtain(String machine, int number) throws Exception {
    var agent = launch(machine);
    var challenge = agent.hello(calls);
    var _ =
        node.releases()
            .release(
                agent.request(challenge, List.of(device(number, agent.deviceNonce(challenge)))));
  }

  @Test
  void isRefusedWhileAnotherHoldsIt() throws Exception {
    obtain("one", 1);

    var refused = refusal(() -> obtain("two", 2));

    assertThat(refused.problem().findings()).containsExactly("ledger.device-held");
    assertThat(node.ledger().devices("", 10).devices())
        .extracting(DevicePage.Device::id)
        .containsExactly(PDI);
  }
}
