package dev.strongroom.attestation.scheme.dcap.quote;

/// Named bits of TDATTRIBUTES (Intel TDX Module ABI Specification 348551-006, ATTRIBUTES).
public enum TdAttribute {
  /// The host may debug the guest: its memory is not secret.
  DEBUG(0),
  /// The guest takes part in the host's HGS+ scheduling hints.
  HGS_PLUS_PROF(4),
  /// The guest takes part in the host's profiling by performance counters.
  PERF_PROF(5),
  /// The guest takes part in the host's profiling by out-of-band telemetry.
  PMT_PROF(6),
  /// The guest may use linear address space separation.
  LASS(27),
  /// An EPT violation never becomes a #VE: the host cannot inject one at a page of its choice.
  SEPT_VE_DISABLE(28),
  /// A migration TD may move the guest, and sees its memory.
  MIGRATABLE(29),
  /// The guest may use supervisor protection keys.
  PKS(30),
  /// The guest may use Key Locker.
  KL(31),
  /// The guest is a TDX Connect provisioning agent.
  TPA(62),
  /// The guest uses performance monitoring.
  PERFMON(63);

  private final int bit;

  TdAttribute(int bit) {
    this.bit = bit;
  }

  /// Number of the bit, 0 to 63.
  public int bit() {
    return bit;
  }
}
