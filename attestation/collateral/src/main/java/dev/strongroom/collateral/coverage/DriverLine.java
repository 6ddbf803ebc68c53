package dev.strongroom.collateral.coverage;

import dev.strongroom.wire.MalformedException;
import java.util.regex.Pattern;

/// Which driver is to be rolled out.
public sealed interface DriverLine {
  /// As on a command line: `580.95.05`, `580.x`.
  String text();

  /// The driver that each device has now.
  record Present() implements DriverLine {
    @Override
    public String text() {
      return "present";
    }
  }

  /// One driver.
  ///
  /// @param text its version
  record Exact(String text) implements DriverLine {}

  /// Any driver of a line.
  ///
  /// @param text ends with `.x`
  record Any(String text) implements DriverLine {}

  /// Reads a version, or a line that ends with `.x`.
  ///
  /// @throws MalformedException if it is neither
  static DriverLine parse(String text) throws MalformedException {
    if (!Form.VERSION.matcher(text).matches()) {
      throw new MalformedException(
          "driver", -1, "got '" + text + "', want a version such as 580.95.05, or 580.x");
    }
    return text.endsWith(Form.REST) ? new Any(text) : new Exact(text);
  }

  /// How lines are written.
  final class Form {
    static final String REST = ".x";
    private static final Pattern VERSION =
        Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6}){0,3}\\.([0-9]{1,6}|x)");

    private Form() {}
  }
}
