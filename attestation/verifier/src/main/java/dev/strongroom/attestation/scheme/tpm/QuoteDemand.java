package dev.strongroom.attestation.scheme.tpm;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// What a quote must cover and be bound to. The bank is SHA-256, always.
///
/// @param nonce of this session
/// @param pcrs exactly these, at least one, each 0 to 23
public record QuoteDemand(QuoteNonce nonce, SortedSet<Integer> pcrs) {
  public QuoteDemand {
    pcrs = Collections.unmodifiableSortedSet(new TreeSet<>(pcrs));
    if (pcrs.isEmpty() || pcrs.first() < 0 || pcrs.last() >= TpmQuote.PCRS) {
      throw new IllegalArgumentException("pcrs: got " + pcrs + ", want some of 0 to 23");
    }
  }

  /// All 24 PCRs, so that none can be left out or stand in another's place.
  public static QuoteDemand ofAllPcrs(QuoteNonce nonce) {
    var all = new TreeSet<Integer>();
    IntStream.range(0, TpmQuote.PCRS).forEach(all::add);
    return new QuoteDemand(nonce, all);
  }
}
