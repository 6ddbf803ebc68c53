package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.testing.Vectors;
import java.math.BigInteger;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Native code and Bouncy Castle say the same of every signature.
class NativeEcdsaTest {
  private static final int COORDINATE_BYTES = 32;
  private static final long SEED = Long.getLong("strongroom.fuzz.seed", 20261123L);

  private final Ecdsa plain256 = Ecdsa.p256(Optional.empty());
  private final Ecdsa plain384 = Ecdsa.p384(Optional.empty());

  /// Like a provider that cannot load its library, which has no services.
  private static final class Empty extends Provider {
    private static final long serialVersionUID = 1;

    Empty() {
      super("Empty", "1", "nothing");
    }
  }

  private static Bytes hex(JsonNode node, String field) throws Exception {
    return Bytes.ofHex(field, node.get(field).asText());
  }

  private static boolean verifies(Ecdsa ecdsa, Bytes spki, Bytes message, EcdsaSignature given) {
    return ecdsa.key(spki).filter(key -> ecdsa.verify(key, message, given)).isPresent();
  }

  @Test
  @DisplayName("on Linux on x86-64 and AArch64 it is there, loads, and knows the answers")
  void isThere() {
    var platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(List.of("Linux amd64", "Linux aarch64").contains(platform));

    assertThat(NativeEcdsa.AVAILABLE).hasValueSatisfying(n -> assertThat(n.isUsable()).isTrue());
  }

  @Test
  void isRegisteredNowhere() {
    assertThat(NativeEcdsa.AVAILABLE.map(n -> Security.getProvider(n.provider().getName())))
        .isEmpty();
  }

  @Test
  void aProviderWithoutServicesIsNotUsed() {
    assertThat(new NativeEcdsa(new Empty()).isUsable()).isFalse();
  }

  @Test
  @DisplayName("RFC 6979 A.2.5 and A.2.6: both know the published signatures")
  void bothKnowTheAnswers() {
    for (var answer : KnownEcdsa.ALL) {
      for (var ecdsa : List.of(answer.curve().ecdsa(), plain(answer.curve()))) {
        assertThat(verifies(ecdsa, answer.spki(), KnownEcdsa.MESSAGE, answer.signature())).isTrue();
        assertThat(verifies(ecdsa, answer.spki(), Bytes.empty(), answer.signature())).isFalse();
      }
    }
  }

  private Ecdsa plain(EcdsaCurve curve) {
    return switch (curve) {
      case P256 -> plain256;
      case P384 -> plain384;
    };
  }

  @Test
  @Tag("vectors")
  void bothJudgeAsWycheproofSays() throws Exception {
    var file = Vectors.read("crypto/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json");
    var wrong = new ArrayList<String>();
    int judged = 0;
    for (var group : new ObjectMapper().readTree(file.toArray()).get("testGroups")) {
      var spki = hex(group, "publicKeyDer");
      for (var test : group.get("tests")) {
        judged++;
        boolean valid = test.get("result").asText().equals("valid");
        for (var ecdsa : List.of(Ecdsa.P256, plain256)) {
          if (holds(ecdsa, spki, hex(test, "msg"), hex(test, "sig")) != valid) {
            wrong.add(test.get("tcId").asText());
          }
        }
      }
    }
    assertThat(judged).isGreaterThan(200);
    assertThat(wrong).isEmpty();
  }

  /// The length of a signature is its reader's affair: reports have fixed fields.
  private static boolean holds(Ecdsa ecdsa, Bytes spki, Bytes message, Bytes values) {
    return values.length() == 2 * COORDINATE_BYTES
        && verifies(
            ecdsa,
            spki,
            message,
            EcdsaSignature.ofBigEndian(
                EcdsaCurve.P256,
                values.slice(0, COORDINATE_BYTES),
                values.slice(COORDINATE_BYTES, values.length())));
  }

  @Test
  void bothSayTheSameOfChangedSignatures() {
    var random = new SplittableRandom(SEED);
    var n = CustomNamedCurves.getByName("secp384r1").getN();
    for (int i = 0; i < 200; i++) {
      var signer = SigningKey.generate(new SecureRandom());
      var message = Bytes.utf8("message " + i);
      var bytes = signer.sign(message);
      var spki = signer.publicKey().spki();
      var good =
          EcdsaSignature.ofBigEndian(EcdsaCurve.P384, bytes.slice(0, 48), bytes.slice(48, 96));
      var r = good.r();
      var s = good.s();
      var mirrored = new EcdsaSignature(EcdsaCurve.P384, r, n.subtract(s));
      var changed =
          List.of(
              good,
              mirrored,
              new EcdsaSignature(EcdsaCurve.P384, r.flipBit(random.nextInt(384)), s),
              new EcdsaSignature(EcdsaCurve.P384, r, s.flipBit(random.nextInt(384))),
              new EcdsaSignature(EcdsaCurve.P384, r.shiftRight(random.nextInt(384)), s),
              new EcdsaSignature(EcdsaCurve.P384, r.negate(), s),
              new EcdsaSignature(EcdsaCurve.P384, n, n),
              new EcdsaSignature(EcdsaCurve.P384, BigInteger.ONE, BigInteger.ONE));
      for (var signature : changed) {
        boolean holds = verifies(plain384, spki, message, signature);
        assertThat(verifies(Ecdsa.P384, spki, message, signature)).isEqualTo(holds);
        // With s, n - s holds too (FIPS 186-5, 6.4.2).
        assertThat(holds).isEqualTo(signature.equals(good) || signature.equals(mirrored));
      }
    }
  }
}
