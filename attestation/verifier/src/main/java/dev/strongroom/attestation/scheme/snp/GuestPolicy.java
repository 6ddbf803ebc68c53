package dev.strongroom.attestation.scheme.snp;

/// POLICY of the guest (AMD 56860, 4.3), fixed at launch.
///
/// | Bits | Name | Meaning |
/// |---|---|---|
/// | 7:0, 15:8 | ABI_MINOR, ABI_MAJOR | lowest firmware ABI |
/// | 16 | SMT | hyper-threading allowed |
/// | 17 | reserved | must be one |
/// | 18 | MIGRATE_MA | a migration agent may be associated |
/// | 19 | DEBUG | the host may debug |
/// | 20 | SINGLE_SOCKET | one socket only |
/// | 21 | CXL_ALLOW | CXL devices may be populated |
/// | 22 | MEM_AES_256_XTS | AES-256-XTS required |
/// | 23 | RAPL_DIS | power reporting must be off |
/// | 24 | CIPHERTEXT_HIDING | must be enabled in DRAM |
/// | 25 | PAGE_SWAP_DISABLE | page move, swap and so on are off |
///
/// @param bits all 64
public record GuestPolicy(long bits) {
  private static final int KNOWN_BITS = 26;

  /// Bit 17, which must be one.
  public boolean reservedOne() {
    return bit(17);
  }

  /// Bit 18.
  public boolean migrateMa() {
    return bit(18);
  }

  /// Bit 19.
  public boolean debug() {
    return bit(19);
  }

  /// Bits whose meaning is not known here, in place.
  public long unknown() {
    return bits >>> KNOWN_BITS << KNOWN_BITS;
  }

  private boolean bit(int index) {
    return (bits >>> index & 1) == 1;
  }

  /// As 16 hexadecimal digits.
  public String hex() {
    return "%016x".formatted(bits);
  }
}
