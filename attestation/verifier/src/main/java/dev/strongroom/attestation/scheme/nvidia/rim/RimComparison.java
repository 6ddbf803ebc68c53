package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import java.util.EnumMap;
import java.util.List;

/// What a device measured, compared with its manifests. Every active reference must be met by the
/// measurement of its block: index `i` is block `i + 1`. A manifest of another version or chip is
/// compared with nothing, for it would only differ.
///
/// Index 35 is of video decoder 0: it is compared unless NVDEC0_STATUS says off.
///
/// @param findings everything that is wrong or could not be compared
/// @param compared number of active measurements that had to be met
/// @param matched how many of them were
public record RimComparison(List<Finding> findings, int compared, int matched) {
  public RimComparison {
    findings = List.copyOf(findings);
    if (matched < 0 || matched > compared) {
      throw new IllegalArgumentException("matched: got " + matched + " of " + compared);
    }
  }

  /// Compares. Pure.
  ///
  /// @param measurements of an authentic report, in order of their blocks; the first has index 1
  /// @param reported what that report says of itself
  /// @param rims the device's manifests; one that is not given is a finding
  /// @throws IllegalArgumentException for two manifests of one kind, or one of a kind that such a
  ///   device has none of
  public static RimComparison compare(
      List<Bytes> measurements, ReportedFirmware reported, List<Verified<Rim>> rims) {
    var given = new EnumMap<RimKind, Verified<Rim>>(RimKind.class);
    for (var rim : rims) {
      var kind = rim.evidence().id().kind();
      if (given.containsKey(kind) || reported.version(kind).isEmpty()) {
        throw new IllegalArgumentException("rims: " + kind + " is there twice, or not to be");
      }
      given.put(kind, rim);
    }
    var comparing = new RimComparing(measurements, reported);
    for (var kind : RimKind.values()) {
      var rim = given.get(kind);
      if (rim == null) {
        reported.version(kind).ifPresent(version -> comparing.without(kind, version));
      } else {
        comparing.with(rim);
      }
    }
    return comparing.result();
  }
}
