package dev.strongroom.protocol.appraisal;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.Bytes;

/// Asks for an Attestation Result. Every member must be there; an empty one says that there is
/// none.
///
/// @param evidence as the node gave it
/// @param nonce that the caller made for this session and the CPU's Evidence must carry, 8 to 64
///   bytes, not all zero; the result repeats it as `eat_nonce`
/// @param deviceNonce SPDM requester nonce of every accelerator, 32 bytes, not all zero; empty
///   where none is shown
/// @param binding what ties the accelerators to the CPU
/// @param ticket JSON of the DSSE envelope with the deployment ticket that the measured init-data
///   names, see [dev.strongroom.protocol.release.Ticket]; empty where the policy asks for no
///   workload
/// @param policy name of an appraisal policy of the verifier
public record AppraisalRequest(
    EvidenceSet evidence,
    Bytes nonce,
    Bytes deviceNonce,
    Binding binding,
    Bytes ticket,
    String policy) {
  /// What the CPU's Evidence carries.
  public enum Binding {
    /// The nonce itself: nothing ties accelerators to it.
    @JsonProperty("none")
    NONE,
    /// [dev.strongroom.protocol.release.Transcript#nodeNonce] of the nonce and the accelerators'
    /// reports.
    @JsonProperty("digest")
    DIGEST
  }

  /// Larger than any ticket.
  public static final int MAX_TICKET_BYTES = 64 * 1024;

  private static final int MIN_NONCE_BYTES = 8;
  private static final int MAX_NONCE_BYTES = 64;
  private static final int DEVICE_NONCE_BYTES = 32;

  public AppraisalRequest {
    // spec: RFC 9711 4.1 size: a nonce has 8 to 64 bytes; zeros are what firmware writes unasked
    if (nonce.length() < MIN_NONCE_BYTES || nonce.length() > MAX_NONCE_BYTES || nonce.isZero()) {
      throw new IllegalArgumentException(
          "nonce: got " + nonce.length() + " bytes, want 8 to 64, not all zero");
    }
    if (deviceNonce.length() != 0
        && (deviceNonce.length() != DEVICE_NONCE_BYTES || deviceNonce.isZero())) {
      throw new IllegalArgumentException(
          "deviceNonce: got " + deviceNonce.length() + " bytes, want 32, not all zero, or none");
    }
    if (ticket.length() > MAX_TICKET_BYTES) {
      throw new IllegalArgumentException("ticket exceeds 64 KiB");
    }
    Names.require("policy", policy);
  }
}
