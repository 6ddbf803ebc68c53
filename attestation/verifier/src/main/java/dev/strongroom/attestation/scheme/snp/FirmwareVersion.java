package dev.strongroom.attestation.scheme.snp;

/// Version of the SNP firmware: MAJOR, MINOR, BUILD, each 0 to 255.
public record FirmwareVersion(int major, int minor, int build) {
  /// True if this is `floor` or later.
  public boolean isAtLeast(FirmwareVersion floor) {
    if (major != floor.major) {
      return major > floor.major;
    }
    return minor == floor.minor ? build >= floor.build : minor > floor.minor;
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + build;
  }
}
