package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class XmlEcdsaTest {
  private static final KnownEcdsa KNOWN = KnownEcdsa.ALL.get(1);

  private final EcdsaKey key = Ecdsa.P384.key(KNOWN.spki()).orElseThrow();

  private boolean holds(Bytes message, byte[] signature) throws Exception {
    var verifier = Signature.getInstance("SHA384withECDSAinP1363Format", XmlEcdsa.PROVIDER);
    verifier.initVerify(new XmlEcdsa.Key(key));
    verifier.update(message.toArray(), 0, 1);
    for (int i = 1; i < message.length(); i++) {
      verifier.update((byte) message.at(i));
    }
    return verifier.verify(signature);
  }

  private static byte[] values() {
    var values = new byte[96];
    var r = KNOWN.signature().r().toByteArray();
    var s = KNOWN.signature().s().toByteArray();
    System.arraycopy(r, r.length - 48, values, 0, 48);
    System.arraycopy(s, s.length - 48, values, 48, 48);
    return values;
  }

  @Test
  void aKnownSignatureHoldsAndNoOther() throws Exception {
    assertThat(holds(KnownEcdsa.MESSAGE, values())).isTrue();
    assertThat(holds(Bytes.utf8("simple"), values())).isFalse();
    for (int i = 0; i < 96; i++) {
      var other = values();
      other[i] ^= 1;
      assertThat(holds(KnownEcdsa.MESSAGE, other)).isFalse();
    }
    assertThat(holds(KnownEcdsa.MESSAGE, new byte[96])).isFalse();
  }

  @Test
  void otherLengthsDoNotHold() throws Exception {
    for (int length : new int[] {0, 1, 95, 97, 192}) {
      assertThat(holds(KnownEcdsa.MESSAGE, Arrays.copyOf(values(), length))).isFalse();
    }
  }

  @Test
  void aVerifierCanBeUsedAgain() throws Exception {
    var verifier = Signature.getInstance("SHA384withECDSAinP1363Format", XmlEcdsa.PROVIDER);
    for (int i = 0; i < 2; i++) {
      verifier.initVerify(new XmlEcdsa.Key(key));
      verifier.update(KnownEcdsa.MESSAGE.toArray());
      assertThat(verifier.verify(values())).isTrue();
    }
  }

  @Test
  void takesNoForeignKeyAndSignsNothing() throws Exception {
    var verifier = Signature.getInstance("SHA384withECDSAinP1363Format", XmlEcdsa.PROVIDER);
    var pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    assertThatThrownBy(() -> verifier.initVerify(pair.getPublic()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> verifier.initSign(pair.getPrivate()))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void isNotRegisteredForTheProcess() {
    assertThat(Security.getProviders()).doesNotContain(XmlEcdsa.PROVIDER);
    assertThat(Security.getProvider(XmlEcdsa.PROVIDER.getName())).isNull();
  }
}
