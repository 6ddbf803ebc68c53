package dev.strongroom.benchmarks;

import dev.strongroom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/// One signature as AMD's issuers make them, RSA-4096 with PSS, by the JDK as in the verifier.
final class BareRsa {
  private static final int BITS = 4096;
  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);

  private final PublicKey key;
  private final byte[] message = Bytes.utf8("a certificate").toArray();
  private final byte[] signature;

  BareRsa() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      var pair = generator.generateKeyPair();
      var signer = Signature.getInstance("RSASSA-PSS");
      signer.setParameter(PSS);
      signer.initSign(pair.getPrivate());
      signer.update(message);
      key = pair.getPublic();
      signature = signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean verify() {
    try {
      var verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(PSS);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
