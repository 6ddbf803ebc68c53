package dev.strongroom.attestation.appraisal;

import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a node must be. There is no `any`: each part is required, and an empty one cannot be built,
/// but for the list of chips.
///
/// @param measurements accepted launch measurements, 48 bytes each
/// @param chips accepted CHIP_IDs, 64 bytes each; empty: every one but Milan's
/// @param minimumTcb lowest accepted REPORTED_TCB and COMMITTED_TCB, component by component
/// @param accelerators exactly the devices that must be shown, each class once
public record AppraisalPolicy(
    Set<Bytes> measurements,
    Set<Bytes> chips,
    ReleasePolicy.Tcb minimumTcb,
    List<ReleasePolicy.Accelerators> accelerators) {
  private static final int MEASUREMENT_BYTES = 48;

  public AppraisalPolicy {
    measurements = Set.copyOf(measurements);
    chips = Set.copyOf(chips);
    accelerators = List.copyOf(accelerators);
    if (measurements.isEmpty()
        || measurements.stream().anyMatch(m -> m.length() != MEASUREMENT_BYTES)) {
      throw new IllegalArgumentException("measurements: want at least one, of 48 bytes each");
    }
    if (accelerators.isEmpty()) {
      throw new IllegalArgumentException("accelerators: want at least one class");
    }
    var classes = new HashSet<String>();
    for (var accelerator : accelerators) {
      if (!classes.add(accelerator.architecture())) {
        throw new IllegalArgumentException(
            "accelerators: " + accelerator.architecture() + " is named twice");
      }
    }
  }

  /// The part of a release policy that Evidence must meet.
  public static AppraisalPolicy of(ReleasePolicy policy) {
    return new AppraisalPolicy(
        new HashSet<>(policy.measurements()),
        new HashSet<>(policy.chips()),
        policy.minimumTcb(),
        policy.accelerators());
  }
}
