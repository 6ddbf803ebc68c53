package dev.strongroom.attestation.scheme.nvidia.rim;

/// The least security version number that an entry of the report's typed opaque data may have
/// (NVIDIA, Opaque Data RIM Attributes: `minSvn`).
///
/// @param entry type of the entry: 37 is FSP_UCODE_SVN
/// @param active whether it takes part in comparison
/// @param name as the manifest calls it
/// @param minimum not negative
public record SvnFloor(int entry, boolean active, String name, long minimum) {
  public SvnFloor {
    if (minimum < 0) {
      throw new IllegalArgumentException("minimum: got " + minimum + ", want 0 or more");
    }
  }
}
