package dev.strongroom.broker.log;

import dev.strongroom.wire.Bytes;
import java.util.List;

/// Proof that an entry is in the log.
///
/// @param path RFC 9162 audit path, leaf to root
/// @param checkpoint signed note that covers the entry, durable
public record Proof(List<Bytes> path, String checkpoint) {
  public Proof {
    path = List.copyOf(path);
  }
}
