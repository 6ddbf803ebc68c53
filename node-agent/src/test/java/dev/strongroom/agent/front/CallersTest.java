package dev.strongroom.agent.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a front trusts; who gets through it is in `FrontTlsTest`.
class CallersTest {
  @TempDir private Path directory;
  private SitePki pki;

  @BeforeEach
  void makeAuthority() throws Exception {
    pki = SitePki.create(directory, Instant.now(), new SecureRandom());
  }

  private static Bytes der(Path pem) throws Exception {
    try (var in = Files.newInputStream(pem)) {
      return Bytes.copyOf(
          CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded());
    }
  }

  @Test
  void trustsExactlyTheNamedAuthorities() throws Exception {
    var named = ClientTls.authorities(pki.authority());

    var managers = Callers.certifiedBy(named).trust().getTrustManagers();

    assertThat(named).containsExactly(der(pki.authority()));
    assertThat(managers)
        .singleElement()
        .isInstanceOfSatisfying(
            X509TrustManager.class,
            trust ->
                assertThat(trust.getAcceptedIssuers())
                    .extracting(issuer -> Bytes.copyOf(issuer.getEncoded()))
                    .containsExactlyElementsOf(named));
  }

  @Test
  void refusesACertificateThatIsNoAuthoritys() throws Exception {
    var gateway = pki.issue("gateway").certificate();

    assertThatThrownBy(() -> ClientTls.authorities(gateway))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("gateway.pem")
        .hasMessageContaining("no authority's");
    assertThatThrownBy(() -> Callers.certifiedBy(List.of(der(gateway))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("gatewayAuthorities");
  }

  @Test
  void refusesWhatIsNoCertificateOrMoreThanOne() throws Exception {
    var der = der(pki.authority());

    for (var wrong : List.of(Bytes.utf8("none"), der.concat(der), der.slice(0, der.length() - 1))) {
      assertThatThrownBy(() -> Callers.certifiedBy(List.of(wrong)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void allowsNobodyWithoutASession() throws Exception {
    assertThat(Callers.certifiedBy(ClientTls.authorities(pki.authority())).allow(null)).isFalse();
  }
}
