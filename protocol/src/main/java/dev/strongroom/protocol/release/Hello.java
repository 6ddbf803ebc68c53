package dev.strongroom.protocol.release;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.Envelope;
import java.util.List;

/// Opens a session. Costs the broker no signature check beyond the ticket's.
///
/// @param ticket the owner's signed [Ticket]
/// @param version version of the model that is asked for
/// @param sessionKeys S, [Transcript#sessionKeys], 48 bytes
/// @param collateralHints what the Evidence will need, such as `amd-product:Genoa`; lets the broker
///   refuse with 503 before it spends a nonce
public record Hello(
    Envelope ticket, long version, Bytes sessionKeys, List<String> collateralHints) {
  private static final int MAX_HINTS = 32;

  public Hello {
    Sizes.requireDigest("sessionKeys", sessionKeys);
    collateralHints = List.copyOf(collateralHints);
    if (collateralHints.size() > MAX_HINTS) {
      throw new IllegalArgumentException("collateralHints: limit " + MAX_HINTS);
    }
  }
}
