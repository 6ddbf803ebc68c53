package dev.strongroom.protocol.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppraisalMessagesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final EvidenceSet EVIDENCE =
      new EvidenceSet(
          new Evidence(Scheme.INTEL_TDX, Bytes.utf8("quote"), Bytes.empty()),
          Bytes.empty(),
          List.of());
  private static final Bytes NONCE = Bytes.utf8("a nonce");

  private static AppraisalRequest request(Bytes nonce, Bytes deviceNonce, Bytes ticket) {
    return new AppraisalRequest(
        EVIDENCE, nonce, deviceNonce, AppraisalRequest.Binding.NONE, ticket, "genoa");
  }

  @Test
  void aRequestSurvivesItsJson() throws Exception {
    var request = request(NONCE.sha256(), NONCE.sha256(), Bytes.utf8("{}"));

    var json = StrictJson.write(request);

    assertThat(StrictJson.read(json, AppraisalRequest.class)).isEqualTo(request);
  }

  // spec: RFC 9711 4.1 size
  @Test
  void aNonceOfZerosOrAnotherLengthCannotBeAskedFor() {
    for (var nonce :
        List.of(Bytes.utf8("7 bytes"), Bytes.zeros(32), NONCE.sha384().concat(NONCE.sha256()))) {
      assertThatThrownBy(() -> request(nonce, Bytes.empty(), Bytes.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("nonce: ");
    }
    for (var nonce : List.of(Bytes.zeros(32), NONCE.sha384())) {
      assertThatThrownBy(() -> request(NONCE.sha256(), nonce, Bytes.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("deviceNonce: ");
    }
  }

  @Test
  void aTicketAndAPolicyHaveTheirForm() {
    assertThatThrownBy(() -> request(NONCE.sha256(), Bytes.empty(), Bytes.zeros((64 << 10) + 1)))
        .hasMessageContaining("ticket");
    assertThatThrownBy(
            () ->
                new AppraisalRequest(
                    EVIDENCE,
                    NONCE.sha256(),
                    Bytes.empty(),
                    AppraisalRequest.Binding.NONE,
                    Bytes.empty(),
                    "../genoa"))
        .hasMessageContaining("policy");
  }

  // spec: RFC 7518 6.2.1.2
  @Test
  void everyKeySurvivesItsJwkAtFullLength() throws Exception {
    for (int i = 0; i < 64; i++) {
      var key = SigningKey.generate(RANDOM).publicKey();
      var json = StrictJson.write(ResultKeys.of(key));

      var keys = StrictJson.read(json, ResultKeys.class);

      assertThat(keys.keys().getFirst().x()).hasSize(64);
      assertThat(keys.keys().getFirst().y()).hasSize(64);
      assertThat(keys.find(key.keyId())).contains(key);
      assertThat(keys.find("SHA256:another")).isEmpty();
    }
  }

  @Test
  void aJwkThatIsAnotherKeysOrNoKeyIsRefused() {
    var key = ResultKeys.of(SigningKey.generate(RANDOM).publicKey()).keys().getFirst();
    var other = ResultKeys.of(SigningKey.generate(RANDOM).publicKey()).keys().getFirst();
    for (var changed :
        List.of(
            new ResultKeys.Key("EC", "P-384", "sig", "ES384", key.kid(), other.x(), other.y()),
            new ResultKeys.Key("EC", "P-384", "sig", "ES384", key.kid(), key.x(), other.y()),
            new ResultKeys.Key("EC", "P-384", "sig", "ES384", key.kid(), key.x(), "AA"),
            new ResultKeys.Key("EC", "P-384", "sig", "ES384", key.kid(), key.x(), "*"),
            new ResultKeys.Key("EC", "P-384", "enc", "ES384", key.kid(), key.x(), key.y()),
            new ResultKeys.Key("EC", "P-384", "sig", "none", key.kid(), key.x(), key.y()),
            new ResultKeys.Key("EC", "P-256", "sig", "ES384", key.kid(), key.x(), key.y()),
            new ResultKeys.Key("oct", "P-384", "sig", "ES384", key.kid(), key.x(), key.y()))) {
      assertThatThrownBy(() -> new ResultKeys(List.of(changed)).find(key.kid()))
          .isInstanceOf(MalformedException.class);
    }
  }
}
