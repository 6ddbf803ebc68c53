package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// Values of single fields, whatever length their template gives them.
final class FieldValues {
  /// A field that says nothing.
  static final long ABSENT = -1;

  static final int MAX_INTEGER_LENGTH = 8;

  private FieldValues() {}

  /// spec: RFC 7011 6.2: an integer may be sent in fewer bytes than its type has. A field of no
  /// bytes or more than eight is no integer and stays absent; a value above 2^63 - 1 becomes that.
  static long number(BinaryReader in, int length) throws MalformedException {
    if (length < 1 || length > MAX_INTEGER_LENGTH) {
      in.skip("integer", length);
      return ABSENT;
    }
    long value = in.bitsBe("integer", length);
    return value < 0 ? Long.MAX_VALUE : value;
  }

  /// A port or protocol; 0 where it is absent, or larger than such a number can be.
  static int small(BinaryReader in, int length, int most) throws MalformedException {
    long value = number(in, length);
    return value < 0 || value > most ? 0 : (int) value;
  }

  static @Nullable IpAddress v4(BinaryReader in, int length, @Nullable IpAddress present)
      throws MalformedException {
    if (length != 4) {
      in.skip("address", length);
      return present;
    }
    var address = IpAddress.v4((int) in.u32be("address"));
    // Records that describe both families leave the other one zero.
    return present != null && address.low() << 32 == 0 ? present : address;
  }

  static @Nullable IpAddress v6(BinaryReader in, int length, @Nullable IpAddress present)
      throws MalformedException {
    if (length != 16) {
      in.skip("address", length);
      return present;
    }
    var address = new IpAddress(in.bits64be("address"), in.bits64be("address"));
    boolean unset = address.high() == 0 && address.low() == 0;
    boolean presentIsSet = present != null && present.low() << 32 != 0;
    return unset && presentIsSet ? present : address;
  }
}
