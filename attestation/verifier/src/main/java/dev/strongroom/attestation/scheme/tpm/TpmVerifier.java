package dev.strongroom.attestation.scheme.tpm;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.TpmRule;
import dev.strongroom.attestation.trust.EvidenceVerifier;
import dev.strongroom.attestation.trust.KeyStatement;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Whether a quote is of this session, covers exactly the PCRs that were asked for, and is signed
/// by a key that another verified statement vouches for. An attestation key that merely came with
/// the quote verifies nothing: there is no method for it. Pure, thread-safe.
public final class TpmVerifier {
  private TpmVerifier() {}

  /// Verifies a quote. Of the result, `pcrs()` are the values that the TPM quoted.
  ///
  /// @param by verified statement that vouches for the attestation key
  /// @param demand what the quote must cover and be bound to
  public static Verification<TpmQuote> verify(
      TpmQuote quote, Verified<? extends KeyStatement> by, QuoteDemand demand) {
    return EvidenceVerifier.verifyUnder(quote, by, mismatches(quote, demand));
  }

  /// Everything but the signature. An empty list proves nothing.
  public static List<Finding> mismatches(TpmQuote quote, QuoteDemand demand) {
    var findings = new ArrayList<Finding>();
    // spec: TPM 2.0 Part 3, 18.4: qualifyingData comes back as extraData
    if (!quote.extraData().equals(demand.nonce().value())) {
      findings.add(
          new Finding(
              TpmRule.NONCE,
              "extraData " + demand.nonce().value(),
              quote.extraData().length() == 0 ? "none" : quote.extraData().hex()));
    }
    selection(quote, demand, findings);
    if (!quote.pcrs().keySet().equals(demand.pcrs())) {
      findings.add(
          new Finding(
              TpmRule.PCR_VALUES,
              "values of PCRs " + demand.pcrs(),
              "values of PCRs " + quote.pcrs().keySet()));
    }
    // spec: TPM 2.0 Part 1, 17.5: pcrDigest hashes the selected PCRs, lowest number first
    var digest = quote.pcrs().values().stream().reduce(Bytes.empty(), Bytes::concat).sha256();
    if (!digest.equals(quote.pcrDigest())) {
      findings.add(
          new Finding(
              TpmRule.PCR_DIGEST,
              "PCR values that hash to " + quote.pcrDigest(),
              "values that hash to " + digest));
    }
    return findings;
  }

  private static void selection(TpmQuote quote, QuoteDemand demand, List<Finding> out) {
    int bank = TpmQuote.BANK.id();
    if (quote.selections().stream().anyMatch(selection -> selection.bank() != bank)) {
      out.add(new Finding(TpmRule.PCR_BANK, "SHA-256 only", quote.selections().toString()));
    }
    // spec: TPM 2.0 Part 2, 10.12.1: pcrSelect says which PCRs pcrDigest is of; positions of values
    // say nothing
    var demanded = List.of(new PcrSelection(bank, demand.pcrs()));
    if (!quote.selections().equals(demanded)) {
      out.add(
          new Finding(TpmRule.PCR_SELECTION, demanded.toString(), quote.selections().toString()));
    }
  }
}
