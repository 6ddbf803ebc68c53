package dev.strongroom.simulator.intel;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.simulator.pki.P256Key;
import dev.strongroom.wire.Bytes;
import java.security.SecureRandom;
import java.time.Instant;

/// One simulated Intel platform: its PCK, its quoting enclave's attestation key, and the quotes
/// that they sign. Immutable, thread-safe.
public final class IntelPlatform {
  private final PckFields pck;
  private final P256Key pckKey;
  private final P256Key attestationKey;
  private final CertificateChain chain;

  private IntelPlatform(
      PckFields pck, P256Key pckKey, P256Key attestationKey, CertificateChain chain) {
    this.pck = pck;
    this.pckKey = pckKey;
    this.attestationKey = attestationKey;
    this.chain = chain;
  }

  /// A platform with fresh keys.
  ///
  /// @param pck what its PCK certificate says; not to be changed afterwards
  /// @param notBefore start of the certificate's validity
  public static IntelPlatform create(
      IntelHierarchy intel, PckFields pck, SecureRandom random, Instant notBefore) {
    var pckKey = P256Key.generate(random);
    return new IntelPlatform(
        pck, pckKey, P256Key.generate(random), intel.pck(pck, pckKey, random, notBefore));
  }

  /// What its PCK certificate says.
  public PckFields pck() {
    return pck;
  }

  /// PCK certificate, its issuer, root.
  public CertificateChain chain() {
    return chain;
  }

  /// The quote, signed.
  public Bytes sign(QuoteFields fields) {
    return fields.sign(attestationKey, pckKey, chain);
  }
}
