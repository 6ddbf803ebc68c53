package dev.strongroom.simulator.vendor;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.function.Consumer;

/// One simulated AMD processor: its endorsement key, and the reports that its firmware signs. Any
/// product, VCEK or VLEK. Thread-safe.
public final class AmdProcessor {
  private static final int TURIN_CHIP_ID_BYTES = 8;
  private static final int CHIP_ID_BYTES = 64;

  private final AmdHierarchy amd;
  private final SigningKey key;
  private final CertificateChain chain;
  private final Bytes chipId;
  private final SnpTcb tcb;
  private final boolean loaded;

  private AmdProcessor(
      AmdHierarchy amd,
      SigningKey key,
      CertificateChain chain,
      Bytes chipId,
      SnpTcb tcb,
      boolean loaded) {
    this.amd = amd;
    this.key = key;
    this.chain = chain;
    this.chipId = chipId;
    this.tcb = tcb;
    this.loaded = loaded;
  }

  /// A processor that signs with its VCEK.
  ///
  /// @param chipId 64 bytes; on Turin the last 56 are taken for zero
  /// @param tcb that the key is derived from and every TCB field reports
  /// @param notBefore start of the certificate's validity
  public static AmdProcessor withVcek(
      AmdHierarchy amd, Bytes chipId, SnpTcb tcb, SecureRandom random, Instant notBefore) {
    var key = SigningKey.generate(random);
    var own =
        switch (amd.product()) {
          case MILAN, GENOA -> chipId;
          case TURIN ->
              chipId
                  .slice(0, TURIN_CHIP_ID_BYTES)
                  .concat(Bytes.zeros(CHIP_ID_BYTES - TURIN_CHIP_ID_BYTES));
        };
    var chain = amd.vcek(key.publicKey().platformKey(), own, tcb, notBefore);
    return new AmdProcessor(amd, key, chain, own, tcb, false);
  }

  /// A processor that signs with a provider's VLEK and masks its CHIP_ID.
  ///
  /// @param asvk issuer of the VLEK
  /// @param cspId provider, such as `CN=cc-us-east-2.amazonaws.com`
  public static AmdProcessor withVlek(
      AmdHierarchy amd,
      Authority asvk,
      String cspId,
      SnpTcb tcb,
      SecureRandom random,
      Instant notBefore) {
    var key = SigningKey.generate(random);
    var chain = amd.vlek(asvk, key.publicKey().platformKey(), cspId, tcb, notBefore);
    return new AmdProcessor(amd, key, chain, Bytes.zeros(CHIP_ID_BYTES), tcb, true);
  }

  /// CHIP_ID, 64 bytes; zero with a VLEK.
  public Bytes chipId() {
    return chipId;
  }

  /// VCEK or VLEK, its issuer, ARK.
  public CertificateChain chain() {
    return chain;
  }

  /// A report of version 3 whose fields `change` altered before it was signed.
  ///
  /// @param reportData 64 bytes
  public Evidence report(Bytes reportData, Consumer<SnpReportFields> change) {
    var fields =
        SnpReportFields.of(
                amd.product(),
                tcb,
                Bytes.utf8("strongroom simulated image").sha384(),
                Bytes.zeros(32),
                chain.leaf().fingerprint(),
                chipId)
            .reportData(reportData);
    if (loaded) {
      fields.loaded();
    }
    change.accept(fields);
    return new Evidence(Scheme.AMD_SEV_SNP, fields.sign(key), chain.toPem());
  }
}
