package dev.strongroom.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.front.Callers;
import dev.strongroom.agent.testkit.KeyPinning;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is behind the front's port, and whom it answers.
@Timeout(30)
class FrontTlsTest extends FrontCase {
  @Test
  void presentsTheIdentityKeyOverTls13() throws Exception {
    upstreamAt("/v1/models", exchange -> answer(exchange, new byte[] {'{', '}'}));

    var response = client.send(request("/v1/models").build(), BodyHandlers.ofString());

    var session = response.sslSession().orElseThrow();
    assertThat(session.getProtocol()).isEqualTo("TLSv1.3");
    assertThat(session.getPeerCertificates()[0].getPublicKey().getEncoded())
        .isEqualTo(identity.publicKey().spki().toArray());
  }

  @Test
  void isRefusedByAClientThatPinsAnotherKey() throws Exception {
    var other = SigningKey.generate(random).publicKey();
    try (var stranger = client(KeyPinning.trusting(other, pki.issue("gateway")))) {
      assertThatThrownBy(
              () -> stranger.send(request("/v1/models").build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void answersNobodyWithoutACertificate() throws Exception {
    assertNotHeard(KeyPinning.nameless(identity.publicKey()));
  }

  @Test
  void answersNoGatewayOfAnAuthorityThatTheTicketDoesNotName() throws Exception {
    var elsewhere = SitePki.create(directory.resolve("elsewhere"), Instant.now(), random);

    assertNotHeard(KeyPinning.trusting(identity.publicKey(), elsewhere.issue("gateway")));
  }

  @Test
  void answersNoGatewayWhoseCertificateIsOver() throws Exception {
    var lastWeek = Instant.now().minus(Duration.ofDays(7));
    var old = SitePki.create(directory.resolve("old"), lastWeek, random);
    front.close();
    serve(Callers.certifiedBy(ClientTls.authorities(old.authority())));

    assertNotHeard(KeyPinning.trusting(identity.publicKey(), old.issue("gateway")));
  }

  private void assertNotHeard(SSLContext tls) {
    upstreamAt("/v1/models", exchange -> answer(exchange, new byte[] {'{', '}'}));
    try (var stranger = client(tls)) {
      assertThatThrownBy(
              () -> stranger.send(request("/v1/models").build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
    assertThat(upstreamHeaders).isEmpty();
  }

  @Test
  void answersNoOtherRole() throws Exception {
    upstreamAt("/v1/models", exchange -> answer(exchange, new byte[] {'{', '}'}));
    try (var detector = client(KeyPinning.trusting(identity.publicKey(), pki.issue("detector")))) {
      var response = detector.send(request("/v1/models").build(), BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body()).contains("agent.not-a-gateway");
    }
    assertThat(upstreamHeaders).isEmpty();
  }

  @Test
  void namesThePortInUse() throws Exception {
    var callers = Callers.certifiedBy(ClientTls.authorities(pki.authority()));

    assertThatThrownBy(() -> listen(front.port(), callers))
        .hasMessageContaining("cannot listen on 127.0.0.1:" + front.port())
        .hasMessageContaining("--listen");
  }

  @Test
  void closesQuickly() {
    long begun = System.nanoTime();
    front.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }
}
