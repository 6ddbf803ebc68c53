package dev.strongroom.attestation.scheme.snp;

/// The firmware ABI that first gave a bit its meaning, and how a report proves at least that ABI.
///
/// Firmware in the field counts its own version 1.55 upwards by build, whatever the revision of the
/// ABI it implements, so later revisions show only in the report's version: 3 came with 1.56 (and
/// firmware 1.55.22 on Milan, 1.55.38 on Genoa, which complete the alias check), 5 with 1.58.
enum Since {
  /// The first ABI of SEV-SNP.
  FIRST("every firmware"),
  /// AMD 56860 revision 1.55.
  ABI_1_55("firmware 1.55"),
  /// AMD 56860 revision 1.56.
  REPORT_3("a report of version 3 (ABI 1.56)"),
  /// AMD 56860 revision 1.58.
  REPORT_5("a report of version 5 (ABI 1.58)");

  private static final int VERSION_OF_1_56 = 3;
  private static final int VERSION_OF_1_58 = 5;
  private static final FirmwareVersion FIRMWARE_1_55 = new FirmwareVersion(1, 55, 0);

  private final String text;

  Since(String text) {
    this.text = text;
  }

  /// The least that proves it, in words.
  String text() {
    return text;
  }

  Shown shown(SnpReport report, boolean set) {
    if (!isProvenBy(report)) {
      return Shown.UNKNOWN;
    }
    return set ? Shown.ON : Shown.OFF;
  }

  private boolean isProvenBy(SnpReport report) {
    return switch (this) {
      case FIRST -> true;
      case ABI_1_55 ->
          report.version() >= VERSION_OF_1_56 || report.currentFirmware().isAtLeast(FIRMWARE_1_55);
      case REPORT_3 -> report.version() >= VERSION_OF_1_56;
      case REPORT_5 -> report.version() >= VERSION_OF_1_58;
    };
  }
}
