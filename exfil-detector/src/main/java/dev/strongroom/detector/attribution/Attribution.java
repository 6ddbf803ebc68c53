package dev.strongroom.detector.attribution;

import java.util.List;

/// What a flow record means.
public sealed interface Attribution {
  /// Bytes from a holder.
  ///
  /// @param counted models against whose budgets they count; empty where all allow the destination
  record Held(List<ModelKey> counted) implements Attribution {
    public Held {
      counted = List.copyOf(counted);
    }
  }

  /// Bytes from a gateway: its signed reports account for them.
  record Served() implements Attribution {}

  /// Bytes that leave the site from an address of which nobody says what it holds.
  record Unattributed() implements Attribution {}

  /// Bytes that do not leave, or come from outside.
  record NoEgress() implements Attribution {}
}
