package dev.strongroom.agent.workload;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// The one line by which a workload says that it serves: `READY http://<loopback>:<port>`, then,
/// after a space, whatever it likes. Other lines are its own.
public final class ReadyLine {
  /// Longest line that is looked at.
  public static final int MAX_CHARS = 4096;

  private static final Pattern LINE =
      Pattern.compile("READY (http://(?:127\\.0\\.0\\.1|\\[::1]):([1-9]\\d{0,4}))/?(?: .*)?");
  private static final int MAX_PORT = 65535;

  private ReadyLine() {}

  /// Where the workload serves, if `line` says so. Anything but a loopback address is not taken.
  public static Optional<URI> parse(String line) {
    var match = LINE.matcher(line);
    return match.matches() && Integer.parseInt(match.group(2)) <= MAX_PORT
        ? Optional.of(URI.create(match.group(1)))
        : Optional.empty();
  }
}
