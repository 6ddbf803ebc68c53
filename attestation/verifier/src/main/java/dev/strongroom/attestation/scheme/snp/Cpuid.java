package dev.strongroom.attestation.scheme.snp;

/// CPUID_FAM_ID, CPUID_MOD_ID and CPUID_STEP, family and model combined with their extended parts.
/// All zero in reports before version 3.
///
/// @param family for example 0x19
/// @param model for example 0x11
/// @param stepping for example 1
public record Cpuid(int family, int model, int stepping) {
  @Override
  public String toString() {
    return "family %02xh model %02xh stepping %d".formatted(family, model, stepping);
  }
}
