package dev.strongroom.protocol.client;

import dev.strongroom.wire.Bytes;
import java.util.List;

/// A run of log entries as they stand in the broker's database.
///
/// @param from index of the first
/// @param entries the entries' bytes
/// @param leafHashes the hashes that were computed when they were appended, 32 bytes each
public record LogPage(long from, List<Bytes> entries, List<Bytes> leafHashes) {
  public LogPage {
    entries = List.copyOf(entries);
    leafHashes = List.copyOf(leafHashes);
  }
}
