package dev.strongroom.attestation.scheme.snp.launch;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.UUID;

/// EFI GUIDs (UEFI 2.10, appendix A): the first three groups of their text are stored
/// little-endian.
final class Guid {
  static final int BYTES = 16;

  private Guid() {}

  /// The stored form of a GUID.
  static Bytes of(String text) {
    var uuid = UUID.fromString(text);
    long high = uuid.getMostSignificantBits();
    return new BinaryWriter()
        .u32le(high >>> 32)
        .u16le((int) (high >>> 16))
        .u16le((int) high)
        .u64be(uuid.getLeastSignificantBits())
        .toBytes();
  }
}
