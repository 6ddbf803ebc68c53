package dev.strongroom.broker.release;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// A challenge that was given out.
///
/// @param nonce N, 32 bytes
/// @param sessionKeys S, 48 bytes
/// @param ticketDigest digest of the ticket that opened it
/// @param model what was asked for
/// @param policyDigest digest of the policy that was in force
/// @param expired true once N's life is over, by the database's clock
/// @param outcome what was decided, if anything was
record Session(
    Bytes nonce,
    Bytes sessionKeys,
    Bytes ticketDigest,
    ModelVersion model,
    Bytes policyDigest,
    boolean expired,
    Optional<Outcome> outcome) {

  /// What was decided over the first transcript that came.
  sealed interface Outcome {
    /// T that it was decided over.
    Bytes transcript();

    /// The key left, or may still leave, under this lease.
    record Released(Bytes transcript, String leaseId, int redeliveries) implements Outcome {}

    /// Refused, with the codes that the caller was told.
    record Refused(Bytes transcript, List<String> codes) implements Outcome {
      public Refused {
        codes = List.copyOf(codes);
      }
    }
  }
}
