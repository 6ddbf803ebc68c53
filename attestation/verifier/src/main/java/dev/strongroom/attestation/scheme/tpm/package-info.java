/// TPM 2.0 quotes: what a TPM's attestation key signed of its platform configuration registers
/// (PCRs). Whose key that is, the package cannot say: another verified statement vouches for it.
///
/// ```java
/// var quote = TpmQuote.parse(attest, TpmQuote.rawSignature(signature), pcrs);
/// var demand = QuoteDemand.ofAllPcrs(new QuoteNonce(nonce));
/// switch (TpmVerifier.verify(quote, verifiedKeyStatement, demand)) { ... }
/// ```
///
/// Sources: TCG "Trusted Platform Module Library" 1.59, Part 2 (structures) and Part 3, 18.4
/// (TPM2_Quote).
@NullMarked
package dev.strongroom.attestation.scheme.tpm;

import org.jspecify.annotations.NullMarked;
