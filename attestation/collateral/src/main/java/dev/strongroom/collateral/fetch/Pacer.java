package dev.strongroom.collateral.fetch;

import java.time.Duration;
import java.time.Instant;

/// Keeps the pauses that one service wants. Every request takes a place in one row; a place knows
/// how long the service is left alone after it. Thread-safe.
final class Pacer {
  private Instant free = Instant.MIN;

  /// Takes the next place.
  ///
  /// @param spacing pause that the service wants after the request
  /// @return when the request may be sent, not before `now`
  synchronized Instant reserve(Instant now, Duration spacing) {
    var slot = free.isAfter(now) ? free : now;
    free = slot.plus(spacing);
    return slot;
  }

  /// Nothing is sent before `instant`; places taken already stay.
  synchronized void quietUntil(Instant instant) {
    free = free.isAfter(instant) ? free : instant;
  }
}
