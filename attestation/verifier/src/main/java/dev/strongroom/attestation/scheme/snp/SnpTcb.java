package dev.strongroom.attestation.scheme.snp;

/// TCB_VERSION (AMD 56860), taken apart: security patch levels, each 0 to 255.
///
/// @param fmc FMC_SPL, 0 before Turin
/// @param bootloader BL_SPL
/// @param tee TEE_SPL
/// @param snp SNP_SPL
/// @param microcode UCODE_SPL
public record SnpTcb(int fmc, int bootloader, int tee, int snp, int microcode) {
  /// True if no component is lower than that of `floor`.
  public boolean isAtLeast(SnpTcb floor) {
    return fmc >= floor.fmc
        && bootloader >= floor.bootloader
        && tee >= floor.tee
        && snp >= floor.snp
        && microcode >= floor.microcode;
  }

  @Override
  public String toString() {
    return (fmc == 0 ? "" : "fmc " + fmc + " ")
        + "bootloader %d tee %d snp %d microcode %d".formatted(bootloader, tee, snp, microcode);
  }
}
