package dev.strongroom.gateway.edge;

import java.util.Locale;

/// How a request ended: a metric's label, so the list is short and closed.
enum Outcome {
  /// Answered in full, also with the engine's own refusal.
  ANSWERED,
  /// The client's fault.
  REFUSED,
  /// Over a limit.
  THROTTLED,
  /// No live holder.
  UNAVAILABLE,
  /// The node failed, before or in the middle of its answer.
  NODE_FAILED,
  /// The client went away.
  CLIENT_GONE,
  /// Our bug.
  FAILED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Outcome of(int status) {
    return switch (status) {
      case 429 -> THROTTLED;
      case 500 -> FAILED;
      case 502, 504 -> NODE_FAILED;
      case 503 -> UNAVAILABLE;
      default -> REFUSED;
    };
  }
}
