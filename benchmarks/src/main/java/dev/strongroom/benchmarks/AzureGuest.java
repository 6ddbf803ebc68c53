package dev.strongroom.benchmarks;

import dev.strongroom.attestation.azure.AzureCollateral;
import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.azure.AzureVerification;
import dev.strongroom.attestation.azure.AzureVerifier;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.scheme.tpm.QuoteDemand;
import dev.strongroom.attestation.scheme.tpm.QuoteNonce;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;

/// A genuine SNP guest behind Azure's virtual TPM, with what its verification needs.
final class AzureGuest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String NONCE =
      "0218488bae25d2509232bf676f1a66a30d7372add909109b36016ef136f2938ca05475f8b46094de6b64270ea35d950f";

  private final Bytes evidence = Genuine.read("cpu/az-vtpm/snp-genoa-v3/evidence.json");
  private final AzureCollateral collateral =
      AzureCollateral.ofIssuers(List.of(issuer("ask"), issuer("ark")));
  private final QuoteDemand demand = demand();

  private static Certificate issuer(String name) {
    try {
      return Certificate.ofDer(name, Genuine.read("cpu/snp/certs/genoa/" + name + ".der"));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static QuoteDemand demand() {
    try {
      return QuoteDemand.ofAllPcrs(new QuoteNonce(Bytes.ofHex("nonce", NONCE)));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  AzureVerification.Authentic verify() throws MalformedException {
    var read = AzureEvidence.read(evidence);
    return switch (AzureVerifier.verify(read, demand, collateral, TrustAnchors.production(), NOW)) {
      case AzureVerification.Authentic authentic -> authentic;
      case AzureVerification.Refused(var findings) ->
          throw new IllegalStateException(findings.toString());
    };
  }
}
