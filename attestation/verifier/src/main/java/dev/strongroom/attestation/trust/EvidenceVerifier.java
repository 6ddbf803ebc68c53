package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Verifies a report under what is already verified. Pure, thread-safe.
public final class EvidenceVerifier {
  private static final int LEAST_RSA_BITS = 2048;

  private EvidenceVerifier() {}

  /// Checks the report's signature over the bytes as received, and that this chain is this
  /// device's.
  ///
  /// @param report as parsed
  /// @param chain proof of the chain; the result carries its profile and time
  /// @param rules the scheme's own demands
  /// @return verified, or rejected with every finding
  public static <E extends SignedReport> Verification<E> verify(
      E report, Verified<CertificateChain> chain, ReportRules<E> rules) {
    var findings = new ArrayList<Finding>(rules.mismatches(report, chain.evidence()));
    signature(report, chain.evidence().leaf().spki(), "chain[0]", findings);
    return findings.isEmpty() ? chain.vouchingFor(report) : new Rejected<>(findings);
  }

  /// Checks the report's signature by a key that a verified statement vouches for.
  ///
  /// @param report as parsed
  /// @param by proof of the statement; the result carries its chain, profile and time
  /// @param mismatches what the scheme found wrong between the two
  /// @return verified, or rejected with every finding
  public static <E extends SignedReport> Verification<E> verifyUnder(
      E report, Verified<? extends KeyStatement> by, List<Finding> mismatches) {
    var findings = new ArrayList<>(mismatches);
    signature(report, by.evidence().signerSpki(), "the attestation key", findings);
    return findings.isEmpty() ? by.vouchingFor(report) : new Rejected<>(findings);
  }

  private static void signature(SignedReport report, Bytes spki, String signer, List<Finding> out) {
    boolean holds =
        switch (report.signature()) {
          case EcdsaSignature signature -> {
            var ecdsa = signature.curve().ecdsa();
            var key = ecdsa.key(spki);
            if (key.isEmpty()) {
              out.add(foreignKey("a " + signature.curve() + " key", signer));
              yield true;
            }
            yield ecdsa.verify(key.get(), report.signedBytes(), signature);
          }
          case RsaSignature(var value) -> {
            var key = Rsa.key(spki, LEAST_RSA_BITS);
            if (key.isEmpty()) {
              out.add(foreignKey("an RSA key of 2048 to 4096 bits", signer));
              yield true;
            }
            yield Rsa.verifyPkcs1(key.get(), Rsa.PKCS1_SHA256, report.signedBytes(), value);
          }
        };
    if (!holds) {
      out.add(
          new Finding(
              ChainRule.REPORT_SIGNATURE,
              "a signature by " + signer,
              "the signature does not verify"));
    }
  }

  private static Finding foreignKey(String wanted, String signer) {
    return new Finding(ChainRule.ALGORITHM, wanted + " in " + signer, "a key of another kind");
  }
}
