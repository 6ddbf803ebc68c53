package dev.strongroom.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where a command shows how far it is.
///
/// @param out what to write to
/// @param terminal true if somebody watches: the line is redrawn. Elsewhere, as in a log, one plain
///   line grows at every quarter
/// @param indent what each line begins with
public record ProgressDisplay(PrintWriter out, boolean terminal, String indent) {
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;

  /// Standard error, as for a command that a person typed.
  public static ProgressDisplay standardError() {
    return new ProgressDisplay(
        new PrintWriter(System.err, true, StandardCharsets.UTF_8), isTerminal(STANDARD_ERROR), "");
  }

  /// Standard output, for a program that tells a story there.
  public static ProgressDisplay standardOutput(String indent) {
    return new ProgressDisplay(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        isTerminal(STANDARD_OUTPUT),
        indent);
  }

  /// The JDK's console says only whether input and output both are a terminal; on Linux the file
  /// behind a descriptor tells of each.
  private static boolean isTerminal(int descriptor) {
    try {
      return isTerminal(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)));
    } catch (IOException _) {
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
  }

  static boolean isTerminal(Path device) {
    return device.startsWith("/dev/pts")
        || device.equals(Path.of("/dev/console"))
        || device.toString().startsWith("/dev/tty");
  }
}
