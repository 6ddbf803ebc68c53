package dev.strongroom.benchmarks;

import dev.strongroom.wire.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import java.util.ServiceLoader;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/// One signature over a few bytes and nothing around it: the yardstick. By the same library as the
/// verifier's own: Amazon Corretto Crypto Provider where it is on the class path, else Bouncy
/// Castle with a key that was used before.
abstract sealed class BareEcdsa {
  private static final String PROVIDER = "AmazonCorrettoCryptoProvider";
  private static final Optional<Provider> NATIVE =
      ServiceLoader.load(Provider.class).stream()
          .filter(found -> found.type().getSimpleName().equals(PROVIDER))
          .map(ServiceLoader.Provider::get)
          .findFirst();

  static BareEcdsa p384() {
    return of("secp384r1", "SHA384withECDSA", Bytes.utf8("a report"));
  }

  static BareEcdsa p256() {
    return of("secp256r1", "SHA256withECDSA", Bytes.utf8("a quote"));
  }

  private static BareEcdsa of(String curve, String algorithm, Bytes message) {
    if (NATIVE.isEmpty()) {
      return InJava.of(curve, curve.equals("secp384r1") ? message.sha384() : message.sha256());
    }
    try {
      return InNative.of(NATIVE.get(), curve, algorithm, message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whose arithmetic it is.
  static String library() {
    return NATIVE.map(Provider::getInfo).orElse("Bouncy Castle");
  }

  abstract boolean verify();

  private static final class InNative extends BareEcdsa {
    private final Provider provider;
    private final String algorithm;
    private final PublicKey key;
    private final byte[] message;
    private final byte[] signature;

    private InNative(
        Provider provider, String algorithm, PublicKey key, byte[] message, byte[] signature) {
      this.provider = provider;
      this.algorithm = algorithm;
      this.key = key;
      this.message = message;
      this.signature = signature;
    }

    static BareEcdsa of(Provider provider, String curve, String algorithm, Bytes message)
        throws GeneralSecurityException {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      var pair = generator.generateKeyPair();
      var signer = Signature.getInstance(algorithm, provider);
      signer.initSign(pair.getPrivate());
      signer.update(message.toArray());
      var key =
          KeyFactory.getInstance("EC", provider)
              .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
      return new InNative(provider, algorithm, key, message.toArray(), signer.sign());
    }

    @Override
    boolean verify() {
      try {
        var verifier = Signature.getInstance(algorithm, provider);
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class InJava extends BareEcdsa {
    private final ECPublicKeyParameters key;
    private final byte[] digest;
    private final BigInteger r;
    private final BigInteger s;

    private InJava(ECPublicKeyParameters key, byte[] digest, BigInteger[] signature) {
      this.key = key;
      this.digest = digest;
      this.r = signature[0];
      this.s = signature[1];
    }

    static BareEcdsa of(String curve, Bytes digest) {
      var domain = new ECDomainParameters(CustomNamedCurves.getByName(curve));
      var generator = new ECKeyPairGenerator();
      generator.init(new ECKeyGenerationParameters(domain, new SecureRandom()));
      var pair = generator.generateKeyPair();
      var signer = new ECDSASigner();
      signer.init(true, pair.getPrivate());
      var key = (ECPublicKeyParameters) pair.getPublic();
      return new InJava(key, digest.toArray(), signer.generateSignature(digest.toArray()));
    }

    @Override
    boolean verify() {
      var signer = new ECDSASigner();
      signer.init(false, key);
      return signer.verifySignature(digest, r, s);
    }
  }
}
