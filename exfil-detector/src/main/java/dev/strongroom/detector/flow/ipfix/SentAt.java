package dev.strongroom.detector.flow.ipfix;

import java.time.Duration;
import java.time.Instant;

/// When a message was sent, for telling a later announcement from an earlier one.
///
/// @param exported as the message says
/// @param ordered the same, but no further from its arrival than an exporter's clock may err: a
///   forged time in the far future would otherwise make all that comes after it look early
record SentAt(Instant exported, Instant ordered) {
  /// @param error most that an exporter's clock may err
  static SentAt of(Instant exported, Instant arrival, Duration error) {
    var earliest = arrival.minus(error);
    var latest = arrival.plus(error);
    var ordered =
        exported.isAfter(latest) ? latest : exported.isBefore(earliest) ? earliest : exported;
    return new SentAt(exported, ordered);
  }

  /// True if sent after `other`. A duplicate of a datagram, however late it comes, is not.
  boolean isAfter(SentAt other) {
    return ordered.isAfter(other.ordered) && !exported.equals(other.exported);
  }
}
