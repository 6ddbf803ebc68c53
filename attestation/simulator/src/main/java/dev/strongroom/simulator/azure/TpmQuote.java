package dev.strongroom.simulator.azure;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.List;

/// A signed quote as a guest sends it. Immutable, thread-safe.
///
/// @param message TPMS_ATTEST
/// @param signature RSASSA-PKCS1-v1_5 with SHA-256 over `message`, 256 bytes
/// @param pcrs values of the SHA-256 bank, 0 to 23
public record TpmQuote(Bytes message, Bytes signature, List<Bytes> pcrs) {
  private static final int RSASSA = 0x14;

  public TpmQuote {
    pcrs = List.copyOf(pcrs);
  }

  /// The signature as TPMT_SIGNATURE: scheme, hash and length before it.
  public Bytes tpmtSignature() {
    return new BinaryWriter()
        .u16be(RSASSA)
        .u16be(TpmQuoteFields.SHA256)
        .u16be(signature.length())
        .raw(signature)
        .toBytes();
  }
}
