package dev.strongroom.wire;

import java.util.stream.Collectors;

/// Text of strangers as it may stand in one line of a log or on a terminal.
public final class Printable {
  /// Longer than any name of ours that a stranger could have meant.
  private static final int MAX_NAME_LENGTH = 64;

  private Printable() {}

  /// `text` with line breaks, control characters and characters that change the direction of
  /// writing as `\` `u` and their number.
  public static String of(String text) {
    return text.codePoints().allMatch(Printable::isPrintable)
        ? text
        : text.codePoints().mapToObj(Printable::escaped).collect(Collectors.joining());
  }

  /// The same of a name, of which only the start is shown if it is longer than 64 characters.
  public static String name(String name) {
    return of(
        name.codePointCount(0, name.length()) <= MAX_NAME_LENGTH
            ? name
            : name.substring(0, name.offsetByCodePoints(0, MAX_NAME_LENGTH)) + "…");
  }

  /// The same as [#of], of which only the start is shown if that is longer than `limit` characters.
  public static String start(String text, int limit) {
    var shown = of(text);
    return shown.codePointCount(0, shown.length()) <= limit
        ? shown
        : shown.substring(0, shown.offsetByCodePoints(0, limit)) + "…";
  }

  private static String escaped(int character) {
    return isPrintable(character) ? Character.toString(character) : "\\u%04x".formatted(character);
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
