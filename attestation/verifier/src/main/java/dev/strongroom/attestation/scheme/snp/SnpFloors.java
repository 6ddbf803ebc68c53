package dev.strongroom.attestation.scheme.snp;

import java.util.Map;

/// The lowest that a policy accepts of one product. Firmware that was weak at launch may have
/// written any MEASUREMENT, and a host can report less than it committed, so each TCB has a floor
/// of its own.
///
/// @param source where the floors come from, for advice: `AMD-SB-3019`
/// @param reported of REPORTED_TCB, which the signing key is derived from
/// @param committed of COMMITTED_TCB, below which the host cannot roll back
/// @param launch of LAUNCH_TCB, which ran when the guest was launched
/// @param microcode of UCODE_SPL in all three, by processor, where microcode counts differently for
///   each; a processor that is not listed is refused. Empty: the TCBs' own floors hold
/// @param firmware of the current and of the committed firmware version
/// @param launchMitigations bits that LAUNCH_MIT_VECTOR must have
/// @param currentMitigations bits that CURRENT_MIT_VECTOR must have
public record SnpFloors(
    String source,
    SnpTcb reported,
    SnpTcb committed,
    SnpTcb launch,
    Map<Cpuid, Integer> microcode,
    FirmwareVersion firmware,
    long launchMitigations,
    long currentMitigations) {
  public SnpFloors {
    microcode = Map.copyOf(microcode);
  }

  /// The same floor for all three TCBs, and no more.
  public static SnpFloors of(String source, SnpTcb floor) {
    return new SnpFloors(source, floor, floor, floor, Map.of(), new FirmwareVersion(0, 0, 0), 0, 0);
  }

  /// With a microcode floor for each processor.
  public SnpFloors withMicrocode(Map<Cpuid, Integer> floors) {
    return new SnpFloors(
        source,
        reported,
        committed,
        launch,
        floors,
        firmware,
        launchMitigations,
        currentMitigations);
  }

  /// With a floor for the firmware version.
  public SnpFloors withFirmware(FirmwareVersion floor) {
    return new SnpFloors(
        source,
        reported,
        committed,
        launch,
        microcode,
        floor,
        launchMitigations,
        currentMitigations);
  }

  /// With mitigations that must have been active at launch, and must be now.
  public SnpFloors withMitigations(long atLaunch, long now) {
    return new SnpFloors(source, reported, committed, launch, microcode, firmware, atLaunch, now);
  }
}
