package dev.strongroom.collateral.coverage;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A manifest that devices need, as it was found.
///
/// @param id of the manifest; of a line of which there is none, it ends with `.x`
/// @param state found
/// @param signerUntil until when its signer is valid, if it is there
/// @param findings what stands against it
public record ManifestState(
    RimId id, State state, Optional<Instant> signerUntil, List<Finding> findings) {
  /// How a manifest, or a device, stands.
  public enum State {
    /// Nothing stands against it.
    COVERED,
    /// There is none.
    ABSENT,
    /// It is not authentic, of another version or chip, or what speaks of its signers is not of
    /// this time.
    REFUSED,
    /// It is authentic; its signer has ended, is on hold, or nothing speaks of it.
    WARNED
  }

  public ManifestState {
    findings = List.copyOf(findings);
  }
}
