package dev.strongroom.quickstart.engine;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the command line says.
///
/// @param model the weights
/// @param alias the model's name in the API
/// @param host address to listen on
/// @param port to listen on; 0 picks a free one
/// @param slots answers computed at the same time, 1 to 64
/// @param contextTokens most tokens of prompt and answer together, 64 to 131072
record Options(Path model, String alias, String host, int port, int slots, int contextTokens) {
  static final String USAGE =
      "usage: ModelServer --model FILE --alias NAME [--host ADDRESS] [--port PORT] [--slots N]"
          + " [--context TOKENS]";

  private static final Set<String> NAMES =
      Set.of("--model", "--alias", "--host", "--port", "--slots", "--context");

  /// Reads the arguments.
  ///
  /// @throws IllegalArgumentException with one line for the person who typed them
  static Options parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      var name = arguments[i];
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(name + ": unknown option; " + USAGE);
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + ": needs a value; " + USAGE);
      }
      if (given.put(name, arguments[i + 1]) != null) {
        throw new IllegalArgumentException(name + ": given twice");
      }
    }
    return new Options(
        Path.of(required("--model", given.get("--model"))),
        required("--alias", given.get("--alias")),
        given.getOrDefault("--host", "127.0.0.1"),
        number("--port", given.getOrDefault("--port", "0"), 0, 65535),
        number("--slots", given.getOrDefault("--slots", "2"), 1, 64),
        number("--context", given.getOrDefault("--context", "2048"), 64, 131072));
  }

  private static String required(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(name + ": is required; " + USAGE);
    }
    return value;
  }

  private static int number(String name, String text, int least, int most) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Answered below: not a number is as wrong as one out of range.
    }
    throw new IllegalArgumentException(
        "%s: got %s, want %d to %d".formatted(name, text, least, most));
  }
}
