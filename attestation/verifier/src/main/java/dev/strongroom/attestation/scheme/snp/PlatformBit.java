package dev.strongroom.attestation.scheme.snp;

/// The bits of PLATFORM_INFO that have a name (AMD 56860, ATTESTATION_REPORT).
public enum PlatformBit {
  /// Hyper-threading is on.
  SMT_EN(0, Since.FIRST),
  /// All memory is encrypted transparently.
  TSME_EN(1, Since.FIRST),
  /// Memory has error correction.
  ECC_EN(2, Since.ABI_1_55),
  /// Power reporting (RAPL) is off.
  RAPL_DIS(3, Since.ABI_1_55),
  /// Ciphertext in DRAM is hidden from the host.
  CIPHERTEXT_HIDING_DRAM_EN(4, Since.ABI_1_55),
  /// No memory alias was found at boot or after the last reset (AMD-SB-3015).
  ALIAS_CHECK_COMPLETE(5, Since.REPORT_3),
  /// Trusted I/O is on.
  TIO_EN(7, Since.REPORT_5);

  private final int index;
  private final Since since;

  PlatformBit(int index, Since since) {
    this.index = index;
    this.since = since;
  }

  /// Position, 0 the lowest.
  public int index() {
    return index;
  }

  Since since() {
    return since;
  }

  /// What `report` shows of it.
  public Shown in(SnpReport report) {
    return since.shown(report, report.platformInfo().has(this));
  }
}
