package dev.strongroom.broker.verifier;

import dev.strongroom.wire.dsse.Envelope;
import java.util.List;

/// What others say of software, at hand before Evidence is appraised (RFC 9334, 8.3). Whether it is
/// fresh, and whose word counts, the policy says. Thread-safe.
public interface ReferencesAtHand {
  /// Signed manifests of reference values.
  List<Envelope> references();
}
