package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.wire.Bytes;
import java.util.List;

/// What one measurement must be. Index `i` speaks of the SPDM measurement block `i + 1`.
///
/// @param index 0 to 63
/// @param active whether it takes part in comparison
/// @param alternatives any of which is right, 48 bytes each, at least one
public record ReferenceMeasurement(int index, boolean active, List<Bytes> alternatives) {
  public ReferenceMeasurement {
    alternatives = List.copyOf(alternatives);
    if (alternatives.isEmpty()) {
      throw new IllegalArgumentException("alternatives: want at least one");
    }
  }
}
