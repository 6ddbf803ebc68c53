package dev.strongroom.sealedrequests;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.hpke.HPKE;

/// The parts of RFC 9458, section 4, that both sides share.
///
/// ```
/// hdr      = key id (1) ‖ KEM (2) ‖ KDF (2) ‖ AEAD (2)
/// info     = "message/bhttp request" ‖ 0x00 ‖ hdr
/// request  = hdr ‖ enc ‖ Seal("", payload)
/// secret   = Export("message/bhttp response", max(Nn, Nk))
/// prk      = HKDF-Extract(salt = enc ‖ response nonce, secret)
/// key      = HKDF-Expand(prk, "key", Nk);  nonce = HKDF-Expand(prk, "nonce", Nn)
/// response = response nonce (max(Nn, Nk)) ‖ AEAD-Seal(key, nonce, "", payload)
/// ```
final class Encapsulation {
  static final int HEADER_BYTES = 7;

  /// Nenc of DHKEM(X25519).
  static final int ENC_BYTES = 32;

  static final int TAG_BYTES = 16;

  private static final String REQUEST_LABEL = "message/bhttp request";
  private static final byte[] RESPONSE_LABEL =
      "message/bhttp response".getBytes(StandardCharsets.US_ASCII);

  private Encapsulation() {}

  /// A fresh HPKE object: the library's are not thread-safe, so none is ever shared.
  static HPKE hpke(Suite suite) {
    return new HPKE(
        HPKE.mode_base, (short) Suite.KEM_ID, (short) Suite.KDF_ID, (short) suite.aeadId());
  }

  static Bytes header(int keyId, Suite suite) {
    return new BinaryWriter()
        .u8(keyId)
        .u16be(Suite.KEM_ID)
        .u16be(Suite.KDF_ID)
        .u16be(suite.aeadId())
        .toBytes();
  }

  static byte[] info(Bytes header) {
    return new BinaryWriter().raw(Bytes.utf8(REQUEST_LABEL)).u8(0).raw(header).toBytes().toArray();
  }

  static byte[] responseLabel() {
    return RESPONSE_LABEL.clone();
  }

  /// Encrypts or decrypts a response.
  ///
  /// @param mode [Cipher#ENCRYPT_MODE] or [Cipher#DECRYPT_MODE]
  static byte[] response(
      int mode, Suite suite, Bytes enc, byte[] secret, Bytes responseNonce, byte[] text)
      throws GeneralSecurityException {
    var kdf = KDF.getInstance("HKDF-SHA256");
    var salt = enc.concat(responseNonce).toArray();
    var key = kdf.deriveData(expand(salt, secret, "key", suite.keyBytes()));
    var nonce = kdf.deriveData(expand(salt, secret, "nonce", Suite.NONCE_BYTES));
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_BYTES, nonce));
    return cipher.doFinal(text);
  }

  private static AlgorithmParameterSpec expand(
      byte[] salt, byte[] secret, String label, int lengthBytes) {
    return HKDFParameterSpec.ofExtract()
        .addSalt(salt)
        .addIKM(secret)
        .thenExpand(label.getBytes(StandardCharsets.US_ASCII), lengthBytes);
  }
}
