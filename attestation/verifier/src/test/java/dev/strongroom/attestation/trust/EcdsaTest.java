package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EcdsaTest {
  private final SigningKey key = SigningKey.generate(new SecureRandom());
  private final Bytes message = Bytes.utf8("message");

  private boolean verify(BigInteger r, BigInteger s) {
    var point = Ecdsa.P384.key(key.publicKey().spki()).orElseThrow();
    return Ecdsa.P384.verify(point, message, new EcdsaSignature(EcdsaCurve.P384, r, s));
  }

  // spec: FIPS 186-5 6.4.2
  @Test
  @DisplayName("FIPS 186-5 6.4.2: r and s from 1 to n - 1")
  void refusesValuesOutOfRange() {
    var signature = key.sign(message);
    var good =
        EcdsaSignature.ofBigEndian(
            EcdsaCurve.P384, signature.slice(0, 48), signature.slice(48, 96));
    var n = CustomNamedCurves.getByName("secp384r1").getN();
    assertThat(verify(good.r(), good.s())).isTrue();
    assertThat(verify(good.s(), good.r())).isFalse();
    for (var bad : new BigInteger[] {BigInteger.ZERO, n, n.add(BigInteger.ONE)}) {
      assertThat(verify(bad, good.s())).isFalse();
      assertThat(verify(good.r(), bad)).isFalse();
      assertThat(verify(bad, bad)).isFalse();
    }
    assertThat(verify(good.r().add(n), good.s())).isFalse();
  }

  private static Optional<EcdsaSignature> read(String hex) throws MalformedException {
    return Ecdsa.P384.ofDer(Bytes.ofHex("signature", hex));
  }

  @Test
  @DisplayName("RFC 3279 2.2.3: a SEQUENCE of two INTEGERs in their one encoding, and nothing else")
  void readsOneEncodingOnly() throws Exception {
    assertThat(read("3006020101020102"))
        .contains(new EcdsaSignature(EcdsaCurve.P384, BigInteger.ONE, BigInteger.valueOf(2)));
    var longest = "0231" + "00" + "ff".repeat(48);
    assertThat(read("3066" + longest + longest)).isPresent();
    var tooLong = "0232" + "01" + "ff".repeat(49);
    for (var wrong :
        new String[] {
          "",
          "30",
          "3000",
          "3003020101",
          "3009020101020102020103",
          "300602010102010200",
          "3006020101030102",
          "3006030101020102",
          "3006040101020102",
          "300602010130010200",
          "300702020001020102",
          "3005020002010130",
          "310602010102010200",
          "3081060201010201",
          "3067" + tooLong + longest
        }) {
      assertThat(read(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void refusesPointsOffTheCurveAndOtherEncodings() {
    var spki = key.publicKey().spki();
    assertThat(Ecdsa.P384.key(spki)).isPresent();
    var off = spki.toArray();
    off[off.length - 1] ^= 1;
    assertThat(Ecdsa.P384.key(Bytes.copyOf(off))).isEmpty();
    var compressed = spki.toArray();
    compressed[23] = 2;
    assertThat(Ecdsa.P384.key(Bytes.copyOf(compressed))).isEmpty();
    assertThat(Ecdsa.P384.key(spki.slice(0, spki.length() - 1))).isEmpty();
    assertThat(Ecdsa.P384.key(spki.concat(Bytes.zeros(1)))).isEmpty();
  }

  @Test
  @DisplayName("AMD 56860: r and s are little-endian")
  void readsLittleEndian() throws Exception {
    var one = Bytes.ofHex("r", "0100");
    assertThat(EcdsaSignature.ofLittleEndian(EcdsaCurve.P384, one, one).r())
        .isEqualTo(BigInteger.ONE);
    assertThat(EcdsaSignature.ofBigEndian(EcdsaCurve.P384, one, one).r())
        .isEqualTo(BigInteger.valueOf(256));
  }
}
