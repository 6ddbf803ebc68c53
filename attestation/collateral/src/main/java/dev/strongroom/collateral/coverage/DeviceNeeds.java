package dev.strongroom.collateral.coverage;

import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import java.util.List;

/// Which manifests a device needs.
///
/// @param wanted by id and version
record DeviceNeeds(NvidiaArchitecture architecture, List<Wanted> wanted) {
  DeviceNeeds {
    wanted = List.copyOf(wanted);
  }

  /// One manifest, or any of a line of drivers.
  ///
  /// @param id ends with `.x` for a line
  /// @param version that it must name; of a line what its versions begin with, and `x`
  /// @param isLine true for a line
  record Wanted(RimId id, String version, boolean isLine) {
    /// True if `other` is this one; of a line, if it is the same but for the `x`.
    boolean isMetBy(RimId other) {
      var text = id.text();
      return isLine
          ? other.text().startsWith(text.substring(0, text.length() - 1))
          : other.equals(id);
    }

    /// The version that the manifest `other`, which meets this, must name.
    String versionOf(RimId other) {
      return isLine ? other.text().substring(id.text().length() - version.length()) : version;
    }
  }
}
