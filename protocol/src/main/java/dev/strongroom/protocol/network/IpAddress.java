package dev.strongroom.protocol.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.strongroom.wire.MalformedException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/// An IPv4 or IPv6 address as 128 bits, big-endian; IPv4 stands in its mapped form `::ffff:a.b.c.d`
/// (RFC 4291, section 2.5.5.2), so that one address has one spelling.
///
/// @param high the first 64 bits
/// @param low the last 64 bits
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
  /// No brackets, no zone.
  private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]+");

  private static final long MAPPED = 0xffff_0000_0000L;

  /// The IPv4 address of these 32 bits.
  public static IpAddress v4(int bits) {
    return new IpAddress(0, MAPPED | Integer.toUnsignedLong(bits));
  }

  /// The same address in this form.
  public static IpAddress of(InetAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? v4(bytes.getInt())
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  /// Reads a literal; never asks a name server. IPv4 has its one dotted form, IPv6 no brackets and
  /// no zone.
  ///
  /// @throws MalformedException if `text` is no address
  public static IpAddress parse(String field, String text) throws MalformedException {
    try {
      var address = of(InetAddress.ofLiteral(text));
      boolean dotted = text.indexOf(':') < 0;
      if (LITERAL.matcher(text).matches() && (!dotted || address.toString().equals(text))) {
        return address;
      }
      throw new MalformedException(field, -1, wanted(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(field, -1, wanted(text), e);
    }
  }

  private static String wanted(String text) {
    return "got '" + text + "', want an IP address such as 10.0.0.7 or 2001:db8::7";
  }

  @JsonCreator
  static IpAddress ofJson(String text) throws MalformedException {
    return parse("address", text);
  }

  /// True for IPv4.
  public boolean isV4() {
    return high == 0 && low >>> 32 == MAPPED >>> 32;
  }

  @Override
  public int compareTo(IpAddress other) {
    int first = Long.compareUnsigned(high, other.high);
    return first != 0 ? first : Long.compareUnsigned(low, other.low);
  }

  /// The usual text form.
  @Override
  @JsonValue
  public String toString() {
    try {
      var bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
