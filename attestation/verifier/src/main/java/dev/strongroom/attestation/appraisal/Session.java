package dev.strongroom.attestation.appraisal;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.Envelope;
import java.util.Optional;

/// What one session's Evidence is compared with.
///
/// @param nonce of the CPU's Evidence
/// @param deviceNonce SPDM requester nonce of every accelerator, 32 bytes; needed where one is
///   shown
/// @param ticket deployment ticket that the measured init-data names: it says the workload
/// @param binding what ties the accelerators to the CPU's Evidence
public record Session(
    SessionNonce nonce, Optional<Bytes> deviceNonce, Optional<Envelope> ticket, Binding binding) {
  private static final int DEVICE_NONCE_BYTES = 32;

  public Session {
    if (deviceNonce.filter(n -> n.length() != DEVICE_NONCE_BYTES || n.isZero()).isPresent()) {
      throw new IllegalArgumentException("deviceNonce: want 32 bytes, not all zero");
    }
  }
}
