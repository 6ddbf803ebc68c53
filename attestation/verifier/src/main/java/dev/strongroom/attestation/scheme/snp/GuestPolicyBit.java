package dev.strongroom.attestation.scheme.snp;

/// The bits of POLICY that have a name (AMD 56860, 4.3).
public enum GuestPolicyBit {
  /// Hyper-threading is allowed.
  SMT(16, Since.FIRST),
  /// A migration agent may be associated.
  MIGRATE_MA(18, Since.FIRST),
  /// The host may debug the guest.
  DEBUG(19, Since.FIRST),
  /// The guest runs on one socket only.
  SINGLE_SOCKET(20, Since.FIRST),
  /// CXL devices may be populated.
  CXL_ALLOW(21, Since.ABI_1_55),
  /// Memory must be encrypted with AES-256 in XTS mode.
  MEM_AES_256_XTS(22, Since.ABI_1_55),
  /// Power reporting (RAPL) must be off.
  RAPL_DIS(23, Since.ABI_1_55),
  /// Ciphertext must be hidden from the host.
  CIPHERTEXT_HIDING(24, Since.ABI_1_55),
  /// Page move, swap out and swap in are off.
  PAGE_SWAP_DISABLE(25, Since.REPORT_5);

  private final int index;
  private final Since since;

  GuestPolicyBit(int index, Since since) {
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
    return since.shown(report, report.policy().has(this));
  }
}
