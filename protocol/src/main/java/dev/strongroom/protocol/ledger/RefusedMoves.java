package dev.strongroom.protocol.ledger;

import java.time.Instant;
import java.util.List;

/// Devices that a platform showed while leases of another held them, newest first. No key left for
/// any of these.
///
/// @param moves those of the last 30 days, the newest 1,000 at most
public record RefusedMoves(List<Move> moves) {
  public RefusedMoves {
    moves = List.copyOf(moves);
  }

  /// A platform's tries to use another's device. Ids are lower-case hexadecimal.
  ///
  /// @param deviceId the device
  /// @param holdingPlatformId who held it at the last try
  /// @param askingPlatformId who showed it beside
  /// @param first first try
  /// @param last last try
  /// @param times tries so far, at least 1
  public record Move(
      String deviceId,
      String holdingPlatformId,
      String askingPlatformId,
      Instant first,
      Instant last,
      long times) {}
}
