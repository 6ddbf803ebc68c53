package dev.strongroom.protocol.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A network in CIDR notation. An IPv6 network never contains an IPv4 address: `::/0` means all of
/// IPv6 and nothing else.
///
/// @param base its first address
/// @param prefix leading bits that belong to the network, counted over 128 bits
public record IpNetwork(IpAddress base, int prefix) {
  private static final int V4_OFFSET = 96;

  /// Reads `address/bits`, or a lone address.
  ///
  /// @throws MalformedException if it is neither, or has bits set behind the prefix
  public static IpNetwork parse(String field, String text) throws MalformedException {
    int slash = text.indexOf('/');
    var address = IpAddress.parse(field, slash < 0 ? text : text.substring(0, slash));
    int width = address.isV4() ? 32 : 128;
    int bits = slash < 0 ? width : bits(field, text, text.substring(slash + 1), width);
    var network = new IpNetwork(address, address.isV4() ? bits + V4_OFFSET : bits);
    if (!network.masked(address).equals(address)) {
      throw new MalformedException(
          field, -1, "got '" + text + "', want no bits set behind the prefix");
    }
    return network;
  }

  /// Reads each of `texts`.
  ///
  /// @throws MalformedException as [#parse]
  public static List<IpNetwork> parseAll(String field, Collection<String> texts)
      throws MalformedException {
    var networks = new ArrayList<IpNetwork>();
    for (var text : texts) {
      networks.add(parse(field, text));
    }
    return List.copyOf(networks);
  }

  @JsonCreator
  static IpNetwork ofJson(String text) throws MalformedException {
    return parse("network", text);
  }

  private static int bits(String field, String text, String digits, int width)
      throws MalformedException {
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > width) {
      throw new MalformedException(
          field, -1, "got '" + text + "', want a prefix of 0 to " + width + " bits");
    }
    return Integer.parseInt(digits);
  }

  /// True if `address` lies in this network.
  public boolean contains(IpAddress address) {
    return address.isV4() == base.isV4() && masked(address).equals(base);
  }

  /// True if `address` lies in one of `networks`.
  public static boolean anyContains(Collection<IpNetwork> networks, IpAddress address) {
    for (var network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /// True for all of IPv4 or all of IPv6.
  public boolean isEverything() {
    return prefix == (base.isV4() ? V4_OFFSET : 0);
  }

  private IpAddress masked(IpAddress address) {
    long high = prefix >= 64 ? -1L : prefix == 0 ? 0 : -1L << (64 - prefix);
    long low = prefix <= 64 ? 0 : -1L << (128 - prefix);
    return new IpAddress(address.high() & high, address.low() & low);
  }

  /// CIDR notation.
  @Override
  @JsonValue
  public String toString() {
    return base + "/" + (base.isV4() ? prefix - V4_OFFSET : prefix);
  }
}
