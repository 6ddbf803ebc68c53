package dev.strongroom.attestation.scheme.tpm;

import dev.strongroom.attestation.eventlog.DigestAlgorithm;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// PCRs of one bank that a quote covers (TPMS_PCR_SELECTION).
///
/// @param bank TPM_ALG_ID
/// @param pcrs their numbers
public record PcrSelection(int bank, SortedSet<Integer> pcrs) {
  public PcrSelection {
    pcrs = Collections.unmodifiableSortedSet(new TreeSet<>(pcrs));
  }

  /// For example `SHA-256 [0, 7]`.
  @Override
  public String toString() {
    var name = DigestAlgorithm.ofId(bank).map(DigestAlgorithm::text).orElse("%04x".formatted(bank));
    return name + " " + pcrs;
  }
}
