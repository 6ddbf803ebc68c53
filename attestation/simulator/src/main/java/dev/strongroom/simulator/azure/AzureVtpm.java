package dev.strongroom.simulator.azure;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;

/// The vTPM of one simulated confidential guest: its AK, certified in both ways, and what it signs.
/// Immutable, thread-safe.
public final class AzureVtpm {
  private static final int AK_BITS = 2048;
  private static final int VM_BYTES = 6;

  private final KeyPair ak;
  private final Bytes ekModulus;
  private final CertificateChain chain;
  private final CertificateChain earlierChain;

  private AzureVtpm(
      KeyPair ak, Bytes ekModulus, CertificateChain chain, CertificateChain earlierChain) {
    this.ak = ak;
    this.ekModulus = ekModulus;
    this.chain = chain;
    this.earlierChain = earlierChain;
  }

  /// A vTPM with fresh keys.
  ///
  /// @param notBefore start of the AK certificates' validity
  public static AzureVtpm create(AzureHierarchy azure, SecureRandom random, Instant notBefore) {
    var ak = AzureHierarchy.rsa(AK_BITS, random);
    var vm = new byte[VM_BYTES];
    random.nextBytes(vm);
    var name = Bytes.copyOf(vm).hex();
    // Nothing is encrypted to the EK here: any modulus will do.
    var ekModulus = new byte[AK_BITS / 8];
    random.nextBytes(ekModulus);
    ekModulus[0] |= (byte) 0x80;
    return new AzureVtpm(
        ak,
        Bytes.copyOf(ekModulus),
        azure.ak(ak.getPublic(), name, random, notBefore),
        azure.earlierAk(ak.getPublic(), name, random, notBefore));
  }

  /// The AK's public half.
  public RSAPublicKey ak() {
    return (RSAPublicKey) ak.getPublic();
  }

  /// AK certificate to root, by the way of 2025.
  public CertificateChain chain() {
    return chain;
  }

  /// AK certificate to root, by the way before.
  public CertificateChain earlierChain() {
    return earlierChain;
  }

  /// The report that binds this AK.
  ///
  /// @param reportType [HclReportFields#SNP] or [HclReportFields#TDX]
  public HclReportFields hclReport(int reportType) {
    return new HclReportFields(reportType, ak(), ekModulus);
  }

  /// The quote, signed by the AK.
  public TpmQuote sign(TpmQuoteFields fields) {
    var message = fields.message();
    try {
      var signer = Signature.getInstance("SHA256withRSA");
      signer.initSign(ak.getPrivate());
      signer.update(message.toArray());
      return new TpmQuote(message, Bytes.copyOf(signer.sign()), fields.pcrs());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with an RSA key failed", e);
    }
  }
}
