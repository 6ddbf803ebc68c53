package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// ECDSA by Amazon Corretto Crypto Provider (AWS-LC), which is native code. It sees points that
/// were found on their curve, messages, and values in range; it parses nothing. Where it is not on
/// the class path, is of another platform, or fails a known answer, there is none. Thread-safe.
///
/// @param provider registered nowhere: it is passed to each call
record NativeEcdsa(Provider provider) {
  private static final String NAME =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  /// The provider of this process, if it works.
  static final Optional<NativeEcdsa> AVAILABLE = load();

  private static Optional<NativeEcdsa> load() {
    try {
      return ServiceLoader.load(Provider.class, NativeEcdsa.class.getClassLoader()).stream()
          .filter(found -> found.type().getName().equals(NAME))
          .findFirst()
          .map(found -> new NativeEcdsa(found.get()))
          .filter(NativeEcdsa::isUsable);
    } catch (ServiceConfigurationError | LinkageError _) {
      // Its library cannot be unpacked or linked here: everything works without it, only slower.
      return Optional.empty();
    }
  }

  /// True if it knows a good signature from bad ones, on both curves.
  boolean isUsable() {
    for (var answer : KnownEcdsa.ALL) {
      var signature = answer.signature();
      var other = new EcdsaSignature(answer.curve(), signature.s(), signature.r());
      try {
        var key = key(answer.curve(), answer.spki());
        if (!key.verify(KnownEcdsa.MESSAGE, signature)
            || key.verify(KnownEcdsa.MESSAGE, other)
            || key.verify(Bytes.empty(), signature)) {
          return false;
        }
      } catch (GeneralSecurityException | IllegalStateException _) {
        return false;
      }
    }
    return true;
  }

  /// The key with this DER SubjectPublicKeyInfo.
  ///
  /// @throws GeneralSecurityException if the provider does not take it
  EcdsaKey key(EcdsaCurve curve, Bytes spki) throws GeneralSecurityException {
    var key =
        KeyFactory.getInstance("EC", provider)
            .generatePublic(new X509EncodedKeySpec(spki.toArray()));
    return (message, signature) -> verify(curve, key, message, signature);
  }

  private boolean verify(EcdsaCurve curve, PublicKey key, Bytes message, EcdsaSignature signature) {
    int length = curve.coordinateBytes();
    var values = new byte[2 * length];
    write(signature.r(), values, length);
    write(signature.s(), values, 2 * length);
    try {
      var verifier = Signature.getInstance(algorithm(curve), provider);
      verifier.initVerify(key);
      verifier.update(message.toArray());
      return verifier.verify(values);
    } catch (SignatureException _) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm(curve) + " worked when it was tried", e);
    }
  }

  private static String algorithm(EcdsaCurve curve) {
    return switch (curve) {
      case P256 -> "SHA256withECDSAinP1363Format";
      case P384 -> "SHA384withECDSAinP1363Format";
    };
  }

  /// Big-endian, with its last byte before `end`. A value in range may have a zero byte of sign.
  private static void write(BigInteger value, byte[] out, int end) {
    var bytes = value.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    int length = bytes.length - sign;
    System.arraycopy(bytes, sign, out, end - length, length);
  }
}
