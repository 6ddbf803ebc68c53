package dev.strongroom.attestation.scheme.snp;

/// POLICY of the guest (AMD 56860, 4.3), fixed at launch.
///
/// | Bits | Name | Meaning |
/// |---|---|---|
/// | 7:0, 15:8 | ABI_MINOR, ABI_MAJOR | lowest firmware ABI |
/// | 17 | reserved | must be one |
/// | others of 16 to 25 | see [GuestPolicyBit] | |
/// | 63:26 | | no published meaning |
///
/// @param bits all 64
public record GuestPolicy(long bits) {
  private static final int RESERVED_ONE = 17;
  private static final int KNOWN_BITS = 26;
  private static final int BYTE = 0xff;

  /// The lowest firmware ABI that the guest's owner accepts.
  ///
  /// @param major ABI_MAJOR, 0 to 255
  /// @param minor ABI_MINOR, 0 to 255
  public record Abi(int major, int minor) implements Comparable<Abi> {
    public Abi {
      if (major < 0 || major > BYTE || minor < 0 || minor > BYTE) {
        throw new IllegalArgumentException("ABI " + major + "." + minor + ": want 0 to 255 each");
      }
    }

    @Override
    public int compareTo(Abi other) {
      return major == other.major ? minor - other.minor : major - other.major;
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /// ABI_MAJOR and ABI_MINOR.
  public Abi abi() {
    return new Abi((int) (bits >>> Byte.SIZE) & BYTE, (int) bits & BYTE);
  }

  /// Bit 17, which must be one.
  public boolean reservedOne() {
    return bit(RESERVED_ONE);
  }

  /// True if `bit` is set.
  public boolean has(GuestPolicyBit bit) {
    return bit(bit.index());
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
