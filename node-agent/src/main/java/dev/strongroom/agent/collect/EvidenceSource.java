package dev.strongroom.agent.collect;

import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import java.util.List;

/// The Attester's hardware (RFC 9334): makes reports of this machine. Used by one thread.
public interface EvidenceSource extends DeviceSource {
  /// The init-data document that the CPU TEE measured at launch, byte for byte.
  ///
  /// @throws EvidenceException if it cannot be read
  Bytes initData() throws EvidenceException;

  /// A report of the CPU TEE over `reportData`. Asked for last.
  ///
  /// @param reportData 64 bytes
  /// @throws EvidenceException if the TEE gives none
  Evidence cpu(Bytes reportData) throws EvidenceException;

  /// What a verifier will need, such as `amd-product:Genoa`; lets the broker fetch it before it
  /// spends a nonce.
  List<String> collateralHints();
}
