package dev.strongroom.protocol.release;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.Envelope;
import java.util.List;

/// A wrapped key together with the proof that its release is in the log. An agent refuses it
/// without.
///
/// @param lease the signed [Lease]
/// @param wrappedKey the model key by HPKE, see [KeyWrap]
/// @param entry the log entry, the bytes that were hashed; always the
///   [dev.strongroom.protocol.audit.AuditEntry.KeyReleased], of a redelivery too
/// @param entryIndex its index in the log, from 0
/// @param inclusionProof RFC 9162 audit path, leaf to root, 32 bytes each
/// @param checkpoint signed note (C2SP tlog-checkpoint) that covers the entry
public record ReleaseAnswer(
    Envelope lease,
    Bytes wrappedKey,
    Bytes entry,
    long entryIndex,
    List<Bytes> inclusionProof,
    String checkpoint) {
  public ReleaseAnswer {
    inclusionProof = List.copyOf(inclusionProof);
  }
}
