package dev.strongroom.attestation.trust;

import java.time.Instant;

/// A stretch of time, both ends included.
record Span(Instant from, Instant until) {
  static final Span ALWAYS = new Span(Instant.MIN, Instant.MAX);

  boolean contains(Instant time) {
    return !time.isBefore(from) && !time.isAfter(until);
  }

  /// The part of this around `now`, which this contains, in which `other` neither begins nor ends.
  Span around(Instant now, Span other) {
    if (now.isBefore(other.from)) {
      return new Span(from, earlier(until, other.from.minusNanos(1)));
    }
    return now.isAfter(other.until)
        ? new Span(later(from, other.until.plusNanos(1)), until)
        : new Span(later(from, other.from), earlier(until, other.until));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
