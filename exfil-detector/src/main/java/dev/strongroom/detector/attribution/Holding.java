package dev.strongroom.detector.attribution;

import dev.strongroom.protocol.network.IpAddress;
import java.time.Instant;

/// An address that held a model for a while: one lease, one of its addresses.
///
/// @param leaseId the lease
/// @param model what was held
/// @param address of the holder's traffic
/// @param begin when the lease began
/// @param end when it was seen to be gone, or [#LIVE]
public record Holding(
    String leaseId, ModelKey model, IpAddress address, Instant begin, Instant end) {
  /// End of a lease that still lives.
  public static final Instant LIVE = Instant.parse("9999-12-31T23:59:59Z");

  /// True while the lease lives.
  public boolean lives() {
    return end.equals(LIVE);
  }

  /// True if the interval shares an instant with the holding.
  boolean overlaps(Instant start, Instant until) {
    return !until.isBefore(begin) && start.isBefore(end);
  }

  Holding endedAt(Instant now) {
    return new Holding(leaseId, model, address, begin, now.isBefore(begin) ? begin : now);
  }
}
