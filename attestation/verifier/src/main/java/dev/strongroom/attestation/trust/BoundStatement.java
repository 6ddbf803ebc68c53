package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;

/// A statement that no key signs: a signed report carries its digest instead.
public interface BoundStatement {
  /// What such a report carries, all 64 bytes, computed from the statement's bytes as received.
  Bytes boundReportData();
}
