package dev.strongroom.broker;

import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.dsse.PublicKey;
import java.util.Optional;

/// Whose word counts: the key of each owner that the broker's operator has let in.
public interface Owners {
  /// The key of `owner`, if that owner was let in.
  ///
  /// @throws UnavailableException if it cannot be read; nothing is trusted then
  Optional<PublicKey> key(String owner) throws UnavailableException;
}
