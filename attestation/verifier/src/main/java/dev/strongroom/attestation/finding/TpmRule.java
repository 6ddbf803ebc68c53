package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;

/// Rules of TPM 2.0 quotes.
public enum TpmRule implements Rule {
  /// The quote is of another session, or of none.
  NONCE(
      "tpm.nonce",
      CONTRAINDICATED,
      "TPM 2.0 Part 3, 18.4: qualifyingData",
      "Make the quote in this session, with its nonce as qualifying data."),
  /// The quote covers a bank that is not accepted.
  PCR_BANK(
      "tpm.pcr-bank",
      CONTRAINDICATED,
      "TPM 2.0 Part 2, 10.6.2: TPMS_PCR_SELECTION hash",
      "Quote the SHA-256 bank, and no other."),
  /// The quote covers other PCRs than those asked for.
  PCR_SELECTION(
      "tpm.pcr-selection",
      CONTRAINDICATED,
      "TPM 2.0 Part 2, 10.6.2: TPMS_PCR_SELECTION pcrSelect",
      "Quote exactly the PCRs that were asked for; others, such as the resettable 16 and 23, cannot"
          + " stand in their place."),
  /// Values came for other PCRs than those asked for.
  PCR_VALUES(
      "tpm.pcr-values",
      CONTRAINDICATED,
      "TPM 2.0 Part 1, 17.5",
      "Send the value of each PCR that was asked for, by its number."),
  /// The values are not those that were quoted.
  PCR_DIGEST(
      "tpm.pcr-digest",
      CONTRAINDICATED,
      "TPM 2.0 Part 2, 10.12.1: pcrDigest",
      "Read the PCRs again directly before the quote; one may have been extended between.");

  private final Text text;

  TpmRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
