package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.wire.Bytes;
import java.util.List;

/// What authentic Evidence says of a node.
///
/// @param simulated true if a simulator's root vouches for it
/// @param platformId which machine: CHIP_ID in lower-case hexadecimal, 64 bytes
/// @param bootInstance which guest on it: REPORT_ID in lower-case hexadecimal, 32 bytes, new at
///   every launch
/// @param measurement launch measurement, 48 bytes
/// @param hostData HOST_DATA, 32 bytes
/// @param devices its accelerators, in the order of the Evidence
public record Claims(
    boolean simulated,
    String platformId,
    String bootInstance,
    Bytes measurement,
    Bytes hostData,
    List<DeviceClaims> devices) {
  public Claims {
    devices = List.copyOf(devices);
  }
}
