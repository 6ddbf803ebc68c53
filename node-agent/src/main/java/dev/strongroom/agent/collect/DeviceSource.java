package dev.strongroom.agent.collect;

import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import java.util.List;

/// The accelerators of this machine, all of them or none. Used by one thread.
public interface DeviceSource {
  /// One report of every accelerator, each made with `nonce`.
  ///
  /// @param nonce 32 bytes, [dev.strongroom.protocol.release.Transcript#deviceNonce]
  /// @throws EvidenceException if any device gives none
  List<Evidence> devices(Bytes nonce) throws EvidenceException;
}
