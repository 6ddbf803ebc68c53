package dev.strongroom.attestation.scheme.snp;

/// Version of the SNP firmware: MAJOR, MINOR, BUILD.
public record FirmwareVersion(int major, int minor, int build) {
  @Override
  public String toString() {
    return major + "." + minor + "." + build;
  }
}
