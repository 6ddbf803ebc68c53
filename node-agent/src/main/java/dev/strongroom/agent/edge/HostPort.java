package dev.strongroom.agent.edge;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Where to listen: `127.0.0.1:0`, `[::1]:8443`.
///
/// @param host name or address, without brackets
/// @param port 0 for any free one
record HostPort(String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([0-9a-fA-F:]+)]|([^:\\[\\]]+)):(\\d{1,5})");
  private static final int MAX_PORT = 65535;

  static final class Converter implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String value) {
      var match = TEXT.matcher(value);
      if (!match.matches() || Integer.parseInt(match.group(3)) > MAX_PORT) {
        throw new TypeConversionException("got " + value + ", want HOST:PORT, such as 127.0.0.1:0");
      }
      var host = match.group(1) == null ? match.group(2) : match.group(1);
      return new HostPort(host, Integer.parseInt(match.group(3)));
    }
  }

  /// True for the addresses that mean every interface: nobody can connect to those.
  boolean isWildcard() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  /// Base URL of a server there.
  String url(int actualPort) {
    return "https://" + bracketed() + ":" + actualPort;
  }

  private String bracketed() {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  @Override
  public String toString() {
    return bracketed() + ":" + port;
  }
}
