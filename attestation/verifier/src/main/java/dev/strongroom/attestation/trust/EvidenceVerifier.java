package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Verifies a report under what is already verified. Pure, thread-safe.
public final class EvidenceVerifier {
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
    var leaf = chain.evidence().leaf();
    signature(report, chain.signer(), () -> ChainVerifier.placed(0, leaf), findings);
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
    signature(report, by.signer(), () -> "the attestation key", findings);
    return findings.isEmpty() ? by.vouchingFor(report) : new Rejected<>(findings);
  }

  /// Findings of a chain that was rejected for what other lists or another time could mend, and
  /// with them those of the report's signature under its leaf: a forgery shall not pass for a chain
  /// that ran out. Nothing is verified by it.
  ///
  /// @param findings of the chain
  public static List<Finding> withSignature(
      List<Finding> findings, SignedReport report, Certificate leaf) {
    return isMendable(findings)
        ? with(findings, signatureUnder(leaf.spki(), report, ChainVerifier.placed(0, leaf)))
        : findings;
  }

  /// True if other lists or another time could mend each of `findings`, and there are some.
  public static boolean isMendable(List<Finding> findings) {
    return !findings.isEmpty()
        && findings.stream()
            .allMatch(finding -> finding.rule() instanceof ChainRule rule && rule.isMendable());
  }

  /// What is wrong with a signature under a key that nothing vouches for. No finding proves
  /// nothing.
  ///
  /// @param spki DER SubjectPublicKeyInfo
  /// @param signer whose key that is said to be, for findings
  public static List<Finding> signatureUnder(Bytes spki, SignedReport report, String signer) {
    var findings = new ArrayList<Finding>();
    signature(report, SignerKey.ofSpki(spki), () -> signer, findings);
    return findings;
  }

  private static List<Finding> with(List<Finding> findings, List<Finding> more) {
    var all = new ArrayList<>(findings);
    all.addAll(more);
    return all;
  }

  /// @param signer whose key that is, asked for only where something is wrong
  private static void signature(
      SignedReport report, SignerKey key, Supplier<String> signer, List<Finding> out) {
    boolean holds =
        switch (report.signature()) {
          case EcdsaSignature signature -> {
            if (!(key instanceof SignerKey.Ec(var curve, var point))
                || curve != signature.curve()) {
              out.add(foreignKey("a " + signature.curve() + " key", signer.get()));
              yield true;
            }
            yield curve.ecdsa().verify(point, report.signedBytes(), signature);
          }
          case RsaSignature(var value) -> {
            if (!(key instanceof SignerKey.OfRsa(var rsa))) {
              out.add(foreignKey("an RSA key of 2048 to 4096 bits", signer.get()));
              yield true;
            }
            yield Rsa.verifyPkcs1(rsa, Rsa.PKCS1_SHA256, report.signedBytes(), value);
          }
        };
    if (!holds) {
      out.add(
          new Finding(
              ChainRule.REPORT_SIGNATURE,
              "a signature by " + signer.get(),
              "the signature of the " + report.title() + " does not verify"));
    }
  }

  private static Finding foreignKey(String wanted, String signer) {
    return new Finding(ChainRule.ALGORITHM, wanted + " in " + signer, "a key of another kind");
  }
}
