package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.token.EarStatus;
import dev.strongroom.attestation.token.EarToken;
import dev.strongroom.broker.testing.Guests;
import dev.strongroom.broker.testing.VerifierResource;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.wire.Bytes;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(VerifierProcessTest.Alone.class)
@DisplayName("A process of the role verifier")
class VerifierProcessTest {
  private static final Bytes NONCE = Bytes.utf8("chosen by the relying party");

  @TestHTTPResource(value = "/", tls = true)
  @Nullable URL url;

  /// Without the database of the other tests.
  public static final class Alone implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(VerifierResource.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }
  }

  private URI base() {
    return URI.create("https://127.0.0.1:" + Objects.requireNonNull(url).getPort());
  }

  private static SSLContext relyingParty() throws Exception {
    var tls = VerifierResource.tls();
    return ClientTls.mutual(
        tls.resolve("ca.pem"), tls.resolve("relying-party.pem"), tls.resolve("relying-party.key"));
  }

  @Test
  void appraisesWithoutADatabase() throws Exception {
    try (var client = new BrokerClient(base(), relyingParty())) {
      var token = client.appraise(Guests.tdx(NONCE)).ear();

      var keys = client.resultKeys();
      var signer = keys.find(keys.keys().getFirst().kid()).orElseThrow();
      var result = EarToken.verify(token, "verifier-1", signer, NONCE, Instant.now());
      assertThat(result.status()).isEqualTo(EarStatus.AFFIRMING);
    }
  }

  @Test
  void asksForTheCertificateThatItNeeds() throws Exception {
    var ca = VerifierResource.tls().resolve("ca.pem");
    try (var client = new BrokerClient(base(), ClientTls.anonymous(ca))) {
      var refused =
          catchThrowableOfType(RefusedException.class, () -> client.appraise(Guests.tdx(NONCE)));

      assertThat(refused.problem().code()).isEqualTo("role.required");
      assertThat(catchThrowableOfType(RefusedException.class, client::info).problem().code())
          .isEqualTo("request.unknown");
    }
  }

  @Test
  void isReadyWhileItsCollateralMayBeUsed() throws Exception {
    try (var http = HttpClient.newBuilder().sslContext(relyingParty()).build()) {
      var ready = HttpRequest.newBuilder(base().resolve("/q/health/ready")).build();

      var answer = http.send(ready, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"collateral\"").doesNotContain("\"database\"");
    }
  }
}
