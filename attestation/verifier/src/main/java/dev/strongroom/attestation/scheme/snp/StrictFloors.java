package dev.strongroom.attestation.scheme.snp;

import java.util.Map;

/// The floors of [SnpPolicy#strict()], as of November 2026. AMD publishes no service that says
/// which TCB is outdated, so they are facts of bulletins:
///
/// | Product | Component | Floor | From |
/// |---|---|---|---|
/// | Milan | SNP_SPL | 0x18 | AMD-SB-3019 (EntrySign, CVE-2024-56161) |
/// | Milan 01h, stepping 1, 2 | UCODE_SPL | 0xdb, 0x44 | first microcode with a sound signature check |
/// | Genoa | SNP_SPL | 0x17 | AMD-SB-3019 |
/// | Genoa 11h, stepping 1, 2 | UCODE_SPL | 0x54, 0x4f | as above |
/// | Bergamo, Siena A0h, stepping 1, 2 | UCODE_SPL | 0x17, 0x19 | as above |
/// | Turin 02h stepping 1, 11h stepping 0 | UCODE_SPL | 0x47, 0x47 | AMD-SB-7033, the same for Zen 5 |
///
/// UCODE_SPL is the low byte of the microcode's patch level. The last levels that can be made to
/// load forged microcode are those of Linux 6.16, `arch/x86/kernel/cpu/microcode/amd.c`,
/// `need_sha_check`: 0xa0011da, 0xa001243, 0xa101153, 0xa10124e, 0xaa00116, 0xaa00218, 0xb002146,
/// 0xb101046; each floor is the next. Milan's 0xdb also lies above CacheWarp's 0xd1
/// (CVE-2023-20592, AMD-SB-3005).
///
/// The firmware floors are the first builds that complete the alias check (BadRAM, CVE-2024-21944,
/// AMD-SB-3015): 1.55.22 on Milan, 1.55.38 on Genoa. Turin had it from the start.
final class StrictFloors {
  private static final int ZEN_3_AND_4 = 0x19;
  private static final int ZEN_5 = 0x1a;

  private StrictFloors() {}

  static SnpFloors of(SnpProduct product) {
    return switch (product) {
      case MILAN ->
          floors("AMD-SB-3019", 0x18)
              .withMicrocode(
                  Map.of(
                      new Cpuid(ZEN_3_AND_4, 0x01, 1), 0xdb, new Cpuid(ZEN_3_AND_4, 0x01, 2), 0x44))
              .withFirmware(new FirmwareVersion(1, 55, 22));
      case GENOA ->
          floors("AMD-SB-3019", 0x17)
              .withMicrocode(
                  Map.of(
                      new Cpuid(ZEN_3_AND_4, 0x11, 1), 0x54,
                      new Cpuid(ZEN_3_AND_4, 0x11, 2), 0x4f,
                      new Cpuid(ZEN_3_AND_4, 0xa0, 1), 0x17,
                      new Cpuid(ZEN_3_AND_4, 0xa0, 2), 0x19))
              .withFirmware(new FirmwareVersion(1, 55, 38));
      case TURIN ->
          floors("AMD-SB-7033", 0)
              .withMicrocode(
                  Map.of(new Cpuid(ZEN_5, 0x02, 1), 0x47, new Cpuid(ZEN_5, 0x11, 0), 0x47));
    };
  }

  private static SnpFloors floors(String source, int snp) {
    return SnpFloors.of(source, new SnpTcb(0, 0, 0, snp, 0));
  }
}
