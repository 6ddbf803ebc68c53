package dev.strongroom.attestation.scheme.dcap.quote;

/// TDATTRIBUTES of a guest (Intel TDX Module ABI Specification 348551-006, ATTRIBUTES), fixed at
/// launch. Bits 7:0 are the group TUD, "TD under debug": a guest with any of them set is not
/// trusted. Bits without a name here are surfaced.
///
/// @param bits all 64
public record TdAttributes(long bits) {
  private static final long UNDER_DEBUG = 0xff;

  /// True if the bit is set.
  public boolean has(TdAttribute attribute) {
    return (bits >>> attribute.bit() & 1) == 1;
  }

  /// Bits of the group TUD, in place.
  public long underDebug() {
    return bits & UNDER_DEBUG;
  }

  /// Bits without a name here, in place.
  public long unknown() {
    long known = 0;
    for (var attribute : TdAttribute.values()) {
      known |= 1L << attribute.bit();
    }
    return bits & ~known;
  }

  /// As 16 hexadecimal digits, highest bit first.
  public String hex() {
    return "%016x".formatted(bits);
  }
}
