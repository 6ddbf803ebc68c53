package dev.strongroom.benchmarks;

import dev.strongroom.wire.Bytes;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/// One signature over a digest and nothing around it: the yardstick. The same library and classes
/// as the verifier's own.
final class BareEcdsa {
  private final ECPublicKeyParameters key;
  private final byte[] digest;
  private final BigInteger r;
  private final BigInteger s;

  private BareEcdsa(ECPublicKeyParameters key, byte[] digest, BigInteger[] signature) {
    this.key = key;
    this.digest = digest;
    this.r = signature[0];
    this.s = signature[1];
  }

  static BareEcdsa p384() {
    return signed("secp384r1", Bytes.utf8("a report").sha384());
  }

  static BareEcdsa p256() {
    return signed("secp256r1", Bytes.utf8("a quote").sha256());
  }

  private static BareEcdsa signed(String curve, Bytes digest) {
    var domain = new ECDomainParameters(CustomNamedCurves.getByName(curve));
    var generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(domain, new SecureRandom()));
    var pair = generator.generateKeyPair();
    var signer = new ECDSASigner();
    signer.init(true, pair.getPrivate());
    var key = (ECPublicKeyParameters) pair.getPublic();
    return new BareEcdsa(key, digest.toArray(), signer.generateSignature(digest.toArray()));
  }

  boolean verify() {
    var signer = new ECDSASigner();
    signer.init(false, key);
    return signer.verifySignature(digest, r, s);
  }
}
