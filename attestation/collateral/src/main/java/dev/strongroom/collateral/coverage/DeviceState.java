package dev.strongroom.collateral.coverage;

import dev.strongroom.attestation.finding.Finding;
import java.util.List;

/// A device by itself: its report and chain, and what speaks of its issuers.
///
/// @param place among the devices given, from 0
/// @param ueid serial number of its leaf, decimal
/// @param architecture of its leaf: `GH100`
/// @param driver that it has now; empty for a switch
/// @param vbios that it has now, of a switch its BIOS
/// @param state [ManifestState.State#REFUSED] too if its report is not authentic
/// @param findings what stands against it
public record DeviceState(
    int place,
    String ueid,
    String architecture,
    String driver,
    String vbios,
    ManifestState.State state,
    List<Finding> findings) {
  public DeviceState {
    findings = List.copyOf(findings);
  }
}
